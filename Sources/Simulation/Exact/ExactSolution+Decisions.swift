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
        let row = rollouts.row(ofTurn: index)
        // The last acting agent's action runs fastest.
        var stride = 1
        for (slot, decision) in zip(mdp.nodes.slots(of: node), batch.decisions(of: index)).reversed() {
          let choices = mdp.information.choices(of: Int(mdp.nodes.slotInformation[slot]))
          let own = row / stride % choices.count
          var baseline = 0.0
          for (action, choice) in choices.enumerated() {
            baseline +=
              policy.probability[choice] * cells.actionValue[first + row + (action - own) * stride]
          }
          credits[decision] = cells.actionValue[first + row] - baseline
          stride *= choices.count
        }
      }
    }
    return credits
  }
}
