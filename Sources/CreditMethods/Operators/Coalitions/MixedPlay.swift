import Simulation

/// A coalition game on plays of a graph: whose slot is whose, and what is done there by a player who is present, or
/// absent.
struct MixedPlay: Sendable {
  /// What an agent does in a cell: one of its actions, or a draw.
  struct Rule: Sendable, Hashable {
    /// The index of the action among the agent's legal ones; negative for draws.
    let code: Int32

    /// Draws from the behaviour policy.
    static let policy = Rule(code: -1)
    /// Draws any legal action alike.
    static let uniform = Rule(code: -2)
    /// Takes an action, by its index.
    static func action(_ index: Int) -> Rule { Rule(code: Int32(index)) }
  }

  /// What happens in a slot.
  struct Role: Sendable {
    /// The player it belongs to; -1 if to none.
    let player: Int32
    let present: Rule
    let absent: Rule

    /// Nobody's: the policy plays.
    static let free = Role(player: -1, present: .policy, absent: .policy)
  }

  let graph: PlayGraph
  let players: Int
  /// The role of each slot of the layers up to ``lastLayer``.
  let roles: [Role]
  /// The last layer in which a player has a slot.
  let lastLayer: Int
  /// The players whose last slots are in each layer; those without a slot are in layer 0.
  let endingInLayer: [[Int]]

  /// A game.
  ///
  /// - Parameters:
  ///   - layers: How many layers of the graph can hold slots of players.
  ///   - players: Number of players, at least 1.
  ///   - role: The role of a slot (an index of the tables) at a turn.
  init(
    on graph: PlayGraph, layers: Int, players: Int, role: (_ slot: Int, _ turn: Int) -> Role
  ) {
    let nodes = graph.solution.mdp.nodes
    var roles: [Role] = []
    var last = [Int](repeating: 0, count: players)
    for layer in 0..<min(layers, graph.layers) {
      for cell in graph.cells(ofLayer: layer) {
        for slot in nodes.slots(of: Int(graph.node[cell])) {
          let found = role(slot, graph.firstTurn + layer)
          if found.player >= 0 { last[Int(found.player)] = layer }
          roles.append(found)
        }
      }
    }
    let lastLayer = last.max() ?? 0
    self.graph = graph
    self.players = players
    self.roles = roles
    self.lastLayer = lastLayer
    endingInLayer = (0...lastLayer).map { layer in last.indices.filter { last[$0] == layer } }
  }
}
