/// A deterministic joint policy for a number of turns, as one finite-state controller an agent.
///
/// A controller's **nodes** of a turn stand for the agent's histories that need not be told apart; before the first
/// turn there is one. An agent's own observation leads from a node to one of the next turn.
public struct JointPlan: Sendable, Hashable {
  /// The nodes of one turn.
  public struct Turn: Sendable, Hashable {
    /// For each agent, the action of each node.
    public internal(set) var actions: [[Int]]
    /// For each agent, at node · number of observations + observation, the node of the next turn, or -1 for an
    /// observation that cannot be received there; empty in the last turn.
    public internal(set) var next: [[Int]]
  }

  /// The turns, from 0.
  public internal(set) var turns: [Turn]

  /// Number of turns.
  public var horizon: Int { turns.count }

  /// Number of nodes of an agent in all turns.
  public func nodeCount(of agent: Int) -> Int { turns.reduce(0) { $0 + $1.actions[agent].count } }

  /// Expected discounted sum of rewards, by following the states and nodes forward.
  ///
  /// - Complexity: O(turns · joint nodes · states · joint observations).
  package func value(in model: DecPOMDPModel) -> Double {
    var total = 0.0
    var scale = 1.0
    var layer: [[Int]: [Double]] = [model.agents.map { _ in 0 }: model.start]
    for turn in turns {
      var following: [[Int]: [Double]] = [:]
      for nodes in layer.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
        guard let masses = layer[nodes] else { continue }
        var action = 0
        for agent in nodes.indices {
          action = action * model.actions[agent].count + turn.actions[agent][nodes[agent]]
        }
        for state in masses.indices where masses[state] > 0 {
          total += scale * masses[state] * model.expectedRewards[model.row(action, state)]
        }
        guard !turn.next.isEmpty else { continue }
        for (observation, next) in Self.outcomes(of: masses, action: action, in: model) {
          let seen = model.ownObservations(of: observation)
          let reached = nodes.indices.map {
            turn.next[$0][nodes[$0] * model.observations[$0].count + seen[$0]]
          }
          guard let known = following[reached] else {
            following[reached] = next
            continue
          }
          following[reached] = zip(known, next).map { $0 + $1 }
        }
      }
      layer = following
      scale *= model.discount
    }
    return total
  }

  /// Masses of the next states by joint observation, those of positive mass.
  private static func outcomes(
    of masses: [Double], action: Int, in model: DecPOMDPModel
  ) -> [(observation: Int, masses: [Double])] {
    var result = [[Double]](repeating: [], count: model.jointObservationCount)
    for state in masses.indices where masses[state] > 0 {
      for entry in model.transitions[model.row(action, state)] {
        let next = Int(model.transitions.columns[entry])
        let mass = masses[state] * model.transitions.values[entry]
        for seen in model.observationRows[model.row(action, next)] {
          let observation = Int(model.observationRows.columns[seen])
          if result[observation].isEmpty {
            result[observation] = [Double](repeating: 0, count: masses.count)
          }
          result[observation][next] += mass * model.observationRows.values[seen]
        }
      }
    }
    return result.enumerated().filter { $0.element.contains { $0 > 0 } }.map { ($0.offset, $0.element) }
  }
}
