import Trajectories

extension ExactSolution {
  /// Units (turn, agent) at which some state that the policy reaches has two actions of the agent with different
  /// action values, the other agents' actions being the same.
  ///
  /// Values count as different from 1e-12 of the largest value's size on.
  public func pivotalUnits() -> Set<ScenarioFacts.Unit> {
    let scale = cells.actionValue.reduce(1e-300) { max($0, abs($1)) }
    var units: Set<ScenarioFacts.Unit> = []
    for turn in 0..<mdp.horizon {
      for cell in cells.cells(ofTurn: turn) where !cells.stops(cell) && cells.visitation[cell] > 0 {
        let rows = cells.rows(of: cell)
        let game = ActionGame(cell: cell, in: self)
        for (index, slot) in mdp.nodes.slots(of: Int(cells.node[cell])).enumerated() {
          let differs = (0..<rows.count).contains { row in
            let other = game.row(row, replacing: index, by: 0)
            return abs(cells.actionValue[rows.lowerBound + row] - cells.actionValue[rows.lowerBound + other])
              > 1e-12 * scale
          }
          if differs {
            let agent = mdp.agents[Int(mdp.information.agent[Int(mdp.nodes.slotInformation[slot])])]
            units.insert(ScenarioFacts.Unit(turn: turn, agent: agent))
          }
        }
      }
    }
    return units
  }
}
