public import Trajectories
package import Simulation

extension CreditMethod {
  /// The credit of every decision of a batch, as ``Attributing/attribute(_:in:)`` gives it to the batch without the episodes that are
  /// left out: aborted ones, and with `truncated=omit` truncated ones. Nothing is assigned to their decisions, which is
  /// another thing than a credit of 0, and the others' credits are those of a batch that never had them.
  ///
  /// - Throws: ``AttributionError`` when the context lacks what the method needs.
  /// - Complexity: That of the method, and O(decisions) where an episode is left out.
  public func credits(
    of batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let omitsTruncated = leavesOutTruncated
    let context = context.leavingOut(truncated: omitsTruncated)
    let reasons = batch.reasonsToLeaveOut(truncated: omitsTruncated)
    let kept = reasons.indices.filter { reasons[$0] == nil }
    guard kept.count < batch.episodeCount else { return try attribute(batch, in: context) }
    let ofDecisions = batch.repeatedPerDecision(batch.repeatedPerTurn(reasons))
    guard !kept.isEmpty else {
      return Attribution(credits: [Double](repeating: 0, count: batch.decisionCount), reasons: ofDecisions)
    }
    let simulation = context.simulation?.selecting(kept)
    let found = try attribute(
      simulation?.batch ?? batch.selecting(kept), in: context.with(simulation: simulation))
    var credits = [Double](repeating: 0, count: batch.decisionCount)
    var intervals = found.intervals.map { _ in [CreditInterval?](repeating: nil, count: credits.count) }
    var next = 0
    for decision in credits.indices where ofDecisions[decision] == nil {
      credits[decision] = found.credits[next]
      intervals?[decision] = found.intervals?[next]
      next += 1
    }
    var result = Attribution(
      credits: credits, replays: found.replays, replayedTurns: found.replayedTurns,
      fittedTurns: found.fittedTurns, games: found.games, fits: found.fits, reasons: ofDecisions,
      cuts: found.cuts)
    result.remarks = found.remarks
    result.support = found.support
    result.intervals = intervals
    return result
  }
}

extension TrajectoryBatch {
  /// Why each episode is left out; `nil` for those that are not.
  ///
  /// - Parameter truncated: Whether truncated episodes are.
  package func reasonsToLeaveOut(truncated: Bool) -> [NoCredit?] {
    episodes.status.map { status in
      switch status {
      case .aborted: .aborted
      case .truncated: truncated ? .truncated : nil
      case .success, .failure: nil
      }
    }
  }

  /// The batch without the episodes that are left out; `nil` if none is left.
  func leavingOut(truncated: Bool) -> TrajectoryBatch? {
    let reasons = reasonsToLeaveOut(truncated: truncated)
    guard reasons.contains(where: { $0 != nil }) else { return self }
    let kept = reasons.indices.filter { reasons[$0] == nil }
    return kept.isEmpty ? nil : selecting(kept)
  }
}

extension AttributionContext {
  /// The context with the simulation of other episodes.
  fileprivate func with(simulation: Rollouts?) -> AttributionContext {
    changed(simulation: simulation, fitting: fitting, history: history)
  }

  /// The context without episodes that are left out, among those that critics are fitted to and methods remember.
  fileprivate func leavingOut(truncated: Bool) -> AttributionContext {
    let isConcerned = [fitting, history].contains { batch in
      batch?.reasonsToLeaveOut(truncated: truncated).contains { $0 != nil } ?? false
    }
    guard isConcerned else { return self }
    return changed(
      simulation: simulation, fitting: fitting?.leavingOut(truncated: truncated),
      history: history?.leavingOut(truncated: truncated))
  }

  /// The context with other episodes beside the batch, or of another batch.
  package func changed(
    simulation: Rollouts?, fitting: TrajectoryBatch?, history: TrajectoryBatch?
  ) -> AttributionContext {
    var context = AttributionContext(
      simulation: simulation, solution: solution, fitting: fitting, history: history, hindsight: hindsight,
      isPart: isPart, seed: seed, threads: threads)
    context.fitProgress = fitProgress
    return context
  }
}
