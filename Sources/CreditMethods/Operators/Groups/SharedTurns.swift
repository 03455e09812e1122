package import Trajectories

/// Which turns of recorded episodes are one turn: those that an episode shares with the one it was forked from
/// (`forkOf`, `forkTurn`), where each was generated once.
///
/// A shared turn is the turn of the episode forked from, or of that one's own origin. Forks of an episode that the task
/// does not hold (it was aborted, say) share its turns with each other: they are those of the fork whose identifier comes
/// first, by bytes.
package struct SharedTurns: Sendable {
  /// The turn that each turn is; itself unless it is shared. Shape `[turns]`.
  package private(set) var origin: [Int32]

  /// Whether each turn was generated in its own episode. Shape `[turns]`.
  package var isOwn: [Bool] { origin.enumerated().map { $0 == Int($1) } }

  /// The shared turns of a batch; `nil` where no episode shares any.
  ///
  /// - Parameters:
  ///   - batch: The episodes.
  ///   - method: The method's identifier, for errors.
  ///   - otherwise: What a user can do who cannot mend the trace.
  /// - Throws: ``AttributionError/lacks(method:need:howToSupply:)`` for a fork of itself, one that shares more turns than
  ///   there are, and one whose shared turns are other decisions.
  /// - Complexity: O(decisions) where there are forks, O(episodes) otherwise.
  package init?(of batch: TrajectoryBatch, for method: String, otherwise: String) throws(AttributionError) {
    guard let forks = batch.episodes.fork, forks.contains(where: { ($0?.turn ?? 0) > 0 }) else { return nil }
    origin = (0..<Int32(batch.turnCount)).map(\.self)
    let groups = Groups(of: batch)
    let refusal = Refusal(batch: batch, method: method, otherwise: otherwise)
    for group in 0..<groups.count {
      let episodes = groups[group].map(Int.init)
      if episodes.contains(where: { (forks[$0]?.turn ?? 0) > 0 }) {
        try share(episodes, forks, batch, refusal)
      }
    }
  }

  /// Finds the origins of the turns of a task.
  private mutating func share(
    _ episodes: [Int], _ forks: [EpisodeColumns.Fork?], _ batch: TrajectoryBatch, _ refusal: Refusal
  ) throws(AttributionError) {
    var known: [ByteName: Int] = [:]
    for episode in episodes { known[ByteName(batch.episodeName(episode))] = episode }
    /// The turns of episodes that the task does not hold, as the first of their forks has them.
    var missing: [ByteName: [Int32]] = [:]
    var isDone = Set<Int>()
    let orphans = episodes.filter { episode in
      forks[episode].map { $0.turn ?? 0 > 0 && known[ByteName($0.episode)] == nil } ?? false
    }.sorted { ByteName(batch.episodeName($0)) < ByteName(batch.episodeName($1)) }
    for start in orphans + episodes {
      // The episode, and those it was forked from that are not done, the farthest last.
      var line = [start]
      while let last = line.last, let fork = forks[last], fork.turn ?? 0 > 0,
        let parent = known[ByteName(fork.episode)], !isDone.contains(parent), !isDone.contains(last)
      {
        guard !line.contains(parent) else { throw refusal(last, "is a fork of itself") }
        line.append(parent)
      }
      for episode in line.reversed() where isDone.insert(episode).inserted {
        guard let fork = forks[episode], let count = fork.turn, count > 0 else { continue }
        let name = ByteName(fork.episode)
        let turns = batch.turns(of: episode)
        let shared: ArraySlice<Int32>
        if let parent = known[name] {
          let others = batch.turns(of: parent)
          guard count <= others.count, count <= turns.count else {
            throw refusal(episode, "shares more turns with \"\(fork.episode)\" than there are")
          }
          shared = origin[others.prefix(count)]
        } else {
          var first = missing[name] ?? []
          if first.count < count { first += turns.prefix(count).dropFirst(first.count).map { Int32($0) } }
          missing[name] = first
          shared = first.prefix(count)
        }
        for (place, (turn, other)) in zip(turns, shared).enumerated() {
          guard batch.decides(thatOf: Int(other), in: turn) else {
            throw refusal(
              episode,
              "says that it shares its first \(count) turns with \"\(fork.episode)\", and does something else at turn "
                + "\(place)")
          }
          origin[turn] = other
        }
      }
    }
  }

  /// Credits in which a shared decision has the credit of the episode that it was made in. Shape `[decisions]`.
  package func copied(_ credits: [Double], in batch: TrajectoryBatch) -> [Double] {
    var result = credits
    for (turn, other) in origin.enumerated() where turn != Int(other) {
      let others = batch.decisions(of: Int(other))
      for decision in batch.decisions(of: turn) {
        let agent = batch.decisions.agent[decision]
        if let same = others.first(where: { batch.decisions.agent[$0] == agent }) {
          result[decision] = credits[same]
        }
      }
    }
    return result
  }

  /// Says why forks cannot be read.
  private struct Refusal {
    let batch: TrajectoryBatch
    let method: String
    let otherwise: String

    func callAsFunction(_ episode: Int, _ what: String) -> AttributionError {
      .lacks(
        method: method, need: "forks that form a tree",
        howToSupply: "Episode \"\(batch.episodeName(episode))\" \(what). Mend the trace, or use \(otherwise)."
      )
    }
  }
}

extension TrajectoryBatch {
  /// Whether the same agents do the same in two turns.
  fileprivate func decides(thatOf other: Int, in turn: Int) -> Bool {
    let (own, others) = (decisions(of: turn), decisions(of: other))
    return own.count == others.count
      && own.allSatisfy { decision in
        others.contains {
          decisions.agent[$0] == decisions.agent[decision]
            && decisions.action[$0] == decisions.action[decision]
        }
      }
  }
}
