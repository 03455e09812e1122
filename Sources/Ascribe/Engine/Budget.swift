import CreditMethods
import Simulation

extension StudyPlan {
  /// About how many turns episodes take, by those of the first batch.
  ///
  /// - Throws: What the simulator throws.
  public func turns(ofEpisodes episodes: Int) throws -> Int {
    let played = try simulator.play(rollouts(ofBatch: 0, episodes: self.episodes), threads: threads).batch
    return Int((Double(played.turnCount) / Double(played.episodeCount) * Double(episodes)).rounded())
  }

  /// Gives every method the same number of simulated turns a batch: as many whole groups of episodes as they pay for, with the
  /// continuations that the method plays and the episodes that it is fitted to beside them.
  ///
  /// What a method costs is seen on ``episodes`` episodes of the first batch: the turns that it is fitted to are paid once,
  /// all others grow with the episodes. The turns of a batch vary, so that a method may pass the budget a little; results say
  /// what was simulated.
  ///
  /// - Parameters:
  ///   - turns: Simulated turns a batch, at least 1.
  ///   - price: What restoring a state costs, in turns, at least 0.
  ///   - truth: What methods may use beside the episodes.
  /// - Throws: ``StudyError/budget(method:needs:found:)`` for a budget that does not pay for one group, `AttributionError`
  ///   when a method cannot run, and what the simulator throws.
  public mutating func allot(_ turns: Int, restoring price: Double = 0, truth: Truth) throws {
    try StudyError.check("budget", turns, in: 1...1_000_000_000)
    guard price >= 0, price.isFinite else { throw StudyError.priceNotAccepted(found: price) }
    var trial = self
    trial.episodesOfMethods = nil
    let judged = try Engine(trial, truth: truth).judge(0, threads: threads)
    let own = judged.rollouts.batch.turnCount
    var sizes: [Int] = []
    for (method, attribution) in zip(methods, judged.attributions) {
      let growing = Double(own + attribution.replayedTurns) + price * Double(attribution.replays)
      let group = growing / Double(episodes) * Double(groupSize)
      let fixed = Double(attribution.fittedTurns)
      let groups = ((Double(turns) - fixed) / group).rounded(.down)
      guard groups >= 1 else {
        throw StudyError.budget(method: method.label, needs: Int((fixed + group).rounded(.up)), found: turns)
      }
      sizes.append(Int(min(groups, 1e9)) * groupSize)
    }
    episodesOfMethods = sizes
    episodes = sizes.max() ?? episodes
    budget = turns
    try check()
  }
}
