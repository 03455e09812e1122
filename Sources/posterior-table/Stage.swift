import Ascribe
import CreditMethods
import Simulation
import Trajectories

/// What identifies a state.
enum Anchors: String {
  /// The turn and the node: the simulator's whole state, and what the agents remember.
  case markov = "turn and node"
  /// The privileged key. It does not say the turn, and so not what is left of an episode that ends by the number of its turns.
  case privileged
  /// The public key.
  case state

  /// The setting of a method for a batch that ``callAsFunction(_:)`` made.
  var setting: String { self == .privileged ? "key=privileged" : "key=state" }

  /// The episodes with these states.
  func callAsFunction(_ rollouts: Rollouts) -> TrajectoryBatch {
    var batch = rollouts.batch
    guard self == .markov else { return batch }
    for episode in 0..<batch.episodeCount {
      for (number, turn) in batch.turns(of: episode).enumerated() {
        batch.turns.state[turn] = batch.symbols.keys.intern("turn \(number), node \(rollouts.node[turn])")
      }
    }
    return batch
  }
}

/// A scenario under its own policy, solved, whose episodes are one task.
struct Stage {
  let name: String
  let solution: ExactSolution

  init(_ name: String) throws {
    self.name = name
    let mdp = try TurnMDP(builtIn: name)
    solution = try ExactSolution(of: mdp, under: .behaviour(of: mdp))
  }

  /// Episodes of one task; each from a start of its own would be another task, so that scenarios of several starts have one drawn
  /// for each repetition.
  func rollouts(_ episodes: Int, seed: UInt64) throws -> Rollouts {
    try Rollouts.simulate(
      Rollouts.Plan(groups: 1, groupSize: episodes, seed: seed), on: solution.mdp, policy: solution.policy)
  }

  /// Of every turn the cell and the joint action, and how much more probable they make success than the cell does alone.
  func advantages(of rollouts: Rollouts) -> [(unit: Int, advantage: Double)] {
    let cells = solution.cells
    return (0..<rollouts.batch.episodeCount).flatMap { episode in
      rollouts.batch.turns(of: episode).enumerated().map { turn, index in
        let cell = cells.index(turn: turn, node: Int(rollouts.node[index]))
        let row = cells.rowStart[cell] + rollouts.row(ofTurn: index)
        return (row, cells.actionSuccess[row] - cells.success[cell])
      }
    }
  }
}
