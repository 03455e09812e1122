public import Trajectories
import Simulation

/// Which turns a number is about: those in which one agent acts, those of one number, both, or all of them.
public struct CriticScope: Sendable, Hashable {
  /// The agent that acts; `nil`: whoever does.
  public let agent: AgentID?
  /// The turn, from 0; `nil`: all turns.
  public let turn: Int?

  /// A scope.
  public init(agent: AgentID?, turn: Int?) {
    self.agent = agent
    self.turn = turn
  }
}

/// The scopes of a scenario, numbered: all agents and then each of them; for each, all turns and then each of them.
struct CriticScopes: Sendable {
  private let mdp: TurnMDP

  init(of mdp: TurnMDP) { self.mdp = mdp }

  var count: Int { (mdp.agents.count + 1) * (mdp.horizon + 1) }

  /// The number of a scope; `nil` stands for all.
  func index(agent: Int?, turn: Int?) -> Int {
    (agent.map { $0 + 1 } ?? 0) * (mdp.horizon + 1) + (turn.map { $0 + 1 } ?? 0)
  }

  subscript(index: Int) -> CriticScope {
    let (agent, turn) = index.quotientAndRemainder(dividingBy: mdp.horizon + 1)
    return CriticScope(agent: agent == 0 ? nil : mdp.agents[agent - 1], turn: turn == 0 ? nil : turn - 1)
  }

  /// The scopes that a node at a turn belongs to.
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
