import Trajectories

extension ExactSolution {
  /// The exact counterfactual credit of every decision of episodes that were played on the tables under the policy that was solved,
  /// in the batch's order. For few episodes it is faster than an ``ExactCreditTable``, which knows all joint actions.
  ///
  /// - Complexity: O(decisions · (actions + log cells)).
  package func counterfactualCredits(of rollouts: Rollouts) -> [Double] {
    let batch = rollouts.batch
    var credits = [Double](repeating: 0, count: batch.decisionCount)
    for episode in 0..<batch.episodeCount {
      for (turn, index) in batch.turns(of: episode).enumerated() {
        let node = Int(rollouts.node[index])
        let first = cells.rowStart[cells.index(turn: turn, node: node)]
        ActionPlaces.counterfactualCredits(
          ofRow: rollouts.row(ofTurn: index), of: node, in: mdp, policy,
          into: &credits, at: batch.decisions(of: index)
        ) { cells.actionValue[first + $0] }
      }
    }
    return credits
  }
}

/// Places of joint actions among those of a node, of which the last acting agent's action runs fastest.
enum ActionPlaces {
  /// The counterfactual credits of the agents that act in a node: the value of the joint action less its mean over each agent's own
  /// policy.
  ///
  /// - Parameter value: The value of a joint action of the node, by its place.
  @inline(__always)
  static func counterfactualCredits(
    ofRow row: Int, of node: Int, in mdp: TurnMDP, _ policy: TabularPolicy, into credits: inout [Double],
    at decisions: Range<Int>, value: (Int) -> Double
  ) {
    var stride = 1
    for (slot, decision) in zip(mdp.nodes.slots(of: node), decisions).reversed() {
      let choices = mdp.information.choices(of: Int(mdp.nodes.slotInformation[slot]))
      let own = row / stride % choices.count
      var baseline = 0.0
      for (action, choice) in choices.enumerated() {
        baseline += policy.probability[choice] * value(row + (action - own) * stride)
      }
      credits[decision] = value(row) - baseline
      stride *= choices.count
    }
  }
}
