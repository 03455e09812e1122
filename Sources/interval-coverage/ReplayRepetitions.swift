import Ascribe
import Ground
import Simulation

/// Replays of decisions of one episode, with other draws each time: the unit is the continuation.
struct ReplayRepetitions {
  /// Continuations of a branch.
  let counts: [Int]
  /// How many repetitions at each number of continuations.
  let repetitions: Int
  let stage: Stage
  let threads: Int

  /// The first agent of the first and of the last turn draws anew.
  func tally() throws -> Tally {
    let solution = try stage.exact.solution
    let rollouts = try stage.episode
    let turns = Set([0, rollouts.batch.turns(of: 0).count - 1]).sorted()
    let replay = { @Sendable (turn: Int, count: Int, seed: UInt64) in
      let node = Int(rollouts.node[rollouts.batch.turns(of: 0).lowerBound + turn])
      let agent = rollouts.mdp.agents[rollouts.mdp.actingAgents(of: node)[0]]
      let plan = try ReplayPlan(
        of: rollouts, episode: 0, turn: turn, agent: agent, continuations: count, seed: seed)
      return Named.all(of: try ReplayStudy(plan, solution).run(), at: "turn \(turn)")
    }
    var tally = Tally(counts)
    var exact: [Named] = []
    for (place, count) in counts.enumerated() {
      let all = parallelMap(count: repetitions, threads: threads) { repetition in
        Result { try turns.flatMap { try replay($0, count, UInt64(place * repetitions + repetition)) } }
      }
      for found in all { tally.add(try found.get(), at: place) }
      exact = try all.last?.get() ?? []
    }
    tally.judge(by: exact)
    return tally
  }
}
