import CreditMethods
import CreditStatistics
import Ground
import Simulation

/// Which measure of credits predicts how fast a policy learns from them.
///
/// On every scenario and from every starting policy all arms are measured as a study measures them, on batches of the size that
/// they are trained on, and trained; Kendall's tau says how well the order of the arms by a measure is their order by the area
/// under the exact learning curve.
public struct MeasurePrediction: Sendable {
  /// What is trained, a plan a scenario; all have the same arms by their labels.
  public let plans: [TrainingPlan]
  /// Batches on which arms are measured, at each starting policy.
  public let batches: Int

  /// A study.
  ///
  /// - Parameters:
  ///   - plans: What is trained, a plan a scenario. Each arm is a method: the exact gradient has no credits to measure.
  ///   - batches: Batches on which arms are measured, at least 2.
  /// - Throws: ``StudyError`` for a number that is not accepted, ``TrainingError/noArms`` without a plan.
  public init(_ plans: [TrainingPlan], batches: Int = 10) throws {
    guard !plans.isEmpty else { throw TrainingError.noArms }
    try StudyError.check("batches", batches, in: 2...1_000_000)
    try StudyError.check(
      "methods", plans[0].arms.count, in: 3...10_000, ", so that there is an order to predict")
    self.plans = plans
    self.batches = batches
  }

  /// Measures and trains.
  ///
  /// - Parameter progress: Told the number of scenarios that are done.
  /// - Throws: What training and studies throw.
  public func run(progress: (Int) -> Void = { _ in }) throws -> MeasurePredictionResult {
    var scenarios: [PredictedScenario] = []
    for plan in plans {
      scenarios.append(try predict(plan))
      progress(scenarios.count)
    }
    return try MeasurePredictionResult(self, scenarios)
  }

  private func predict(_ plan: TrainingPlan) throws -> PredictedScenario {
    let training = try Training(plan)
    let table = try training.commonTable()
    let measured = parallelMap(count: plan.starts, threads: plan.study.threads) { start in
      Result { try measures(plan, training, start: start) }
    }
    return PredictedScenario(
      plan: plan, table: table, measures: try measured.map { try $0.get() })
  }

  /// The measures of all arms at a starting policy: by arm, then measure.
  private func measures(_ plan: TrainingPlan, _ training: Training, start: Int) throws -> [[Measured<Double>]]
  {
    var study = try plan.measuring(start: start, policy: training.startingPolicy(start))
    study.batches = batches
    let tables = try study.requireTables()
    let truth = try Truth.exact(of: tables.mdp, under: tables.policy)
    let result = try Study(study, truth: truth).run()
    return result.methods.map { method in LearningMeasure.all.map { $0.value(of: method) } }
  }
}

/// A measure of credits that may predict learning.
package struct LearningMeasure: Sendable {
  /// What it is.
  package let quantity: Quantity
  let value: @Sendable (MethodResult) -> Measured<Double>

  /// Its value on a method; larger is better for each of them.
  func value(of method: MethodResult) -> Measured<Double> { value(method) }

  /// All of them: those quantities of a study of which it is known which way is better, and the direction in the limit.
  package static let all: [LearningMeasure] = {
    var measures: [LearningMeasure] = []
    for quantity in StudyQuantity.all.map(\.quantity) where quantity.better != .neither {
      measures.append(
        LearningMeasure(quantity: quantity) { method in
          method[quantity].mean.map { quantity.better == .higher ? $0 : -$0 }
        })
    }
    let limit = LearningMeasure(quantity: .limitCosine) {
      $0.gradients.first?.fidelity.cosine.mean ?? .undefined(.noTruth)
    }
    measures.insert(limit, at: 1)
    return measures
  }()
}

extension Quantity {
  /// Cosine of the expected policy gradient with the exact one.
  static let limitCosine = Quantity(
    key: "limitCosine", name: "gradient in the limit", better: .higher,
    meaning: "cosine of the expected gradient with the exact one, without the noise of batches",
    table: .agreement,
    range: -1...1)
}

/// What was found on one scenario.
struct PredictedScenario {
  let plan: TrainingPlan
  let table: TrainingTable
  /// By starting policy, arm and measure.
  let measures: [[[Measured<Double>]]]

  /// Mean area of an arm from each starting policy.
  func areas(ofStart start: Int) -> [Double] {
    plan.arms.indices.map { arm in
      let curves = table.curves(of: arm)[start * plan.seeds..<(start + 1) * plan.seeds]
      return curves.reduce(0) { $0 + $1.area(budget: Double(plan.budget)) } / Double(plan.seeds)
    }
  }

  /// Kendall's tau-b between a measure and the area over the arms, mean over starting policies. Arms that the measure is
  /// undefined for, and starting policies at which it tells no arms apart, are left out.
  func tau(ofMeasure measure: Int) -> Measured<Double> {
    var taus: [Double] = []
    for start in measures.indices {
      let areas = areas(ofStart: start)
      var (predicted, learned) = ([Double](), [Double]())
      for arm in plan.arms.indices {
        guard let value = measures[start][arm][measure].optional else { continue }
        predicted.append(value)
        learned.append(areas[arm])
      }
      if predicted.count >= 3, let tau = Association.kendall(predicted, learned).optional {
        taus.append(tau.tauB)
      }
    }
    return taus.isEmpty ? .undefined(.noVariance) : .value(taus.reduce(0, +) / Double(taus.count))
  }
}
