import Ground
import CreditMethods
import CreditStatistics
public import Trajectories
import Simulation

/// A study's result as one record (`results.json`): everything that repeats it, and everything that it found.
///
/// A quantity that is undefined is the object `{"undefined": reason}` in place of a number.
public struct StudyRecord: Encodable, Sendable {
  let schema = "ascribe.study/1"
  let version = AscribeVersion.current
  let scenario, policy, memory: String
  let scenarioParameters: [String: Scalar]
  let seed: UInt64
  let batches, episodesPerBatch, groupSize, fitEpisodes, resamples: Int
  let ranksAcrossContrasts: Bool
  let confidence: Double
  let sampled: Sampled
  let exact: Exact
  let successShare, meanReturn: EstimateRecord
  let diagnostics: Diagnostics
  let methods: [Method]
  let pairs: [Pair]
  let cells: [Cell]
  let example: Example?

  struct Sampled: Encodable { let batches, episodes, turns, decisions: Int }

  struct Exact: Encodable {
    let value, successProbability, variance, start, final: Double
    let decisions, luck: [Double]
    let units: [Unit]
  }

  struct Diagnostics: Encodable { let withinGroupVariance, influence, exactInfluence: EstimateRecord }

  struct Unit: Encodable {
    let agent: String
    let turn: Int
    let probability, rootMeanSquare: Double
    let meanInSuccess, meanInFailure: Double?
  }

  struct Method: Encodable {
    let label, id, source, tier: String
    let contrast: ContrastRecord?
    let parameters: [String: Scalar]
    let spearman, pearson, signAgreement, relativeError, pivotalTurnRecall, decisionVariance: EstimateRecord
    let fidelity, withinGroupVariance: EstimateRecord
    let replays, extraTurns: Int
    let games: Games?
    let fits: FitsRecord?
  }

  /// The coalition games behind a method's credits.
  struct Games: Encodable {
    let games, evaluations, standardErrors, withoutStandardError, impreciseGames: Int
    let testedForCore, inCore, leastCores, withCore: Int
    let meanStandardError, largestStandardError, largestLeastCoreExcess: Number
  }

  struct Pair: Encodable {
    let first, second: String
    let spearmanDifference, pValue, holmAdjustedPValue: Number
    let positiveRankSum: Number
    let contrastDifferences: [String]
    let batches: Int
  }

  struct Cell: Encodable {
    let agent: String
    let turn, decisions: Int
    let exact: Mean
    let methods: [String: Mean]
  }

  struct Mean: Encodable { let mean, standardError, lower, upper: Number }

  struct Example: Encodable {
    let episode, status: String
    let decisions: [Decision]
  }

  struct Decision: Encodable {
    let turn: Int
    let agent, action: String
    let exact: Double
    let credits: [String: Double]
  }

  struct EstimateRecord: Encodable {
    let mean, lower, upper: Number
    let batches: Int
  }

  /// A parameter's value.
  package enum Scalar: Encodable {
    case value(ParameterValue)

    /// Writes a number, a boolean or a string.
    package func encode(to encoder: any Encoder) throws {
      guard case .value(let value) = self else { return }
      var container = encoder.singleValueContainer()
      switch value {
      case .number(let number): try container.encode(number)
      case .integer(let integer): try container.encode(integer)
      case .flag(let flag): try container.encode(flag)
      case .text(let text): try container.encode(text)
      }
    }
  }

  /// A number, or why there is none.
  struct Number: Encodable {
    let measured: Measured<Double>

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch measured {
      case .value(let value): try container.encode(value)
      case .undefined(let reason): try container.encode(["undefined": reason.description])
      }
    }
  }
}

extension StudyRecord {
  /// Records a study.
  ///
  /// - Parameters:
  ///   - result: What it found.
  ///   - plan: What was done.
  ///   - scenario, parameters, policy: What the user asked for.
  public init(
    _ result: StudyResult, of plan: StudyPlan, scenario: String, parameters: ParameterValues, policy: String
  ) {
    self.scenario = scenario
    self.policy = policy
    memory = plan.mdp.memory.description
    scenarioParameters = Self.scalars(parameters)
    seed = plan.seed
    batches = plan.batches
    episodesPerBatch = plan.episodes
    groupSize = plan.groupSize
    fitEpisodes = plan.fitEpisodes
    resamples = plan.resamples
    ranksAcrossContrasts = plan.ranksAcrossContrasts
    confidence = plan.confidence
    sampled = Sampled(
      batches: result.sampled.batches, episodes: result.sampled.episodes, turns: result.sampled.turns,
      decisions: result.sampled.decisions)
    exact = Exact(result)
    successShare = EstimateRecord(result.successShare)
    meanReturn = EstimateRecord(result.meanReturn)
    diagnostics = Diagnostics(
      withinGroupVariance: EstimateRecord(result.diagnostics.withinGroupVariance),
      influence: EstimateRecord(result.diagnostics.influence),
      exactInfluence: EstimateRecord(result.diagnostics.exactInfluence))
    methods = result.methods.map(Method.init)
    pairs = result.pairs.map(Pair.init)
    let labels = plan.methods.map(\.label)
    cells = result.cells.map { Cell($0, labels) }
    example = result.example.map { Example($0, labels) }
  }

  /// Parameters by name, as they are written.
  package static func scalars(_ parameters: ParameterValues) -> [String: Scalar] {
    Dictionary(uniqueKeysWithValues: parameters.entries.map { ($0.name, .value($0.value)) })
  }
}

extension StudyRecord.Exact {
  init(_ result: StudyResult) {
    value = result.value
    successProbability = result.successProbability
    variance = result.ledger.variance
    start = result.ledger.start
    final = result.ledger.final
    decisions = result.ledger.decisions
    luck = result.ledger.luck
    units = result.units.map {
      StudyRecord.Unit(
        agent: $0.agent.name, turn: $0.turn, probability: $0.probability, rootMeanSquare: $0.rootMeanSquare,
        meanInSuccess: $0.meanInSuccess, meanInFailure: $0.meanInFailure)
    }
  }
}

extension StudyRecord.EstimateRecord {
  init(_ estimate: Estimate) {
    mean = StudyRecord.Number(measured: estimate.mean)
    lower = StudyRecord.Number(measured: estimate.interval.map(\.lower))
    upper = StudyRecord.Number(measured: estimate.interval.map(\.upper))
    batches = estimate.batches
  }
}

extension StudyRecord.Method {
  init(_ result: MethodResult) {
    label = result.request.label
    id = result.request.card.id
    source = result.request.card.source
    tier = result.request.tier.rawValue
    contrast = result.request.contrast.map { ContrastRecord($0) }
    parameters = StudyRecord.scalars(result.request.parameters)
    spearman = StudyRecord.EstimateRecord(result.spearman)
    pearson = StudyRecord.EstimateRecord(result.pearson)
    signAgreement = StudyRecord.EstimateRecord(result.signAgreement)
    relativeError = StudyRecord.EstimateRecord(result.relativeError)
    pivotalTurnRecall = StudyRecord.EstimateRecord(result.pivotalTurnRecall)
    decisionVariance = StudyRecord.EstimateRecord(result.decisionVariance)
    fidelity = StudyRecord.EstimateRecord(result.fidelity)
    withinGroupVariance = StudyRecord.EstimateRecord(result.withinGroupVariance)
    replays = result.replays
    extraTurns = result.extraTurns
    games = result.games.map(StudyRecord.Games.init)
    fits = FitsRecord(result.fits)
  }
}

extension StudyRecord.Games {
  init(_ found: GameDiagnostics) {
    games = found.games
    evaluations = found.evaluations
    standardErrors = found.standardErrors
    withoutStandardError = found.withoutStandardError
    impreciseGames = found.impreciseGames
    testedForCore = found.testedForCore
    inCore = found.inCore
    leastCores = found.leastCores
    withCore = found.withCore
    meanStandardError = StudyRecord.Number(measured: found.meanStandardError)
    largestStandardError = StudyRecord.Number(measured: found.largestStandardError)
    largestLeastCoreExcess = StudyRecord.Number(measured: found.largestLeastCoreExcess)
  }
}

extension StudyRecord.Pair {
  init(_ pair: MethodPair) {
    first = pair.first
    second = pair.second
    spearmanDifference = StudyRecord.Number(measured: pair.difference)
    pValue = StudyRecord.Number(measured: pair.test.map(\.pValue))
    holmAdjustedPValue = StudyRecord.Number(measured: pair.adjustedPValue)
    contrastDifferences = pair.contrastDifferences
    positiveRankSum = StudyRecord.Number(measured: pair.test.map(\.positiveRankSum))
    batches = pair.test.optional.map { $0.count + $0.zeros } ?? 0
  }
}

extension StudyRecord.Cell {
  init(_ cell: CreditCell, _ labels: [String]) {
    agent = cell.agent.name
    turn = cell.turn
    decisions = cell.decisions
    exact = StudyRecord.Mean(cell.exact)
    methods = Dictionary(uniqueKeysWithValues: zip(labels, cell.methods.map(StudyRecord.Mean.init)))
  }
}

extension StudyRecord.Mean {
  init(_ mean: CellMean) {
    self.mean = StudyRecord.Number(measured: mean.mean)
    standardError = StudyRecord.Number(measured: mean.standardError)
    lower = StudyRecord.Number(measured: mean.interval.map(\.lower))
    upper = StudyRecord.Number(measured: mean.interval.map(\.upper))
  }
}

extension StudyRecord.Example {
  init(_ example: ExampleEpisode, _ labels: [String]) {
    episode = example.name
    status = example.status.description
    decisions = example.decisions.map { decision in
      StudyRecord.Decision(
        turn: decision.turn, agent: decision.agent.name, action: decision.action, exact: decision.exact,
        credits: Dictionary(uniqueKeysWithValues: zip(labels, decision.credits)))
    }
  }
}
