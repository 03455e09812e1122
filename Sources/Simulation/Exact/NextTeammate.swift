import Trajectories

/// What another agent does next, after a decision: its exact distribution under the policy.
///
/// The next teammate is the first other agent, in the order of the acting agents, of the first later turn in which
/// another agent acts. Where the episode ends before, there is none, which is an outcome of its own.
package struct NextTeammate {
  private let solution: ExactSolution
  private var known: [[Int: [Double]]]

  /// Number of outcomes: every action's symbol, and ``none``.
  package var count: Int { none + 1 }
  /// The outcome that no teammate acts any more.
  package let none: Int

  package init(_ solution: ExactSolution) {
    self.solution = solution
    known = [[Int: [Double]]](repeating: [:], count: solution.mdp.agents.count)
    none = solution.mdp.symbols.actions.count
  }

  /// Exact information in nats between an agent's action and the next teammate's, in a node at a turn, with the other
  /// agents' actions of the turn kept.
  ///
  /// - Parameters:
  ///   - row: A joint action of the node, counted from its first; the agent's own action in it plays no part.
  ///   - slot: Place of the agent among those that act.
  /// - Returns: The probability of each of the agent's actions, and for each the distribution of the outcome.
  package mutating func conditionals(
    turn: Int, node: Int, row: Int, slot: Int
  ) -> (weights: [Double], conditional: [Double]) {
    let mdp = solution.mdp
    let slots = mdp.nodes.slots(of: node)
    let sizes = slots.map { mdp.information.choices(of: Int(mdp.nodes.slotInformation[$0])).count }
    let stride = sizes.dropFirst(slot + 1).reduce(1, *)
    let own = row / stride % sizes[slot]
    let information = Int(mdp.nodes.slotInformation[slots.lowerBound + slot])
    let agent = Int(mdp.information.agent[information])
    let choices = mdp.information.choices(of: information)
    var conditional: [Double] = []
    for action in 0..<sizes[slot] {
      let index = mdp.nodes.rows(of: node).lowerBound + row + (action - own) * stride
      conditional += after(row: index, turn: turn, agent: agent)
    }
    return (choices.map { solution.policy.probability[$0] }, conditional)
  }

  /// The distribution after a joint action, an absolute row.
  private mutating func after(row: Int, turn: Int, agent: Int) -> [Double] {
    let nodes = solution.mdp.nodes
    var sum = [Double](repeating: 0, count: count)
    for outcome in nodes.outcomes(of: row) {
      let next = distribution(turn: turn + 1, node: Int(nodes.outcomeNode[outcome]), agent: agent)
      for bin in sum.indices { sum[bin] += nodes.outcomeProbability[outcome] * next[bin] }
    }
    return sum
  }

  private mutating func distribution(turn: Int, node: Int, agent: Int) -> [Double] {
    let mdp = solution.mdp
    let cell = solution.cells.index(turn: turn, node: node)
    if let found = known[agent][cell] { return found }
    var result = [Double](repeating: 0, count: count)
    if solution.cells.stops(cell) {
      result[none] = 1
    } else if let slot = mdp.nodes.slots(of: node).first(where: {
      Int(mdp.information.agent[Int(mdp.nodes.slotInformation[$0])]) != agent
    }) {
      for choice in mdp.information.choices(of: Int(mdp.nodes.slotInformation[slot])) {
        result[Int(mdp.information.choiceAction[choice])] += solution.policy.probability[choice]
      }
    } else {
      // The agent acts alone.
      for (row, index) in mdp.nodes.rows(of: node).enumerated() {
        let probability = mdp.choices(ofRow: row, in: node).reduce(1.0) {
          $0 * solution.policy.probability[$1]
        }
        guard probability > 0 else { continue }
        let next = after(row: index, turn: turn, agent: agent)
        for bin in result.indices { result[bin] += probability * next[bin] }
      }
    }
    known[agent][cell] = result
    return result
  }
}

extension Rollouts {
  /// What the next teammate did after each decision of the batch: an action's symbol in the tables, or `none`.
  package func nextTeammateActions(none: Int) -> [Int] {
    var found = [Int](repeating: none, count: batch.decisionCount)
    for episode in 0..<batch.episodeCount {
      var next = [Int](repeating: none, count: mdp.agents.count)
      for turn in batch.turns(of: episode).reversed() {
        let decisions = batch.decisions(of: turn)
        let acting = mdp.actingAgents(of: Int(node[turn]))
        for (decision, agent) in zip(decisions, acting) { found[decision] = next[agent] }
        for agent in next.indices {
          guard let place = acting.firstIndex(where: { $0 != agent }) else { continue }
          next[agent] = Int(mdp.information.choiceAction[Int(choice[decisions.lowerBound + place])])
        }
      }
    }
    return found
  }
}
