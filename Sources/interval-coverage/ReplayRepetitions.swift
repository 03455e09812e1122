import Ascribe
import Simulation

/// Replays of decisions of one episode, with other draws each time: the unit is the continuation.
struct ReplayRepetitions {
  /// Continuations of a branch.
  let counts: [Int]
  /// How many repetitions at each number of continuations.
  let repetitions: Int
  let stage: Stage

  /// The first agent of the first and of the last turn draws anew.
  func tally() throws -> Tally {
    let truth = try stage.exact
    let rollouts = try stage.episode
    let turns = rollouts.batch.turns(of: 0).count
    var tally = Tally(counts)
    var exact: [Named] = []
    for (place, count) in counts.enumerated() {
      for repetition in 0..<repetitions {
        var found: [Named] = []
        for turn in Set([0, turns - 1]).sorted() {
          let node = Int(rollouts.node[rollouts.batch.turns(of: 0).lowerBound + turn])
          let agent = stage.mdp.agents[stage.mdp.actingAgents(of: node)[0]]
          let plan = try ReplayPlan(
            of: rollouts, episode: 0, turn: turn, agent: agent, continuations: count,
            seed: UInt64(place * repetitions + repetition))
          found += Named.all(of: try ReplayStudy(plan, truth.solution).run(), at: "turn \(turn)")
        }
        tally.add(found, at: place)
        exact = found
      }
    }
    tally.judge(by: exact)
    return tally
  }
}
