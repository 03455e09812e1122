import CreditMethods
import Ground
import Simulation
import Trajectories

/// Plays the batches of a plan and lets its methods judge them: the one loop under studies, comparisons and studies of
/// critics.
///
/// Batches are numbered; what is drawn for one depends on the plan's seed and its number alone. Several are played at a
/// time, and handed on in their order, so that nothing depends on the number of threads.
package struct Engine: Sendable {
  /// What is played.
  package let plan: StudyPlan
  /// What credits are held against.
  package let truth: Truth
  /// A solution for methods that need one where nothing is held against a truth; `nil` for that of the truth.
  private let lent: ExactSolution?
  private let signals: SignalSource
  /// The exact credits that methods are held to.
  private let tables: [ExactCredit.Kind: ExactCreditTable]

  /// An engine for a plan that credits are held against a truth of.
  ///
  /// - Parameter lent: The exact solution, for methods that need it where the truth does not have it.
  package init(_ plan: StudyPlan, truth: Truth, lending lent: ExactSolution? = nil) {
    self.plan = plan
    self.truth = truth
    self.lent = lent
    signals = SignalSource(plan.signals, solution: truth.solution ?? lent, seed: plan.seed)
    var tables: [ExactCredit.Kind: ExactCreditTable] = [:]
    if let exact = truth.exact {
      for kind in Set(plan.methods.indices.map(plan.heldTo)) {
        tables[kind] = kind == .counterfactual ? exact.credits : ExactCreditTable(exact.solution, kind)
      }
    }
    self.tables = tables
  }

  /// An engine that solves the plan's scenario for its policy.
  ///
  /// - Throws: `ExactSolutionError` for a scenario that is too large, ``StudyError/notCompiled`` for one without tables.
  package init(solving plan: StudyPlan) throws {
    let tables = try plan.requireTables()
    self.init(plan, truth: try .exact(of: tables.mdp, under: tables.policy))
  }

  /// Measures batches.
  ///
  /// - Parameters:
  ///   - measure: What is measured on each.
  ///   - batches: Which ones; the plan's number of batches is no limit here.
  ///   - progress: Told the number of finished batches, from the first of all, now and then.
  ///   - kept: Where measures of batches are kept; what is there is not made again, unless somebody consumes the batches.
  ///   - consume: Receives every batch once, in order, before it is dropped; `nil` drops each as soon as it is measured.
  ///   - fold: Receives what was measured of every batch, in order.
  /// - Throws: `AttributionError` when a method cannot run, `ScenarioError` and `PolicyError` of what a lazy simulator
  ///   meets, and what the measure and the closures throw.
  package func run<Measure: BatchMeasure>(
    _ measure: Measure, on batches: Range<Int>, progress: (Int) -> Void = { _ in },
    keeping kept: KeptPart? = nil, consume: ((JudgedBatch) throws -> Void)? = nil,
    fold: (Measure.Partial) throws -> Void
  ) throws {
    let (isConsumed, isKept, files) = (consume != nil, kept != nil, kept?.files)
    // One batch uses all threads; several share them out, a wave at a time, so that few are held in memory.
    let wave = max(1, min(plan.threads, batches.count))
    for first in stride(from: batches.lowerBound, to: batches.upperBound, by: wave) {
      let count = min(wave, batches.upperBound - first)
      let texts = try (first..<first + count).map { isConsumed ? nil : try kept?.partial(ofBatch: $0) }
      let results = parallelMap(count: count, threads: plan.threads) { index in
        Result {
          if let text = texts[index] {
            return MeasuredBatch<Measure.Partial>(partial: try PartialBytes.value(of: text))
          }
          let batch = try judge(first + index, threads: max(1, plan.threads / wave))
          let partial = try measure.measure(batch)
          return MeasuredBatch(
            partial: partial, batch: isConsumed ? batch : nil,
            blobs: isKept ? [try PartialBytes.bytes(of: partial)] + (try files?(batch) ?? []) : nil)
        }
      }
      for (index, result) in results.enumerated() {
        let made = try result.get()
        if let blobs = made.blobs { try kept?.keep(blobs, ofBatch: first + index) }
        try fold(made.partial)
        if let batch = made.batch { try consume?(batch) }
      }
      progress(first + count)
    }
  }

  /// What came of one batch.
  private struct MeasuredBatch<Partial: Sendable>: Sendable {
    var partial: Partial
    /// The batch, where somebody consumes it.
    var batch: JudgedBatch?
    /// What is kept of it, where it was made now.
    var blobs: [[UInt8]]?
  }

  /// Measures batches and keeps what was measured, to be joined with other batches' later.
  package func measures<Measure: BatchMeasure>(
    _ measure: Measure, on batches: Range<Int>
  ) throws -> BatchMeasures<Measure.Partial> {
    var measures = BatchMeasures<Measure.Partial>(from: batches.lowerBound)
    try run(measure, on: batches) { measures.append($0) }
    return measures
  }

  /// Simulates a batch and lets the methods attribute it.
  ///
  /// - Parameter remembered: Episodes that were simulated before, which critics are fitted to beside those of the batch.
  /// - Throws: `AttributionError` when a method cannot run, ``SignalError`` for a signal that cannot be had, `ScenarioError` and
  ///   `PolicyError` of what a lazy simulator meets.
  func judge(_ index: Int, threads: Int, remembering remembered: [TrajectoryBatch] = []) throws -> JudgedBatch
  {
    let simulated = try plan.fitting(ofBatch: index).map {
      try signals.observed(plan.simulator.play($0, threads: threads), threads: threads).batch
    }
    let fitting = remembered.reduce(simulated) { $0?.joined(with: $1) ?? $1 }
    let sizes = plan.sizes
    let played = try sizes.map { episodes in
      let rollouts = try signals.observed(
        plan.simulator.play(plan.rollouts(ofBatch: index, episodes: episodes), threads: threads),
        threads: threads)
      return PlayedEpisodes(
        rollouts: rollouts, exact: truth.exact?.credits.credits(of: rollouts),
        references: tables.mapValues { $0.credits(of: rollouts) },
        context: AttributionContext(
          simulation: rollouts, solution: truth.solution ?? lent, fitting: fitting, seed: plan.seed,
          threads: threads)
      )
    }
    let places = plan.methods.indices.map { method in
      sizes.firstIndex(of: plan.episodes(of: method)) ?? 0
    }
    var attributions: [Attribution] = []
    var seconds: [Double] = []
    for (method, place) in zip(plan.methods, places) {
      let (batch, context) = (played[place].rollouts.batch, played[place].context)
      let start = ContinuousClock.now
      attributions.append(try method.attribute(batch, in: context))
      seconds.append((ContinuousClock.now - start) / .seconds(1))
    }
    return JudgedBatch(
      index: index, played: played, places: places, attributions: attributions, seconds: seconds,
      fitting: simulated, sampled: try sampled(played))
  }

  /// The credits of decisions that every method of the plan judged; `nil` where the truth is not of some decisions.
  private func sampled(_ played: [PlayedEpisodes]) throws -> SampledCredits? {
    guard let fewest = played.last else { return nil }
    let rollouts = played[0].rollouts
    let drawable = fewest.rollouts.batch.decisionCount
    let kinds = Set(plan.methods.indices.map(plan.heldTo))
    switch truth {
    case .exact, .none: return nil
    case .bounded(let bounding, _):
      return try SampledCredits(
        bounding: rollouts, bounding, kinds: kinds, among: drawable, seed: plan.seed)
    case .sampled(let sampling, _):
      return try SampledCredits(
        of: rollouts, sampling, kinds: kinds, among: drawable, seed: plan.seed, confidence: plan.confidence)
    }
  }
}
