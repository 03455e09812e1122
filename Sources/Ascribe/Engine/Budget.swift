import CreditMethods
import Simulation

/// What a method simulates, as seen on the first episodes of a plan.
struct EpisodeCost: Sendable, Hashable {
  /// Turns of those episodes, of their continuations, and of episodes for fits, which are simulated once a batch.
  let own, replayed, fitted: Int
  /// Restored states.
  let replays: Int
  /// How many episodes those are.
  let episodes: Int

  /// Turns of a group of episodes with all that grows with it.
  func group(of size: Int, restoring price: Double) -> Double {
    (Double(own + replayed) + price * Double(replays)) / Double(episodes) * Double(size)
  }

  /// Turns that the method needs to judge one group.
  func least(groupSize: Int, restoring price: Double) -> Int {
    Int((Double(fitted) + group(of: groupSize, restoring: price)).rounded(.up))
  }

  /// The episodes that turns pay for, in whole groups; `nil` if not for one.
  func episodes(for turns: Int, groupSize: Int, restoring price: Double) -> Int? {
    let groups = ((Double(turns) - Double(fitted)) / group(of: groupSize, restoring: price)).rounded(.down)
    return groups >= 1 ? Int(min(groups, 1e9)) * groupSize : nil
  }
}

extension StudyPlan {
  /// About how many turns episodes take, by those of the first batch.
  ///
  /// - Throws: What the simulator throws.
  public func turns(ofEpisodes episodes: Int) throws -> Int {
    let played = try simulator.play(rollouts(ofBatch: 0, episodes: self.episodes), threads: threads).batch
    return Int((Double(played.turnCount) / Double(played.episodeCount) * Double(episodes)).rounded())
  }

  /// What each method simulates for ``episodes`` episodes, by those of the first batch.
  ///
  /// - Throws: `AttributionError` when a method cannot run, and what the simulator throws.
  func costs(truth: Truth) throws -> [EpisodeCost] {
    var trial = self
    trial.episodesOfMethods = nil
    let judged = try Engine(trial, truth: truth).judge(0, threads: threads)
    return judged.attributions.map { attribution in
      EpisodeCost(
        own: judged.rollouts.batch.turnCount, replayed: attribution.replayedTurns,
        fitted: attribution.fittedTurns, replays: attribution.replays, episodes: episodes)
    }
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
    let sizes = try zip(methods, costs(truth: truth)).map { method, cost in
      guard let episodes = cost.episodes(for: turns, groupSize: groupSize, restoring: price) else {
        throw StudyError.budget(
          method: method.label, needs: cost.least(groupSize: groupSize, restoring: price), found: turns)
      }
      return episodes
    }
    episodesOfMethods = sizes
    episodes = sizes.max() ?? episodes
    budget = turns
    try check()
  }
}
