import CreditMethods
import Scenarios
import TestSupport
import Trajectories
import Simulation

/// Simulated episodes of a built-in scenario under its own behaviour policy, with the exact solution.
struct Simulated {
  let rollouts: Rollouts
  let solution: ExactSolution

  init(_ name: String, _ settings: [(name: String, value: String)] = [], episodes: Int, seed: UInt64) throws {
    try self.init(
      compiling: try ScenarioCatalogue.entry(named: name).scenario(settings), episodes: episodes, seed: seed)
  }

  init(compiling scenario: some Scenario, episodes: Int, seed: UInt64) throws {
    let mdp = try TurnMDP(compiling: scenario)
    solution = try ExactSolution(of: mdp, under: .behaviour(of: mdp))
    rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: episodes, groupSize: 1, seed: seed), on: mdp, policy: solution.policy)
  }

  var batch: TrajectoryBatch { rollouts.batch }

  /// What a method with `name=value` settings parted by blanks makes of the episodes.
  func attribution<Method: CreditMethod>(
    _ method: Method.Type, _ settings: String = "", seed: UInt64 = 17, threads: Int = 1
  ) throws -> Attribution {
    let parameters = try ParameterValues(
      pairs(settings), for: Method.fullCard.parameters, of: "method \"\(Method.card.id)\"")
    let context = AttributionContext(
      simulation: rollouts, solution: solution, seed: seed, threads: threads)
    return try Method(parameters).attribute(batch, in: context)
  }

  /// A decision up to repetition: its turn, node, joint action and slot.
  struct Kind: Hashable, Comparable {
    let turn: Int
    let node: Int
    let row: Int
    let slot: Int

    static func < (left: Kind, right: Kind) -> Bool {
      (left.turn, left.node, left.row, left.slot) < (right.turn, right.node, right.row, right.slot)
    }
  }

  /// The kind of every decision of the batch.
  var kinds: [Kind] {
    (0..<batch.episodeCount).flatMap { episode in
      batch.turns(of: episode).enumerated().flatMap { turn, index in
        batch.decisions(of: index).indices.map { slot in
          Kind(
            turn: turn, node: Int(rollouts.node[index]), row: rollouts.row(ofTurn: index),
            slot: slot - batch.decisions(of: index).lowerBound)
        }
      }
    }
  }

  /// The exact counterfactual credit of a kind of decision.
  func exactCredit(of kind: Kind) -> Double {
    let cell = solution.cells.index(turn: kind.turn, node: kind.node)
    return solution.credits(ofRow: kind.row, in: cell)[kind.slot].counterfactual
  }
}
