import Ground
import CreditStatistics
import Simulation

/// Compares the credits of several methods with the exact ones on a scenario, batch by batch.
///
/// ```swift
/// let comparison = try Comparison(ComparisonPlan(study, precision: 0.02)).run()
/// for method in comparison.methods { print(method.method.label, method.agreement.spearman.mean) }
/// ```
///
/// With a precision, batches are added until the interval of every method's mean rank correlation is narrower than it. The
/// intervals are those of `SequentialMean`, looked at after 10 batches and then whenever there are half as many again, so
/// that each method's holds with the plan's confidence although when to stop depends on it. All other intervals are those
/// of a fixed number of batches. A method whose correlation is the same in every batch, as that of the exact credit itself
/// is, keeps nobody waiting.
public struct Comparison: Sendable {
  /// What is done.
  public let plan: ComparisonPlan
  package let engine: Engine
  package let measure: ComparisonMeasure

  /// Solves the scenario for the plan's policy.
  ///
  /// - Throws: `ExactSolutionError` for a scenario that is too large, ``StudyError/notCompiled`` for one without tables.
  public init(_ plan: ComparisonPlan) throws {
    let tables = try plan.study.requireTables()
    let solution = try ExactSolution(of: tables.mdp, under: tables.policy)
    self.init(plan, truth: ExactTruth(solution))
  }

  /// A comparison with an exact truth that is known.
  public init(_ plan: ComparisonPlan, truth: ExactTruth) {
    self.plan = plan
    engine = Engine(plan.study, truth: .exact(truth))
    measure = ComparisonMeasure(plan, truth)
  }

  /// Runs the comparison.
  ///
  /// - Parameters:
  ///   - progress: Told the number of finished batches now and then.
  ///   - consume: Given every batch in their order.
  /// - Throws: ``StudyError`` for a plan that cannot be run, `AttributionError` when a method cannot run,
  ///   ``ComparisonError/notFinite(method:batch:)``, and `GSLError`.
  public func run(
    progress: (Int) -> Void = { _ in }, consume: ((JudgedBatch) throws -> Void)? = nil
  ) throws -> ScenarioComparison {
    try run(progress: progress, keeping: nil, consume: consume)
  }

  /// Runs the comparison, and keeps what is measured of batches.
  package func run(
    progress: (Int) -> Void = { _ in }, keeping kept: KeptPart?,
    consume: ((JudgedBatch) throws -> Void)? = nil
  ) throws -> ScenarioComparison {
    try plan.study.check()
    var collected = makeCollector()
    while let range = collected.next {
      try engine.run(measure, on: range, progress: progress, keeping: kept, consume: consume) {
        collected.add($0)
      }
    }
    return try collected.result()
  }
}

extension Comparison: Experiment {
  package func makeCollector() -> ComparisonCollector { ComparisonCollector(measure) }
}
