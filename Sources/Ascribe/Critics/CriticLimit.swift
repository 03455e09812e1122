public import Trajectories
import Simulation

/// What a critic's view leaves to be desired, exactly: its values after infinitely many episodes against those of the
/// exact solution.
///
/// The truth is V of the simulator's state with what every agent remembers or, for a critic of states and actions, Q.
public struct CriticLimit: Sendable, Hashable, Codable {
  /// How far the critic's values are from the truth, for every scope that the policy comes to.
  public let gaps: [AliasingGap]
  /// How far they are from it on average given what is known, for the acting agents together and for each agent: over
  /// all turns, and at every turn.
  public let biases: [ConditionalBiasSummary]
  /// The same for every information state, in the order of agents and turns.
  public let informationStates: [ConditionalBias]
  /// The policy gradient that the values induce, one number a choice of the tables: as the bootstrap of one-step
  /// advantages or, for a critic of states and actions, in place of Q.
  public let gradient: [Double]
  /// How near that gradient is to the exact one: over all agents, then for each.
  public let gradientAgreement: [GradientAgreement]
}

/// The gap between a critic's values in the limit and the truth, weighted by how often the policy gets there.
public struct AliasingGap: Sendable, Hashable, Codable {
  /// Which turns.
  public let slice: DecisionSlice
  /// How many of them an episode has on average.
  public let turns: Double
  /// Mean square of the gap, in squared reward units.
  public let meanSquare: Double
  /// The gap of the largest size, value less truth, in reward units; the first of equals.
  public let worst: Double

  /// Root mean square of the gap, in reward units.
  public var rootMeanSquare: Double { meanSquare.squareRoot() }
}

/// E[V(what the critic sees) | h] - V(h) for one information state h, or the information states of all acting agents.
public struct ConditionalBias: Sendable, Hashable, Codable {
  /// The agent whose information state it is; `nil`: what all acting agents know together.
  public let agent: AgentID?
  /// The turn, from 0.
  public let turn: Int
  /// The information state's label, with the action for a critic of states and actions; those of several agents are
  /// parted by commas, each after its agent's name.
  public let name: String
  /// Probability that an episode comes to it.
  public let probability: Double
  /// V(h): the mean of the truth, in reward units.
  public let value: Double
  /// The mean of the critic's values, in reward units.
  public let criticValue: Double

  /// The critic's value less the true one, on average, in reward units.
  public var bias: Double { criticValue - value }
}

/// The conditional biases of one agent, or of all acting agents together, at one turn or at all of them, weighted by
/// probability.
public struct ConditionalBiasSummary: Sendable, Hashable, Codable {
  /// Whose information states, and when; no agent: what all acting agents know together.
  public let slice: DecisionSlice
  /// Their mean, which is 0 at every turn for a critic that is told the turn: biases cancel, and only their sizes
  /// show them. They need not for the view of each agent's own where not the same agents act at every place of a turn.
  public let mean: Double
  /// Mean of their sizes, in reward units.
  public let meanAbsolute: Double
  /// The largest of them; of equals the first.
  public let worst: ConditionalBias
}

extension CriticLimit {
  init(_ reference: CriticReference, _ solution: ExactSolution, _ gradients: GradientReference) {
    let units = reference.units
    gaps = Self.gaps(reference, units, solution.mdp)
    let table = ConditionalBiasTable(reference, units, solution.mdp)
    informationStates = table.informationStates
    biases = table.summaries
    gradient = reference.gradient
    gradientAgreement = gradients.agreement(of: gradient)
  }

  private static func gaps(
    _ reference: CriticReference, _ units: [CriticReference.Unit], _ mdp: TurnMDP
  ) -> [AliasingGap] {
    let scopes = SliceTable(of: mdp)
    var turns = [Double](repeating: 0, count: scopes.count)
    var squares = turns
    var worst = turns
    for unit in units {
      let gap = reference.limit[unit.place] - reference.truth[unit.place]
      scopes.forEach(turn: unit.turn, node: unit.node) { scope in
        turns[scope] += unit.probability
        squares[scope] += unit.probability * gap * gap
        if abs(gap) > abs(worst[scope]) { worst[scope] = gap }
      }
    }
    return turns.indices.filter { turns[$0] > 0 }.map {
      AliasingGap(
        slice: scopes[$0], turns: turns[$0], meanSquare: squares[$0] / turns[$0], worst: worst[$0])
    }
  }
}
