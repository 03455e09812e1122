package import Trajectories

extension Rollouts {
  /// The joint action of a turn, counted from the first of its node.
  package func row(ofTurn turn: Int) -> Int { row(ofTurn: turn, replacing: -1, by: 0) }

  /// The joint action of a turn in which one slot plays another of its actions.
  package func row(ofTurn turn: Int, replacing replaced: Int, by alternative: Int) -> Int {
    var row = 0
    for (index, slot) in mdp.nodes.slots(of: Int(node[turn])).enumerated() {
      let choices = mdp.information.choices(of: Int(mdp.nodes.slotInformation[slot]))
      let decision = batch.decisions(of: turn).lowerBound + index
      row =
        row * choices.count + (index == replaced ? alternative : Int(choice[decision]) - choices.lowerBound)
    }
    return row
  }

  /// The choices that the agent at a place among those that act in a turn had.
  package func choices(ofTurn turn: Int, slot: Int) -> Range<Int> {
    let first = mdp.nodes.slots(of: Int(node[turn])).lowerBound
    return mdp.information.choices(of: Int(mdp.nodes.slotInformation[first + slot]))
  }
}

extension TurnMDP {
  /// The choices that make up a joint action of a node, one a slot; the row is counted from the node's first.
  package func choices(ofRow row: Int, in node: Int) -> [Int] {
    var rest = row
    let reversed = nodes.slots(of: node).reversed().map { slot in
      let choices = information.choices(of: Int(nodes.slotInformation[slot]))
      defer { rest /= choices.count }
      return choices.lowerBound + rest % choices.count
    }
    return reversed.reversed()
  }

  /// The agent of each slot of a node, an index of ``agents``.
  package func actingAgents(of node: Int) -> [Int] {
    nodes.slots(of: node).map { Int(information.agent[Int(nodes.slotInformation[$0])]) }
  }

  /// Who acts in a node, and how, by the choices of its slots.
  package func decisions(_ choices: [Int], in node: Int) -> [(agent: AgentID, action: String)] {
    zip(actingAgents(of: node), choices).map {
      (agents[$0], symbols.actions[information.choiceAction[$1]])
    }
  }

  /// The labels of the legal actions of a slot.
  package func legalActions(ofSlot slot: Int) -> [String] {
    information.choices(of: Int(nodes.slotInformation[slot])).map {
      symbols.actions[information.choiceAction[$0]]
    }
  }
}
