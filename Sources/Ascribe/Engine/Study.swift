import Ground
public import CreditMethods
import CreditStatistics
import Trajectories
public import Simulation

/// Runs a plan: batch by batch, several at a time, summed up in the order of the batches.
public struct Study: Sendable {
  /// What is done.
  public let plan: StudyPlan
  /// The exact solution of the scenario under the behaviour policy.
  public let solution: ExactSolution

  private let exact: CounterfactualTable
  /// Largest size of an action value, in reward units.
  let scale: Double

  /// Solves the scenario for the plan's policy.
  ///
  /// - Throws: `ExactSolutionError` for a scenario that is too large.
  public init(_ plan: StudyPlan) throws(ExactSolutionError) {
    self.plan = plan
    solution = try ExactSolution(of: plan.mdp, under: plan.policy)
    exact = CounterfactualTable(solution)
    scale = solution.cells.actionValue.reduce(0) { max($0, abs($1)) }
  }

  /// One batch with all credits.
  public struct Batch: Sendable {
    /// Its index in the study.
    public let index: Int
    /// The simulated episodes.
    public let rollouts: Rollouts
    /// The exact counterfactual credit of every decision.
    public let exact: [Double]
    /// What each method of the plan made of it.
    public let attributions: [Attribution]
    let measures: BatchMeasures
  }

  /// Runs the study.
  ///
  /// - Parameters:
  ///   - progress: Told the number of finished batches now and then.
  ///   - consume: Receives every batch once, in order, before it is dropped.
  /// - Throws: ``StudyError`` for a plan that was changed to one that cannot be run, `AttributionError` when a method
  ///   cannot run, and what `consume` throws.
  public func run(
    progress: (Int) -> Void = { _ in }, consume: (Batch) throws -> Void = { _ in }
  ) throws -> StudyResult {
    try plan.check()
    var collected = StudyCollector(plan, solution)
    // One batch uses all threads; several share them out, a wave at a time, so that few are held in memory.
    let wave = min(plan.threads, plan.batches)
    for first in Swift.stride(from: 0, to: plan.batches, by: wave) {
      let count = min(wave, plan.batches - first)
      let results = parallelMap(count: count, threads: plan.threads) { index in
        Swift.Result { try batch(first + index, threads: max(1, plan.threads / wave)) }
      }
      for result in results {
        let batch = try result.get()
        try collected.add(batch)
        try consume(batch)
      }
      progress(first + count)
    }
    return try collected.result()
  }

  private func batch(_ index: Int, threads: Int) throws -> Batch {
    let played = try play(index, threads: threads)
    return Batch(
      index: index, rollouts: played.rollouts, exact: played.exact, attributions: played.attributions,
      measures: try BatchMeasures(
        played.rollouts, solution, exact: played.exact, attributions: played.attributions, scale: scale))
  }

  /// One batch with all credits, not yet measured.
  struct Played: Sendable {
    let rollouts: Rollouts
    /// The exact counterfactual credit of every decision.
    let exact: [Double]
    let attributions: [Attribution]
    /// What each attribution took, in seconds of the clock on the wall.
    let seconds: [Double]
    /// What the methods attributed the batch in.
    let context: AttributionContext
  }

  /// Simulates a batch and lets the methods attribute it.
  ///
  /// - Throws: `AttributionError` when a method cannot run.
  func play(_ index: Int, threads: Int) throws(AttributionError) -> Played {
    let rollouts = Rollouts.simulate(
      plan.rollouts(ofBatch: index), on: plan.mdp, policy: plan.policy, threads: threads)
    let fitting = plan.fitting(ofBatch: index).map {
      Rollouts.simulate($0, on: plan.mdp, policy: plan.policy, threads: threads).batch
    }
    let context = AttributionContext(
      simulation: rollouts, solution: solution, fitting: fitting, seed: plan.seed, threads: threads)
    var attributions: [Attribution] = []
    var seconds: [Double] = []
    for method in plan.methods {
      let start = ContinuousClock.now
      attributions.append(try method.attribute(rollouts.batch, in: context))
      seconds.append((ContinuousClock.now - start) / .seconds(1))
    }
    return Played(
      rollouts: rollouts, exact: exact.credits(of: rollouts), attributions: attributions, seconds: seconds,
      context: context)
  }
}
