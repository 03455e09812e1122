import Trajectories
import Simulation

/// Which decisions could matter: another legal action of the agent, with the situation and the teammates' actions as they
/// were, has another expected return.
///
/// Values differ from 1e-12 of the largest action value's size on.
struct PivotTable: Sendable {
  /// Whether each unit (agent · horizon + turn) is pivotal: some situation that the policy reaches there has such actions.
  let units: [Bool]

  private let start: [Int]
  private let isPivotal: [Bool]
  private let solution: ExactSolution

  /// - Parameter scale: Largest size of an action value, in reward units.
  init(_ solution: ExactSolution, _ exact: ExactCreditTable, scale: Double) {
    self.solution = solution
    let mdp = solution.mdp
    let pivotal = solution.pivotalUnits()
    units = mdp.agents.flatMap { agent in
      (0..<mdp.horizon).map { pivotal.contains(ScenarioFacts.Unit(turn: $0, agent: agent)) }
    }
    var start = [0]
    var isPivotal: [Bool] = []
    for cell in 0..<solution.cells.count {
      let rows = solution.cells.rows(of: cell).count
      let slots = mdp.nodes.slots(of: Int(solution.cells.node[cell]))
      let first = isPivotal.count
      if rows > 0 {
        isPivotal += [Bool](repeating: false, count: rows * slots.count)
        var stride = 1
        for (slot, index) in slots.enumerated().reversed() {
          let actions = mdp.information.choices(of: Int(mdp.nodes.slotInformation[index])).count
          for row in 0..<rows where row / stride % actions == 0 {
            // The credits of an agent's actions are deviations from their mean: all are 0 if no action differs.
            let family = (0..<actions).map { row + $0 * stride }
            let differs = family.contains { row in
              let credits = exact.credits(ofRow: row, in: cell)
              return abs(credits[credits.startIndex + slot]) > 1e-12 * scale
            }
            if differs { for row in family { isPivotal[first + row * slots.count + slot] = true } }
          }
          stride *= actions
        }
      }
      start.append(isPivotal.count)
    }
    self.start = start
    self.isPivotal = isPivotal
  }

  /// Whether each decision of simulated episodes is pivotal, in the batch's order.
  func labels(of rollouts: Rollouts) -> [Bool] {
    let batch = rollouts.batch
    var labels = [Bool](repeating: false, count: batch.decisionCount)
    for episode in 0..<batch.episodeCount {
      for (turn, index) in batch.turns(of: episode).enumerated() {
        let cell = solution.cells.index(turn: turn, node: Int(rollouts.node[index]))
        let decisions = batch.decisions(of: index)
        let first = start[cell] + rollouts.row(ofTurn: index) * decisions.count
        for (slot, decision) in decisions.enumerated() { labels[decision] = isPivotal[first + slot] }
      }
    }
    return labels
  }
}
