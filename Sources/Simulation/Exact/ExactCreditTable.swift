import Trajectories

/// An exact credit of every agent for every joint action of every cell, looked up in constant time once the cell is known.
package struct ExactCreditTable: Sendable {
  private let start: [Int]
  private let credit: [Double]
  private let solution: ExactSolution

  /// - Parameter kind: Which of the exact credits.
  /// - Complexity: O(cells · joint actions · agents · actions); for Shapley values times the coalitions of the acting agents.
  package init(_ solution: ExactSolution, _ kind: ExactCredit.Kind = .counterfactual) {
    self.solution = solution
    let mdp = solution.mdp
    let cells = solution.cells
    let informed = kind == .informed ? solution.informationStateCredits() : nil
    var start = [0]
    var credit: [Double] = []
    for turn in 0...mdp.horizon {
      for cell in cells.cells(ofTurn: turn) {
        let rows = cells.rows(of: cell)
        if !rows.isEmpty {
          let slots = mdp.nodes.slots(of: Int(cells.node[cell]))
          let game = ActionGame(cell: cell, in: solution)
          for row in 0..<rows.count {
            switch kind {
            case .counterfactual, .advantage, .difference, .uniform:
              let q = cells.actionValue[rows.lowerBound + row]
              for slot in 0..<slots.count {
                credit.append(q - Self.reference(kind, game, slot, row, value: cells.value[cell]))
              }
            case .shapley: credit += game.shapleyValues(ofRow: row)
            case .informed:
              for (slot, place) in slots.enumerated() {
                let information = Int(mdp.nodes.slotInformation[place])
                // A situation that the policy never comes to has no credit, and no episode asks for it.
                credit.append(
                  informed?.credit(
                    turn: turn, information: information, choice: game.action(ofSlot: slot, row: row)) ?? 0)
              }
            }
          }
        }
        start.append(credit.count)
      }
    }
    self.start = start
    self.credit = credit
  }

  /// What a joint action's value is compared with.
  private static func reference(
    _ kind: ExactCredit.Kind, _ game: ActionGame, _ slot: Int, _ row: Int, value: Double
  ) -> Double {
    switch kind {
    case .advantage: value
    case .difference: game.value(ofRow: game.row(row, replacing: slot, by: game.defaults[slot]))
    case .uniform: game.uniformBaseline(ofSlot: slot, row: row)
    default: game.baseline(ofSlot: slot, row: row)
    }
  }

  /// The credits of a cell's acting agents for a joint action, counted from the cell's first.
  package func credits(ofRow row: Int, in cell: Int) -> ArraySlice<Double> {
    let slots = solution.mdp.nodes.slots(of: Int(solution.cells.node[cell])).count
    return credit[start[cell] + row * slots..<start[cell] + (row + 1) * slots]
  }

  /// The exact credit of every decision of simulated episodes, in the batch's order.
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
