import Trajectories

extension EpisodeTree {
  /// The tree of a task's recorded episodes: a fork (`forkOf`, `forkTurn`) shares the first turns of another episode; all
  /// episodes share the root. Every episode is worth its score at its end.
  ///
  /// - Parameters:
  ///   - episodes: The task's episodes.
  ///   - surprise: Surprise of each turn of the batch.
  /// - Throws: ``AttributionError/lacks(method:need:howToSupply:)`` for a fork of an episode that the task lacks, of itself,
  ///   or without the number of shared turns.
  init(
    recordedIn batch: TrajectoryBatch, _ episodes: [Int], surprise: [Double], for card: MethodCard
  ) throws(AttributionError) {
    var positions: [ByteName: Int] = [:]
    for (position, episode) in episodes.enumerated() {
      positions[ByteName(batch.episodeName(episode))] = position
    }
    let root = add(nil)
    var ways = [[Int]?](repeating: nil, count: episodes.count)
    for start in episodes.indices {
      // The episode, and those it was forked from that have no way yet, the farthest last.
      var line = [start]
      while ways[line[line.count - 1]] == nil, let fork = Self.fork(of: episodes[line[line.count - 1]], batch)
      {
        guard let parent = positions[ByteName(fork.episode)], !line.contains(parent) else {
          throw Self.refused(
            episodes[line[line.count - 1]], batch, card,
            positions[ByteName(fork.episode)] == nil
              ? "is a fork of \"\(fork.episode)\", which its task lacks" : "is a fork of itself")
        }
        line.append(parent)
      }
      for position in line.reversed() where ways[position] == nil {
        let turns = batch.turns(of: episodes[position])
        var way = [root]
        if let fork = Self.fork(of: episodes[position], batch), let shared = positions[ByteName(fork.episode)]
        {
          guard let turn = fork.turn, let known = ways[shared], turn < known.count else {
            throw Self.refused(
              episodes[position], batch, card,
              fork.turn == nil
                ? "does not say how many turns it shares (forkTurn)"
                : "shares more turns with \"\(fork.episode)\" than that has")
          }
          way = Array(known[...turn])
        }
        for turn in turns.dropFirst(way.count - 1) {
          way.append(add(way[way.count - 1], surprise: surprise[turn]))
        }
        ways[position] = way
      }
    }
    for (episode, way) in zip(episodes, ways) {
      addEpisode(way ?? [root], end: batch.episodes.score[episode])
    }
  }

  private static func fork(of episode: Int, _ batch: TrajectoryBatch) -> EpisodeColumns.Fork? {
    batch.episodes.fork?[episode]
  }

  private static func refused(
    _ episode: Int, _ batch: TrajectoryBatch, _ card: MethodCard, _ what: String
  ) -> AttributionError {
    .lacks(
      method: card.id, need: "forks that form a tree",
      howToSupply: "Episode \"\(batch.episodeName(episode))\" \(what).")
  }
}

extension TrajectoryBatch {
  /// How surprising each turn was: the recorded entropy of its decisions where all have one, otherwise their negative
  /// log-probabilities for each token; 0 where a decision has neither. Shape `[turns]`.
  var surpriseOfTurns: [Double] {
    (0..<turnCount).map { turn in
      let rows = decisions(of: turn)
      if let entropy = decisions.entropy?[rows], entropy.allSatisfy({ !$0.isNaN }) {
        return entropy.reduce(0, +)
      }
      guard let logProbability = decisions.logProbability?[rows], logProbability.allSatisfy(\.isFinite) else {
        return 0
      }
      let tokens = rows.reduce(0) { $0 + Int(decisions.tokens?[$1] ?? 1) }
      return -logProbability.reduce(0, +) / Double(max(1, tokens))
    }
  }
}
