import Trajectories

/// The exact counterfactual credit of every agent for every joint action of every cell, looked up in constant time
/// once the cell is known.
package struct CounterfactualTable: Sendable {
  private let start: [Int]
  private let credit: [Double]
  private let solution: ExactSolution

  /// - Complexity: O(cells · joint actions · agents · actions).
  package init(_ solution: ExactSolution) {
    self.solution = solution
    let mdp = solution.mdp
    let cells = solution.cells
    var start = [0]
    var credit: [Double] = []
    for cell in 0..<cells.count {
      let rows = cells.rows(of: cell)
      if !rows.isEmpty {
        let game = ActionGame(cell: cell, in: solution)
        for row in 0..<rows.count {
          for slot in mdp.nodes.slots(of: Int(cells.node[cell])).indices {
            let index = slot - mdp.nodes.slots(of: Int(cells.node[cell])).lowerBound
            credit.append(cells.actionValue[rows.lowerBound + row] - game.baseline(ofSlot: index, row: row))
          }
        }
      }
      start.append(credit.count)
    }
    self.start = start
    self.credit = credit
  }

  /// The credits of a cell's acting agents for a joint action, counted from the cell's first.
  package func credits(ofRow row: Int, in cell: Int) -> ArraySlice<Double> {
    let slots = solution.mdp.nodes.slots(of: Int(solution.cells.node[cell])).count
    return credit[start[cell] + row * slots..<start[cell] + (row + 1) * slots]
  }

  /// The exact counterfactual credit of every decision of simulated episodes, in the batch's order.
  ///
  /// The episodes must come from the tables and the policy that were solved.
  package func credits(of rollouts: Rollouts) -> [Double] {
    let batch = rollouts.batch
    let cells = solution.cells
    var credits = [Double](repeating: 0, count: batch.decisionCount)
    for episode in 0..<batch.episodeCount {
      for (turn, index) in batch.turns(of: episode).enumerated() {
        let cell = cells.index(turn: turn, node: Int(rollouts.node[index]))
        let found = self.credits(ofRow: rollouts.row(ofTurn: index), in: cell)
        for (decision, credit) in zip(batch.decisions(of: index), found) { credits[decision] = credit }
      }
    }
    return credits
  }
}
