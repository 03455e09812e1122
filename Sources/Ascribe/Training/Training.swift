import Ground
import Simulation

/// A study of learning: trains every arm from every start, and compares how fast the return grows: the exact one, or, where a
/// plan has an evaluation, one that is sampled.
///
/// Runs are independent of each other, and each draws at addresses of its own, so that the result is the same for any number
/// of threads, and whichever runs were done before.
public struct Training: Sendable {
  /// What is done.
  public let plan: TrainingPlan
  /// The best expected return that is known beforehand.
  public let optimum: TrainingOptimum?
  let trainer: any RunTrainer

  /// A study.
  ///
  /// - Parameters:
  ///   - plan: What is done.
  ///   - optimum: The best expected return of any policy of these agents, if it is known.
  /// - Throws: `ExactSolutionError` for a scenario that is too large.
  public init(_ plan: TrainingPlan, optimum: TrainingOptimum? = nil) throws {
    self.plan = plan
    self.optimum = optimum
    if let evaluation = plan.evaluation {
      trainer = try SampledTrainer(plan, evaluation)
    } else {
      trainer = try Trainer(plan)
    }
  }

  /// The number of runs, those for the choice of rates among them; those at chosen rates are known once they are chosen.
  public var runs: Int { tuningTasks.count + plan.arms.count * plan.problems * (plan.grid.isEmpty ? 1 : 2) }

  /// Trains.
  ///
  /// - Parameters:
  ///   - finished: Runs of this plan that were done before.
  ///   - progress: Told the number of finished runs now and then.
  ///   - keep: Receives every run that was not done before, once, as it is done.
  /// - Throws: ``TrainingError/overflow(arm:rate:update:lastValue:)``, `AttributionError` when a method cannot run, and what
  ///   `keep` throws. Where there is a grid of rates, one at which a run fails is the worst of its arm instead, and only
  ///   ``TrainingError/everyRateFails(arm:rates:reason:)`` is thrown.
  public func run(
    finished: [TrainingCurve] = [], progress: (Int) -> Void = { _ in },
    keep: (TrainingCurve) throws -> Void = { _ in }
  ) throws -> TrainingResult {
    try study(finished: finished, progress: progress, keep: keep).result
  }

  /// Trains, and keeps the curves that the result is a summary of.
  ///
  /// - Throws: As ``run(finished:progress:keep:)``.
  func study(
    finished: [TrainingCurve], progress: (Int) -> Void, keep: (TrainingCurve) throws -> Void
  ) throws -> (result: TrainingResult, tables: [TrainingTable]) {
    var runs = TrainingRuns(trainer: trainer, finished: finished)
    guard !plan.grid.isEmpty else {
      let table = try table(rates: commonRates, &runs, progress, keep)
      return (try TrainingResult(plan, optimum: optimum, tables: [table], tuning: nil), [table])
    }
    var tuning = try TrainingTuning(plan, runs.outcomes(of: tuningTasks, isForTuning: true, progress, keep))
    let common = TrainingOutcomes(
      plan, rates: commonRates,
      try runs.outcomes(of: tasks(rates: commonRates), isForTuning: false, progress, keep))
    var failures = common.failures
    // A rate that was chosen may still fail on the draws that arms are judged by: then it is none to choose.
    var own: TrainingOutcomes
    repeat {
      own = TrainingOutcomes(
        plan, rates: tuning.rates,
        try runs.outcomes(of: tasks(rates: tuning.rates), isForTuning: false, progress, keep))
      for failure in own.failures {
        try tuning.discard(failure)
        if !failures.contains(failure) { failures.append(failure) }
      }
    } while !own.failures.isEmpty
    let tables = [common.table(isTuned: false), own.table(isTuned: true)].filter { !$0.arms.isEmpty }
    let result = try TrainingResult(
      plan, optimum: optimum, tables: tables, tuning: tuning, failures: tuning.failures + failures)
    return (result, tables)
  }

  /// The runs of all arms at the common rate, of which nothing is summed up.
  ///
  /// - Throws: As ``run(finished:progress:keep:)``.
  func commonTable() throws -> TrainingTable {
    var runs = TrainingRuns(trainer: trainer, finished: [])
    return try table(rates: commonRates, &runs, { _ in }, { _ in })
  }

  private func table(
    rates: [Double], _ runs: inout TrainingRuns, _ progress: (Int) -> Void,
    _ keep: (TrainingCurve) throws -> Void
  ) throws -> TrainingTable {
    let outcomes = try runs.outcomes(
      of: tasks(rates: rates), isForTuning: false, stopping: true, progress, keep)
    return TrainingOutcomes(plan, rates: rates, outcomes).table(isTuned: false)
  }

  /// The policy that runs start from, on tables.
  ///
  /// - Throws: ``TrainingError/overflow(arm:rate:update:lastValue:)`` for one that is not finite, ``StudyError/notCompiled``
  ///   without tables.
  package func startingPolicy(_ index: Int) throws -> TabularPolicy {
    guard let trainer = trainer as? Trainer else { throw StudyError.notCompiled }
    return try trainer.startingPolicy(index)
  }

  var commonRates: [Double] { plan.arms.map { _ in plan.rule.rate } }

  func tasks(rates: [Double]) -> [TrainingTask] {
    rates.indices.flatMap { arm in
      (0..<plan.problems).map {
        TrainingTask(arm: arm, start: $0 / plan.seeds, seed: $0 % plan.seeds, rate: rates[arm])
      }
    }
  }

  var tuningTasks: [TrainingTask] {
    plan.grid.flatMap { rate in
      plan.arms.indices.flatMap { arm in
        (0..<plan.starts).map { TrainingTask(arm: arm, start: $0, seed: 0, rate: rate) }
      }
    }
  }
}

/// The best expected return, to measure learning by.
public struct TrainingOptimum: Sendable, Hashable, Codable {
  /// How it is known.
  public enum Kind: String, Sendable, Hashable, Codable {
    /// No policy of agents that remember as much has a larger one.
    case optimal
    /// The largest one that any run came to: learning may go further.
    case bestKnown
  }

  /// In reward units.
  public let value: Double
  /// How it is known.
  public let kind: Kind

  /// A best return.
  public init(_ value: Double, _ kind: Kind) {
    self.value = value
    self.kind = kind
  }
}

/// Does runs that were not done before.
struct TrainingRuns {
  let trainer: any RunTrainer
  /// Those that failed among them, which are not done again.
  private var known: [Key: Result<TrainingCurve, any Error>] = [:]
  private var done = 0

  private struct Key: Hashable {
    let task: TrainingTask
    let isForTuning: Bool
  }

  init(trainer: any RunTrainer, finished: [TrainingCurve]) {
    self.trainer = trainer
    for curve in finished {
      known[Key(task: TrainingTask(curve), isForTuning: curve.isForTuning)] = .success(curve)
    }
  }

  /// What became of tasks, in their order.
  ///
  /// - Parameter stopping: Whether to throw the error of the first run that fails.
  mutating func outcomes(
    of tasks: [TrainingTask], isForTuning: Bool, stopping: Bool = false, _ progress: (Int) -> Void,
    _ keep: (TrainingCurve) throws -> Void
  ) throws -> [Result<TrainingCurve, any Error>] {
    let plan = trainer.plan
    // Tuning has draws of its own: the best of several rates on the judging draws would flatter the arm.
    let seed = isForTuning ? plan.study.seed ^ 0x7475_6E65 : plan.study.seed
    let missing = Array(Set(tasks).filter { known[Key(task: $0, isForTuning: isForTuning)] == nil })
      .sorted { ($0.arm, $0.rate, $0.start, $0.seed) < ($1.arm, $1.rate, $1.start, $1.seed) }
    let wave = max(1, 4 * plan.study.threads)
    for first in stride(from: 0, to: missing.count, by: wave) {
      let part = Array(missing[first..<min(first + wave, missing.count)])
      let found = parallelMap(count: part.count, threads: plan.study.threads) { [trainer] index in
        Result { try trainer.run(part[index], seed: seed) }
      }
      for (task, result) in zip(part, found) {
        let outcome = result.map { curve in
          var curve = curve
          curve.isForTuning = isForTuning
          return curve
        }
        if stopping { _ = try outcome.get() }
        if case .success(let curve) = outcome { try keep(curve) }
        known[Key(task: task, isForTuning: isForTuning)] = outcome
      }
      progress(done + first + part.count)
    }
    done += Set(tasks).count
    progress(done)
    return tasks.compactMap { known[Key(task: $0, isForTuning: isForTuning)] }
  }
}
