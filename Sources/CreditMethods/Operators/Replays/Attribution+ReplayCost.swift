import Trajectories

extension Attribution {
  /// Credits of a batch and what replays for them cost, once they are known to be finite.
  ///
  /// - Throws: ``AttributionError/notFinite(method:episode:turn:agent:)`` for the first credit that overflowed.
  init(
    finite credits: [Double], of batch: TrajectoryBatch, method: String, cost: ReplayCost,
    cuts: CutEpisodes = CutEpisodes()
  ) throws(AttributionError) {
    try self.init(
      finite: credits, of: batch, method: method, replays: cost.replays, replayedTurns: cost.turns,
      cuts: cuts)
  }
}
