public import CreditMethods
public import Testing
public import Trajectories

/// Expects a method to give the same credits, bit for bit, whenever it is asked and however many threads it may use; and
/// whatever its seed, if it claims to draw nothing.
///
/// The method attributes the batch once for each number of threads, once more for the first of them, and once for each
/// further seed. Credits that differ from the first run's are one issue a run, shown as by
/// ``expectCredits(_:equal:of:tolerance:sourceLocation:)-(_,[Double],_,_,_)``; so are other counts of replays or replayed
/// turns.
///
/// - Parameters:
///   - method: The method with its parameters.
///   - batch: The batch.
///   - context: What the method may use; its own number of threads is not read.
///   - threads: Numbers of threads to compare, each at least 1.
///   - seeds: Further seeds with which the method gives the same credits because it draws nothing.
///   - sourceLocation: Where issues are reported.
/// - Throws: `AttributionError` when the method cannot attribute the batch.
public func expectDeterministic(
  _ method: some Attributing, on batch: TrajectoryBatch,
  in context: AttributionContext = AttributionContext(),
  threads: [Int] = [1, 2, 3], seeds: [UInt64] = [], sourceLocation: SourceLocation = #_sourceLocation
) throws(AttributionError) {
  guard !threads.isEmpty, threads.allSatisfy({ $0 >= 1 }) else {
    return ExpectationError("threads", threads, accepted: "at least one number, each at least 1").record(
      sourceLocation)
  }
  var first: Attribution?
  let runs = (threads.prefix(1) + threads).map { ($0, context.seed) } + seeds.map { (threads[0], $0) }
  for (count, seed) in runs {
    let threaded = AttributionContext(
      simulation: context.simulation, solution: context.solution, fitting: context.fitting,
      history: context.history, hindsight: context.hindsight, isPart: context.isPart, seed: seed,
      threads: count)
    let found = try method.attribute(batch, in: threaded)
    guard let first else {
      first = found
      continue
    }
    let run =
      seed == context.seed
      ? "from the first run's (threads: \(count); of the first: \(threads[0]))"
      : "with seed \(seed) from those with seed \(context.seed)"
    report(found, against: first, of: batch, run, sourceLocation)
  }
}

/// Records what differs between two attributions of one batch.
private func report(
  _ found: Attribution, against first: Attribution, of batch: TrajectoryBatch, _ runs: String,
  _ sourceLocation: SourceLocation
) {
  let difference = CreditDifference(found.credits, first.credits, of: batch, rule: runs) {
    $0.bitPattern == $1.bitPattern
  }
  if let difference { Issue.record("\(difference)", sourceLocation: sourceLocation) }
  if found.replays != first.replays || found.replayedTurns != first.replayedTurns {
    Issue.record(
      """
      replays differ \(runs): \(found.replays) of \(found.replayedTurns) turns, expected \(first.replays) of \
      \(first.replayedTurns)
      """, sourceLocation: sourceLocation)
  }
}
