import CreditMethods
import Simulation

/// Runs a plan: batch by batch, several at a time, summed up in the order of the batches.
public struct Study: Sendable {
  /// What is done.
  public var plan: StudyPlan { engine.plan }
  /// What credits are held against.
  public var truth: Truth { engine.truth }

  package let engine: Engine
  /// Made once: it knows the exact gradient, and may be asked for batch by batch.
  package let measure: StudyMeasure

  /// Solves the scenario for the plan's policy.
  ///
  /// - Throws: `ExactSolutionError` for a scenario that is too large, ``StudyError/notCompiled`` for one without tables.
  public init(_ plan: StudyPlan) throws {
    self.init(try Engine(solving: plan))
  }

  /// A study whose credits are held against a truth that is known, or against none.
  public init(_ plan: StudyPlan, truth: Truth) { self.init(Engine(plan, truth: truth)) }

  private init(_ engine: Engine) {
    self.engine = engine
    measure = StudyMeasure(engine.plan, engine.truth)
  }

  /// Runs the study.
  ///
  /// - Parameters:
  ///   - progress: Told the number of finished batches now and then.
  ///   - consume: Receives every batch once, in order, before it is dropped.
  /// - Throws: ``StudyError`` for a plan that was changed to one that cannot be run, `AttributionError` when a method
  ///   cannot run, and what `consume` throws.
  public func run(
    progress: (Int) -> Void = { _ in }, consume: ((JudgedBatch) throws -> Void)? = nil
  ) throws -> StudyResult {
    try collected(progress: progress, consume: consume).result()
  }

  /// Runs the study and also gives what its estimates are means of, batch by batch.
  package func runByBatch(
    progress: (Int) -> Void = { _ in }, keeping kept: KeptPart? = nil,
    consume: ((JudgedBatch) throws -> Void)? = nil
  ) throws -> (result: StudyResult, batches: [ResultMetric]) {
    let collected = try collected(progress: progress, keeping: kept, consume: consume)
    return (try collected.result(), collected.metricsByBatch)
  }

  private func collected(
    progress: (Int) -> Void, keeping kept: KeptPart? = nil, consume: ((JudgedBatch) throws -> Void)?
  ) throws -> StudyCollector {
    try plan.check()
    try truth.check()
    var collected = makeCollector()
    try engine.run(
      measure, on: 0..<plan.batches, progress: progress, keeping: kept, consume: consume
    ) { collected.add($0) }
    return collected
  }
}

extension Study: Experiment {
  package func makeCollector() -> StudyCollector { StudyCollector(measure) }
}
