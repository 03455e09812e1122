public import CreditMethods
public import Testing
public import Trajectories

/// Expects the credits of a method to be the same, decision by decision, when the trace is told in another way.
///
/// Credits that change are one issue for each way, shown as by
/// ``expectCredits(_:equal:of:tolerance:sourceLocation:)-(_,[Double],_,_,_)``.
///
/// - Parameters:
///   - method: The method with its parameters.
///   - batch: The batch.
///   - context: What the method may use. One with a simulation is an issue: replays play the episodes as they were.
///   - ways: The ways to tell the trace.
///   - tolerance: Largest difference that counts as none, relative to the largest credit of the batch in size: sums in
///     another order round differently.
///   - sourceLocation: Where issues are reported.
/// - Throws: `AttributionError` when the method cannot attribute the batch.
public func expectInvariant(
  _ method: some Attributing, on batch: TrajectoryBatch,
  in context: AttributionContext = AttributionContext(),
  under ways: [Invariance] = [.orderOfEpisodes, .orderOfAgents, .names], tolerance: Double = 1e-9,
  sourceLocation: SourceLocation = #_sourceLocation
) throws(AttributionError) {
  guard context.simulation == nil else {
    Issue.record(
      "a method that replays its episodes cannot be asked about the same trace told in another way",
      sourceLocation: sourceLocation)
    return
  }
  let credits = try method.attribute(batch, in: context).credits
  let margin = tolerance * credits.reduce(0) { max($0, abs($1)) }
  for way in ways {
    var found = credits
    var scale = 1.0
    for part in way.parts(of: batch) {
      let told = RetoldBatch(
        batch, episodes: part, reversesAgents: way == .orderOfAgents, renames: way == .names,
        factor: way.factor)
      found = told.restored(try method.attribute(told.batch, in: context).credits, into: found)
    }
    if case .unitOfRewards(let factor) = way { scale = factor }
    let difference = CreditDifference(
      found.map { $0 / scale }, credits, of: batch, rule: "when \(way)"
    ) {
      $0 == $1 || abs($0 - $1) <= margin
    }
    if let difference { Issue.record("\(difference)", sourceLocation: sourceLocation) }
  }
}

extension Invariance {
  /// The episodes that are attributed together, in their order.
  fileprivate func parts(of batch: TrajectoryBatch) -> [[Int]] {
    let all = Array(0..<batch.episodeCount)
    switch self {
    case .orderOfEpisodes:
      // Neither neighbours nor the two ends stay as they were.
      return [all.filter { $0 % 2 == 1 } + all.filter { $0 % 2 == 0 }.reversed()]
    case .otherTasks:
      return batch.symbols.tasks.names.indices.map { task in
        all.filter { Int(batch.episodes.task[$0]) == task }
      }
    case .orderOfAgents, .names, .unitOfRewards, .standardisedRewards: return [all]
    }
  }

  fileprivate var factor: Double {
    switch self {
    case .unitOfRewards(let factor), .standardisedRewards(let factor): factor
    default: 1
    }
  }
}
