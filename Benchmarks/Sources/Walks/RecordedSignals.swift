import Trajectories

extension TrajectoryBatch {
  /// The same episodes with what a judge, a belief, a reference and the policy's entropy say of each: for methods that read
  /// these fields. Two agents take turns.
  ///
  /// - Complexity: O(decisions), each a small dictionary: half a minute a million turns.
  func withSignals() throws -> TrajectoryBatch {
    let agents: [AgentID] = ["walker", "porter"]
    let built = (0..<episodeCount).lazy.map { episode -> Episode in
      var draws = Draws(state: UInt64(episode))
      let turns = turns(of: episode).map { turn -> Turn in
        let decisions = decisions(of: turn).map { decision in
          Decision(
            agent: agents[turn % 2], action: symbols.actions[self.decisions.action[decision]],
            logProbability: -draws.unit, referenceLogProbability: -draws.unit,
            tokens: draws.whole(below: 8) + 1,
            judge: Double(draws.whole(below: 3)) / 2, entropy: draws.unit)
        }
        return Turn(
          state: symbols.keys[self.turns.state[turn]], reward: self.turns.reward[turn], decisions: decisions,
          belief: draws.unit, process: 2 * draws.unit - 1)
      }
      return Episode(
        task: taskName(of: episode), name: episodeName(episode), status: episodes.status[episode],
        turns: turns,
        final: symbols.keys[episodes.final[episode]], finalBelief: draws.unit)
    }
    return try TrajectoryBatch(building: built)
  }
}

/// Numbers that depend on nothing but where they stand: SplitMix64 (Steele, Lea and Flood 2014).
private struct Draws {
  var state: UInt64

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in 0..<1, of few digits.
  var unit: Double {
    mutating get { Double(whole(below: 1000)) / 1000 }
  }

  mutating func whole(below bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
