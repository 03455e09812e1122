import Scenarios
import Testing
import TestSupport
import Trajectories
import Simulation

/// The published Dec-POMDPs beside Dec-Tiger: values derived by hand from their rules.
struct PublishedProblemTests {
  /// Uniform play on the broadcast channel: a turn pays (P(node-0 full) + P(node-1 full)) / 4. A buffer that is full with
  /// probability p is full a turn later with .5 a + .5 (p + (1 - p) a) for the arrival probability a: 1, .95, .9475 and
  /// 1, .55, .3475. So (2 + 1.5 + 1.295) / 4 = 1.19875.
  @Test func uniformPlayOnTheBroadcastChannel() throws {
    expect(try walk("broadcast-channel", ["horizon": "1"]).value, 0.5)
    expect(try walk("broadcast-channel", ["horizon": "2"]).value, 0.875)
    expect(try walk("broadcast-channel", ["horizon": "3"]).value, 1.19875)
  }

  /// Node-0 sends and node-1 waits in every turn: 1, then .9 a turn, the probability that its buffer was filled again.
  @Test func oneNodeSendsOnTheBroadcastChannel() throws {
    let mdp = try TurnMDP(compiling: try scenario("broadcast-channel", ["horizon": "3"]))
    let policy = try TabularPolicy(.probabilities, on: mdp) { agent, _, action in
      (agent.name == "node-0") == (action == "send") ? 1 : 0
    }
    expect(try ExactSolution(of: mdp, under: policy).value, 1 + 0.9 + 0.9)
  }

  /// Uniform play of the recycling robots. With both batteries high the nine joint actions pay 17 together, with one low
  /// -1.7, with both low -19.55. After a turn a battery is high with probability (1 + .7 + .5) / 3 = 11/15:
  /// 17/9 + .9 (121 · 17 - 88 · 1.7 - 16 · 19.55) / 2025.
  @Test func uniformPlayOfTheRecyclingRobots() throws {
    let first: Double = 17 / 9.0
    let second: Double = (121 * 17.0 - 88 * 1.7 - 16 * 19.55) / 2025
    expect(try walk("recycling-robots", ["horizon": "2"]).value, first + 0.9 * second)
    expect(try walk("recycling-robots", ["horizon": "2", "discount": "1"]).value, first + second)
  }

  /// Both search for a small can twice: 4, and then 4 unless a battery that is low (probability .3) is depleted (.2 of
  /// that); each depletion costs 10: 4 + .94² · 4 - 2 · .06 · 10.
  @Test func smallCansOnly() throws {
    let mdp = try TurnMDP(compiling: try scenario("recycling-robots", ["horizon": "2", "discount": "1"]))
    let policy = try TabularPolicy(.probabilities, on: mdp) { _, _, action in action == "search-small" ? 1 : 0
    }
    expect(try ExactSolution(of: mdp, under: policy).value, 4 + 0.94 * 0.94 * 4 - 1.2)
  }

  /// Uniform play in the grid: a robot goes to each neighbour with (.6 + 3 · .1) / 5 = .18. From opposite corners they
  /// meet in either of the other two.
  @Test func uniformPlayInTheGrid() throws {
    expect(try walk("meeting-grid", ["horizon": "1"]).value, 2 * 0.18 * 0.18)
  }

  /// Robot-0 goes left and robot-1 up: they meet in the top left with .36, by two slips in the bottom right with .01.
  @Test func oneTurnInTheGrid() throws {
    let mdp = try TurnMDP(compiling: try scenario("meeting-grid", ["horizon": "1"]))
    let policy = try TabularPolicy(.probabilities, on: mdp) { agent, _, action in
      action == (agent.name == "robot-0" ? "left" : "up") ? 1 : 0
    }
    expect(try ExactSolution(of: mdp, under: policy).value, 0.37)
  }

  /// Uniform play of the box pushers. After a turn each has turned left or right or moved on with .225 each and stands
  /// as before with .325. In the second turn each earns .25 · (.225 · 10 - .225 · 5) facing its box or the wall; both
  /// pay .25 · 5 face to face, and 10 with probability 1/16 for moving into the same cell: -.4 + .5625 - .1265625 -
  /// .09140625.
  @Test func uniformPlayOfTheBoxPushers() throws {
    expect(try walk("box-pushing", ["horizon": "2"]).value, -0.05546875)
  }

  /// Both turn to their small box and push it if they see it: 2 · .9 · 10 less .4, the published optimum of two turns.
  @Test func smallBoxesInTwoTurns() throws {
    let mdp = try TurnMDP(compiling: try scenario("box-pushing", ["horizon": "2"]), memory: .history)
    let policy = try TabularPolicy(.probabilities, on: mdp) { agent, known, action in
      let turn = agent.name == "robot-0" ? "turn-left" : "turn-right"
      let chosen = !known.contains(">") ? turn : known.hasSuffix("small-box") ? "forward" : "stay"
      return action == chosen ? 1 : 0
    }
    expect(try ExactSolution(of: mdp, under: policy).value, 17.6, within: 1e-12)
  }

  /// 96 states with robots, of which those out of reach are left out, and 4 with a delivered box. After a delivery a turn
  /// pays nothing and puts the robots back.
  @Test func boxPushingReachesAHundredStates() throws {
    let mdp = try TurnMDP(compiling: try scenario("box-pushing", ["horizon": "8"]))
    #expect(mdp.stateCount == 100)
  }
}
