import Ground
import CreditMethods
import Critics
import CreditStatistics
import Trajectories
import Simulation

/// Sums up what a critic made of the batches, in their order.
struct FittedCriticCollector {
  let reference: CriticReference
  private let gradients: GradientReference
  private let scopes: SliceTable
  private var errors: [ScopeErrors]
  private var calibration = CalibrationTable()
  private var batchGradients: [[GradientAgreement]] = []
  private var gradientSum: [Double]
  private var fits = CriticFits()
  private var fittedTurns = 0

  init(_ reference: CriticReference, _ gradients: GradientReference, _ mdp: TurnMDP) {
    self.reference = reference
    self.gradients = gradients
    scopes = SliceTable(of: mdp)
    errors = [ScopeErrors](repeating: ScopeErrors(), count: scopes.count)
    gradientSum = [Double](repeating: 0, count: gradients.exact.count)
  }

  /// Adds what the critic made of a batch.
  mutating func add(_ judged: JudgedTurns, of batch: CriticBatch) {
    let expected = judged.places.map { reference.truth[Int($0)] }
    for (index, place) in judged.places.enumerated() {
      let fromTruth = judged.values[index] - expected[index]
      let fromLimit = judged.values[index] - reference.limit[Int(place)]
      scopes.forEach(turn: Int(batch.turn[index]), node: Int(batch.node[index])) {
        errors[$0].add(fromTruth: fromTruth, fromLimit: fromLimit)
      }
    }
    for scope in errors.indices { errors[scope].endBatch() }
    calibration.add(values: judged.values, realised: batch.returns, expected: expected)
    batchGradients.append(judged.agreement)
    judged.gradient.add(to: &gradientSum)
    fits += judged.cost.fits
    fittedTurns += judged.cost.fittedTurns
  }

  /// What was found; `scale` is the largest size of an action value, in reward units.
  func findings(_ plan: StudyPlan, scale: Double) throws(GSLError) -> FittedCritic {
    var found: [FittedError] = []
    for scope in errors.indices where errors[scope].turns > 0 {
      found.append(
        FittedError(
          slice: scopes[scope], turns: errors[scope].turns,
          fromTruth: try errors[scope].truth.summary(errors[scope].turns, plan.confidence, scale),
          fromLimit: try errors[scope].limit.summary(errors[scope].turns, plan.confidence, scale)))
    }
    let means = gradients.agreement(of: gradientSum.map { $0 / Double(max(1, batchGradients.count)) })
    var sampled: [SampledGradient] = []
    for (index, mean) in means.enumerated() {
      sampled.append(
        SampledGradient(
          cosine: try Estimate(batchGradients.map { $0[index].cosine }, plan, within: -1...1),
          relativeError: try Estimate(
            batchGradients.map { $0[index].relativeError }, plan, within: 0...Double.infinity, shown: .rare),
          ofMean: mean))
    }
    return FittedCritic(
      errors: found, calibration: calibration.calibration(plan, scale: scale), gradients: sampled,
      fits: fits, fittedTurns: fittedTurns)
  }
}

/// Errors of the values of one scope.
private struct ScopeErrors {
  /// Turns of all batches.
  private(set) var turns = 0
  private(set) var truth = ErrorSums()
  private(set) var limit = ErrorSums()
  private var turnsOfBatch = 0

  mutating func add(fromTruth: Double, fromLimit: Double) {
    turnsOfBatch += 1
    truth.add(fromTruth)
    limit.add(fromLimit)
  }

  mutating func endBatch() {
    guard turnsOfBatch > 0 else { return }
    turns += turnsOfBatch
    truth.endBatch(of: turnsOfBatch)
    limit.endBatch(of: turnsOfBatch)
    turnsOfBatch = 0
  }
}

private struct ErrorSums {
  private var batchMeans: [Double] = []
  private var sumOfBatch = 0.0
  private var squares = 0.0
  private var worst = 0.0

  mutating func add(_ error: Double) {
    sumOfBatch += error
    squares += error * error
    if abs(error) > abs(worst) { worst = error }
  }

  mutating func endBatch(of turns: Int) {
    batchMeans.append(sumOfBatch / Double(turns))
    sumOfBatch = 0
  }

  func summary(_ turns: Int, _ confidence: Double, _ scale: Double) throws(GSLError) -> ErrorSummary {
    ErrorSummary(
      mean: try CellMean(batchMeans, confidence, besides: scale),
      rootMeanSquare: (squares / Double(turns)).squareRoot(),
      worst: worst)
  }
}
