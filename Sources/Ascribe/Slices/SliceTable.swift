import Simulation
import Trajectories

/// The slices of a scenario's decisions, numbered: all agents and then each of them; for each, all turns and then each of
/// them.
struct SliceTable: Sendable {
  private let mdp: TurnMDP

  init(of mdp: TurnMDP) { self.mdp = mdp }

  var count: Int { (mdp.agents.count + 1) * (mdp.horizon + 1) }

  /// The number of a slice; `nil` stands for all.
  func index(agent: Int?, turn: Int?) -> Int {
    (agent.map { $0 + 1 } ?? 0) * (mdp.horizon + 1) + (turn.map { $0 + 1 } ?? 0)
  }

  subscript(index: Int) -> DecisionSlice {
    let (agent, turn) = index.quotientAndRemainder(dividingBy: mdp.horizon + 1)
    return DecisionSlice(agent: agent == 0 ? nil : mdp.agents[agent - 1], turn: turn == 0 ? nil : turn - 1)
  }

  /// The slices that a node at a turn belongs to: those of whoever acts there.
  func forEach(turn: Int, node: Int, _ body: (Int) -> Void) {
    body(index(agent: nil, turn: nil))
    body(index(agent: nil, turn: turn))
    for slot in mdp.nodes.slots(of: node) {
      let agent = Int(mdp.information.agent[Int(mdp.nodes.slotInformation[slot])])
      body(index(agent: agent, turn: nil))
      body(index(agent: agent, turn: turn))
    }
  }
}

/// The cells of a scenario, an agent at a turn each, numbered agent · horizon + turn.
struct AgentTurnCells {
  let agents: [AgentID]
  let horizon: Int

  /// The cell of each decision of simulated episodes, in the batch's order.
  static func cells(of rollouts: Rollouts) -> [Int] {
    let batch = rollouts.batch
    return (0..<batch.episodeCount).flatMap { episode in
      batch.turns(of: episode).enumerated().flatMap { turn, index in
        batch.decisions(of: index).map { Int(batch.decisions.agent[$0]) * rollouts.mdp.horizon + turn }
      }
    }
  }

  /// How many there are.
  var count: Int { agents.count * horizon }

  /// The slice that a cell is.
  subscript(cell: Int) -> DecisionSlice { .cell(agents[cell / horizon], turn: cell % horizon) }
}
