import Ground
import CreditStatistics
public import Simulation

/// Compares the credits of several methods with the exact ones on a scenario, batch by batch.
///
/// ```swift
/// let comparison = try Comparison(ComparisonPlan(study, precision: 0.02)).run()
/// for method in comparison.methods { print(method.request.label, method.agreement.spearman.mean) }
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
  private let study: Study

  /// Solves the scenario for the plan's policy.
  ///
  /// - Throws: `ExactSolutionError` for a scenario that is too large.
  public init(_ plan: ComparisonPlan) throws(ExactSolutionError) {
    self.plan = plan
    study = try Study(plan.study)
  }

  /// Runs the comparison.
  ///
  /// - Parameter progress: Told the number of finished batches now and then.
  /// - Throws: ``StudyError`` for a plan that cannot be run, `AttributionError` when a method cannot run,
  ///   ``ComparisonError/notFinite(method:batch:)``, and `GSLError`.
  public func run(progress: (Int) -> Void = { _ in }) throws -> ScenarioComparison {
    try plan.study.check()
    let ground = ComparisonGround(plan, study)
    var collected = ComparisonCollector(ground)
    guard plan.precision != nil else {
      try add(0..<plan.study.batches, to: &collected, ground, progress)
      return try collected.result()
    }
    var done = 0
    var next = min(Self.firstLook, plan.study.batches)
    while true {
      try add(done..<next, to: &collected, ground, progress)
      done = next
      if collected.look() || done == plan.study.batches { return try collected.result() }
      next = min(plan.study.batches, (3 * done + 1) / 2)
    }
  }

  /// Batches before the first look.
  private static let firstLook = 10

  /// Plays batches, several at a time, and adds them in their order.
  private func add(
    _ range: Range<Int>, to collected: inout ComparisonCollector, _ ground: ComparisonGround,
    _ progress: (Int) -> Void
  ) throws {
    let wave = min(plan.study.threads, range.count)
    for first in Swift.stride(from: range.lowerBound, to: range.upperBound, by: max(1, wave)) {
      let count = min(wave, range.upperBound - first)
      let results = parallelMap(count: count, threads: plan.study.threads) { index in
        Swift.Result {
          let played = try study.play(first + index, threads: max(1, plan.study.threads / wave))
          return try BatchComparison(played, ground, index: first + index)
        }
      }
      for result in results { collected.add(try result.get()) }
      progress(first + count)
    }
  }
}
