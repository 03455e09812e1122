import Ground
import CreditMethods
import CreditStatistics
public import Trajectories
import Simulation

/// A study of critics as one record, for machines (`ascribe.critics/1`): everything that repeats it, and everything that it
/// found.
///
/// A quantity that is undefined is the object `{"undefined": reason}` in place of a number. Where an agent or a turn is left
/// out, the entry is about all of them.
public struct CriticRecord: Encodable, Sendable {
  let schema = "ascribe.critics/1"
  let version = AscribeVersion.current
  let scenario, policy, memory: String
  let scenarioParameters: [String: StudyRecord.Scalar]
  let seed: UInt64
  let horizon, batches, episodesPerBatch, fitEpisodes, resamples: Int
  let discount, confidence: Double
  let sampled: StudyRecord.Sampled
  let value, successProbability: Double
  let meanReturn: StudyRecord.EstimateRecord
  let policyGradient: [Gradient]
  let critics: [Critic]
  let leftOut: [LeftOut]

  /// A critic that would have been reported on.
  struct LeftOut: Encodable { let id, reason: String }

  /// One logit: the exact derivative and, by the critics' labels, those that their values induce in the limit.
  struct Gradient: Encodable {
    let agent, informationState, action: String
    let exact: Double
    let critics: [String: Double]
  }

  struct Critic: Encodable {
    let label, id, source, view, values: String
    let seesTurn: Bool
    let parameters: [String: StudyRecord.Scalar]
    let limit: Limit
    let fitted: Fitted
  }

  struct Limit: Encodable {
    let gaps: [Gap]
    let conditionalBias: [BiasSummary]
    let informationStates: [Bias]
    let gradient: [Agreement]
  }

  struct Gap: Encodable {
    let agent: String?
    let turn: Int?
    let turns, meanSquare, rootMeanSquare, worst: Double
  }

  struct BiasSummary: Encodable {
    let agent: String?
    let turn: Int?
    let mean, meanAbsolute: Double
    let worst: Bias
  }

  struct Bias: Encodable {
    let agent: String?
    let turn: Int
    let informationState: String
    let probability, value, criticValue, bias: Double
  }

  struct Agreement: Encodable {
    let agent: String?
    let cosine, relativeError: StudyRecord.Number
  }

  struct Fitted: Encodable {
    let errors: [FittedErrorRecord]
    let calibration: CalibrationRecord
    let gradient: [Sampled]
    let fits: FitsRecord?
    let fittedTurns: Int
  }

  struct FittedErrorRecord: Encodable {
    let agent: String?
    let turn: Int?
    let turns: Int
    let fromTruth, fromLimit: Error
  }

  struct Error: Encodable {
    let mean, standardError, lower, upper: StudyRecord.Number
    let rootMeanSquare, worst: Double
  }

  struct CalibrationRecord: Encodable {
    let realised, expected: Line
    let tenths: [Tenth]
  }

  struct Line: Encodable { let slope, intercept: WithInterval }

  struct WithInterval: Encodable { let value, lower, upper: StudyRecord.Number }

  struct Tenth: Encodable {
    let tenth, turns: Int
    let meanValue, meanReturn, meanExpected: Double
    let lower, upper: StudyRecord.Number
  }

  struct Sampled: Encodable {
    let agent: String?
    let cosine, relativeError: StudyRecord.EstimateRecord
    let ofMean: Agreement
  }
}

extension CriticRecord {
  /// Records a study of critics.
  ///
  /// - Parameters:
  ///   - result: What it found.
  ///   - plan: What was done.
  ///   - scenario, parameters, policy: What the user asked for.
  ///   - leftOut: Critics that nobody named and that cannot be fitted here.
  public init(
    _ result: CriticStudyResult, of plan: StudyPlan, scenario: String, parameters: ParameterValues,
    policy: String, leftOut: [CriticSelection.LeftOut] = []
  ) {
    self.scenario = scenario
    self.policy = policy
    memory = plan.mdp.memory.description
    scenarioParameters = StudyRecord.scalars(parameters)
    seed = plan.seed
    horizon = plan.mdp.horizon
    discount = plan.mdp.discount
    batches = plan.batches
    episodesPerBatch = plan.episodes
    fitEpisodes = plan.fitEpisodes
    resamples = plan.resamples
    confidence = plan.confidence
    sampled = StudyRecord.Sampled(
      batches: result.sampled.batches, episodes: result.sampled.episodes, turns: result.sampled.turns,
      decisions: result.sampled.decisions)
    value = result.value
    successProbability = result.successProbability
    meanReturn = StudyRecord.EstimateRecord(result.meanReturn)
    policyGradient = result.choices.enumerated().map { index, choice in
      Gradient(
        agent: choice.agent.name, informationState: choice.informationState, action: choice.action,
        exact: result.gradient[index],
        critics: Dictionary(
          uniqueKeysWithValues: result.critics.map { ($0.request.label, $0.limit.gradient[index]) }))
    }
    critics = result.critics.map(Critic.init)
    self.leftOut = leftOut.map { LeftOut(id: $0.id, reason: $0.reason) }
  }
}

extension CriticRecord.Critic {
  init(_ findings: CriticFindings) {
    label = findings.request.label
    id = findings.request.card.id
    source = findings.request.card.source
    view = "\(findings.view)"
    values = findings.valuesActions ? "states and actions" : "states"
    seesTurn = findings.seesTurn
    parameters = StudyRecord.scalars(findings.request.parameters)
    limit = CriticRecord.Limit(findings.limit)
    fitted = CriticRecord.Fitted(findings.fitted)
  }
}

extension CriticRecord.Limit {
  init(_ limit: CriticLimit) {
    gaps = limit.gaps.map {
      CriticRecord.Gap(
        agent: $0.scope.agent?.name, turn: $0.scope.turn, turns: $0.turns, meanSquare: $0.meanSquare,
        rootMeanSquare: $0.rootMeanSquare, worst: $0.worst)
    }
    conditionalBias = limit.biases.map {
      CriticRecord.BiasSummary(
        agent: $0.scope.agent?.name, turn: $0.scope.turn, mean: $0.mean, meanAbsolute: $0.meanAbsolute,
        worst: CriticRecord.Bias($0.worst))
    }
    informationStates = limit.informationStates.map(CriticRecord.Bias.init)
    gradient = limit.gradientAgreement.map(CriticRecord.Agreement.init)
  }
}

extension CriticRecord.Bias {
  init(_ bias: ConditionalBias) {
    agent = bias.agent?.name
    turn = bias.turn
    informationState = bias.name
    probability = bias.probability
    value = bias.value
    criticValue = bias.criticValue
    self.bias = bias.bias
  }
}

extension CriticRecord.Agreement {
  init(_ agreement: GradientAgreement) {
    agent = agreement.agent?.name
    cosine = StudyRecord.Number(measured: agreement.cosine)
    relativeError = StudyRecord.Number(measured: agreement.relativeError)
  }
}

extension CriticRecord.Fitted {
  init(_ fitted: FittedCritic) {
    errors = fitted.errors.map {
      CriticRecord.FittedErrorRecord(
        agent: $0.scope.agent?.name, turn: $0.scope.turn, turns: $0.turns,
        fromTruth: CriticRecord.Error($0.fromTruth), fromLimit: CriticRecord.Error($0.fromLimit))
    }
    calibration = CriticRecord.CalibrationRecord(fitted.calibration)
    gradient = fitted.gradients.map {
      CriticRecord.Sampled(
        agent: $0.ofMean.agent?.name, cosine: StudyRecord.EstimateRecord($0.cosine),
        relativeError: StudyRecord.EstimateRecord($0.relativeError),
        ofMean: CriticRecord.Agreement($0.ofMean))
    }
    fits = FitsRecord(fitted.fits)
    fittedTurns = fitted.fittedTurns
  }
}

extension CriticRecord.Error {
  init(_ summary: ErrorSummary) {
    mean = StudyRecord.Number(measured: summary.mean.mean)
    standardError = StudyRecord.Number(measured: summary.mean.standardError)
    lower = StudyRecord.Number(measured: summary.mean.interval.map(\.lower))
    upper = StudyRecord.Number(measured: summary.mean.interval.map(\.upper))
    rootMeanSquare = summary.rootMeanSquare
    worst = summary.worst
  }
}

extension CriticRecord.CalibrationRecord {
  init(_ calibration: Calibration) {
    realised = CriticRecord.Line(calibration.realised)
    expected = CriticRecord.Line(calibration.expected)
    tenths = calibration.tenths.map {
      CriticRecord.Tenth(
        tenth: $0.number, turns: $0.turns, meanValue: $0.meanValue, meanReturn: $0.meanReturn,
        meanExpected: $0.meanExpected,
        lower: StudyRecord.Number(measured: $0.interval.map(\.lower)),
        upper: StudyRecord.Number(measured: $0.interval.map(\.upper)))
    }
  }
}

extension CriticRecord.Line {
  init(_ line: CalibrationLine) {
    slope = CriticRecord.WithInterval(line.slope, line.slopeInterval)
    intercept = CriticRecord.WithInterval(line.intercept, line.interceptInterval)
  }
}

extension CriticRecord.WithInterval {
  init(_ value: Measured<Double>, _ interval: Measured<ConfidenceInterval>) {
    self.value = StudyRecord.Number(measured: value)
    lower = StudyRecord.Number(measured: interval.map(\.lower))
    upper = StudyRecord.Number(measured: interval.map(\.upper))
  }
}
