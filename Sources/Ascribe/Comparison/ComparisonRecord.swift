import Ground
import CreditMethods
import CreditStatistics
public import Trajectories
import Simulation

/// Comparisons of methods on scenarios as one record. A quantity that is undefined is the object `{"undefined": reason}` in
/// place of a number.
public struct ComparisonRecord: Encodable, Sendable {
  let schema = "ascribe.method-comparison/1"
  let version = AscribeVersion.current
  let reference, scale: String
  let seed: UInt64
  let batches, episodesPerBatch, groupSize, fitEpisodes, resamples: Int
  let confidence: Double
  let precision: Double?
  let ranksAcrossContrasts: Bool
  let scenarios: [ScenarioRecord]
  let scores: ScoresRecord
  /// Seconds on the wall by scenario and method: they differ from call to call, and stand here alone.
  let seconds: [String: [String: Double]]?

  /// One scenario of the record.
  public struct Entry {
    /// The scenario with its parameters, as it was asked for.
    public let label: String
    let parameters: ParameterValues
    let policy: String
    let comparison: ScenarioComparison

    /// A comparison with what the user asked for.
    public init(
      label: String, parameters: ParameterValues, policy: String, comparison: ScenarioComparison
    ) {
      self.label = label
      self.parameters = parameters
      self.policy = policy
      self.comparison = comparison
    }

    fileprivate var seconds: [String: Double] {
      Dictionary(
        comparison.methods.map { ($0.request.label, $0.cost.seconds) },
        uniquingKeysWith: { first, _ in first })
    }
  }

  /// Records comparisons that differ in their scenarios only.
  ///
  /// - Parameters:
  ///   - entries: The scenarios, at least one.
  ///   - scores: Their scores.
  ///   - showsSeconds: Whether to record how long the methods took.
  public init(_ entries: [Entry], of plan: ComparisonPlan, scores: ScenarioScores, showsSeconds: Bool) {
    reference = plan.reference
    scale = plan.scale.rawValue
    seed = plan.study.seed
    batches = plan.study.batches
    episodesPerBatch = plan.study.episodes
    groupSize = plan.study.groupSize
    fitEpisodes = plan.study.fitEpisodes
    resamples = plan.study.resamples
    confidence = plan.study.confidence
    precision = plan.precision
    ranksAcrossContrasts = plan.study.ranksAcrossContrasts
    scenarios = entries.map(ScenarioRecord.init)
    self.scores = ScoresRecord(scores)
    seconds =
      showsSeconds
      ? Dictionary(entries.map { ($0.label, $0.seconds) }, uniquingKeysWith: { first, _ in first }) : nil
  }

  struct ScenarioRecord: Encodable {
    let scenario, policy, memory: String
    let parameters: [String: StudyRecord.Scalar]
    let value: Double
    let meanReturn: StudyRecord.EstimateRecord
    let sampled: StudyRecord.Sampled
    let pivotalUnits, reachedUnits, pivotalDecisions: Int
    let isPrecise: Bool?
    let methods: [MethodRecord]
    let referenceComponents, components: ComponentsRecord

    init(_ entry: Entry) {
      let comparison = entry.comparison
      scenario = entry.label
      policy = entry.policy
      memory = comparison.plan.study.mdp.memory.description
      parameters = StudyRecord.scalars(entry.parameters)
      value = comparison.value
      meanReturn = StudyRecord.EstimateRecord(comparison.meanReturn)
      sampled = StudyRecord.Sampled(
        batches: comparison.sampled.batches, episodes: comparison.sampled.episodes,
        turns: comparison.sampled.turns, decisions: comparison.sampled.decisions)
      pivotalUnits = comparison.pivotalUnits
      reachedUnits = comparison.reachedUnits
      pivotalDecisions = comparison.pivotalDecisions
      isPrecise = comparison.isPrecise
      methods = comparison.methods.map(MethodRecord.init)
      referenceComponents = ComponentsRecord(comparison.referenceComponents)
      components = ComponentsRecord(comparison.components)
    }
  }

  struct MethodRecord: Encodable {
    let label, id, source, tier: String
    let contrast: ContrastRecord?
    let parameters: [String: StudyRecord.Scalar]
    let scale, gradientSize: StudyRecord.Number
    let quantities: [String: StudyRecord.EstimateRecord]
    let errors: [ErrorRecord]
    let components: ComponentsRecord
    let spearmanByBatch: [StudyRecord.Number]
    let credits: Credits
    let cost: Cost

    struct Credits: Encodable {
      let count, zero, zeroInGroupsWithoutVariance, zeroInSingletonStates: Int
    }

    struct Cost: Encodable {
      let replays, simulatedTurns, leastPolicyEvaluations, mostPolicyEvaluations: Int
      let fits: FitsRecord?
    }

    init(_ method: MethodComparison) {
      label = method.request.label
      id = method.request.card.id
      source = method.request.card.source
      tier = method.request.tier.rawValue
      contrast = method.request.contrast.map { ContrastRecord($0) }
      parameters = StudyRecord.scalars(method.request.parameters)
      scale = StudyRecord.Number(measured: method.scale)
      gradientSize = StudyRecord.Number(measured: method.gradient.size)
      quantities = Dictionary(
        uniqueKeysWithValues: method.quantities.map { ($0.name, StudyRecord.EstimateRecord($0)) })
      errors = method.errors.map(ErrorRecord.init)
      components = ComponentsRecord(method.components)
      spearmanByBatch = method.spearmanByBatch.map { StudyRecord.Number(measured: $0) }
      credits = Credits(
        count: method.credits, zero: method.zeros.count,
        zeroInGroupsWithoutVariance: method.zeros.inGroupsWithoutVariance,
        zeroInSingletonStates: method.zeros.inSingletonStates)
      cost = Cost(
        replays: method.cost.replays, simulatedTurns: method.cost.simulatedTurns,
        leastPolicyEvaluations: method.cost.policyEvaluations.lowerBound,
        mostPolicyEvaluations: method.cost.policyEvaluations.upperBound, fits: FitsRecord(method.cost.fits))
    }
  }

  struct ErrorRecord: Encodable {
    let slice: String
    let agent: String?
    let turn: Int?
    let decisions: Int
    let bias, variance, meanSquare: StudyRecord.EstimateRecord
    let pValue, holmAdjustedPValue: StudyRecord.Number
    let simultaneousLower, simultaneousUpper: StudyRecord.Number?

    init(_ error: SliceError) {
      slice = error.slice.kind.rawValue
      agent = error.slice.agent?.name
      turn = error.slice.turn
      decisions = error.decisions
      bias = StudyRecord.EstimateRecord(error.bias)
      variance = StudyRecord.EstimateRecord(error.variance)
      meanSquare = StudyRecord.EstimateRecord(error.meanSquare)
      pValue = StudyRecord.Number(measured: error.test.map(\.pValue))
      holmAdjustedPValue = StudyRecord.Number(measured: error.adjustedPValue)
      let isCell = error.slice.kind == .cell
      simultaneousLower = isCell ? StudyRecord.Number(measured: error.simultaneous.map(\.lower)) : nil
      simultaneousUpper = isCell ? StudyRecord.Number(measured: error.simultaneous.map(\.upper)) : nil
    }
  }

  struct ComponentsRecord: Encodable {
    let levels: [Level]?
    let undefined: String?

    struct Level: Encodable {
      let level: String
      let groups, degrees: Int
      let sumOfSquares: Double
      let explained, component: StudyRecord.Number
    }

    init(_ components: Measured<NestedComponents>) {
      undefined = components.reason?.description
      levels = components.optional?.levels.map {
        Level(
          level: $0.name, groups: $0.groups, degrees: $0.degrees, sumOfSquares: $0.sumOfSquares,
          explained: StudyRecord.Number(measured: $0.explained),
          component: StudyRecord.Number(measured: $0.component))
      }
    }
  }

  /// What all scenarios together say.
  struct ScoresRecord: Encodable {
    let score = "spearman"
    let runs: Int
    let scenarios: [String]
    let methods: [Method]
    let improvements: [Improvement]

    struct Method: Encodable {
      let label: String
      let interquartileMean, meanRank: StudyRecord.EstimateRecord
      let shareOfBest: StudyRecord.Number
    }

    struct Improvement: Encodable {
      let method, over: String
      let probability: StudyRecord.EstimateRecord
    }

    init(_ scores: ScenarioScores) {
      runs = scores.runs
      scenarios = scores.scenarios
      let ranks = scores.ranks
      let means = scores.interquartileMeans
      methods = scores.methods.indices.map { index in
        Method(
          label: scores.methods[index],
          interquartileMean: StudyRecord.EstimateRecord(means[index], batches: scores.runs),
          meanRank: StudyRecord.EstimateRecord(
            ranks.map { $0.meanRanks[index] }, batches: scores.runs),
          shareOfBest: StudyRecord.Number(measured: ranks.map { $0.sharesOfBest[index] }))
      }
      improvements = scores.methods.indices.flatMap { first in
        scores.methods.indices.filter { $0 > first }.map { second in
          Improvement(
            method: scores.methods[first], over: scores.methods[second],
            probability: StudyRecord.EstimateRecord(
              scores.improvement(of: first, over: second), batches: scores.runs))
        }
      }
    }
  }
}

extension StudyRecord.EstimateRecord {
  fileprivate init(_ quantity: MethodQuantity) {
    mean = StudyRecord.Number(measured: quantity.value)
    lower = StudyRecord.Number(measured: quantity.interval.map(\.lower))
    upper = StudyRecord.Number(measured: quantity.interval.map(\.upper))
    batches = quantity.batches
  }

  fileprivate init(_ interval: Measured<ConfidenceInterval>, batches: Int) {
    mean = StudyRecord.Number(measured: interval.map(\.estimate))
    lower = StudyRecord.Number(measured: interval.map(\.lower))
    upper = StudyRecord.Number(measured: interval.map(\.upper))
    self.batches = batches
  }
}
