import Scenarios
import TestSupport
import Trajectories
import Simulation

/// Dec-Tiger with a horizon.
func decTiger(horizon: Int, memory: Memory = .lastObservation) throws -> TurnMDP {
  try compiled("dec-tiger", [("horizon", "\(horizon)")], memory: memory)
}

extension TurnMDP {
  /// A policy that is the same for all agents: probabilities by what was heard, in the order of the actions.
  func policy(none: [Double], left: [Double], right: [Double]) throws(PolicyError) -> TabularPolicy {
    let actions = ["listen", "open-left", "open-right"]
    return try TabularPolicy(.probabilities, on: self) { _, known, action in
      guard let index = actions.firstIndex(of: action) else { return nil }
      return ["none": none, "hear-left": left, "hear-right": right][known]?[index]
    }
  }

  /// The label of a node's privileged state.
  func privileged(_ node: Int32) -> String { symbols.keys[nodes.privilegedKey[Int(node)]] }

  /// The labels of what the acting agents of a node know.
  func known(_ node: Int32) -> [String] {
    nodes.slots(of: Int(node)).map { symbols.keys[information.key[Int(nodes.slotInformation[$0])]] }
  }
}

extension ExactSolution {
  /// The first cell of a turn that satisfies a condition on its node.
  func cell(turn: Int, where condition: (Int32) -> Bool) -> Int? {
    cells.cells(ofTurn: turn).first { condition(cells.node[$0]) }
  }
}
