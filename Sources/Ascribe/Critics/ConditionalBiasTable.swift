import Trajectories
import Simulation

/// Sums up what a critic would have given each information state.
struct ConditionalBiasTable {
  /// One entry an information state that the policy comes to: of all acting agents together first, then of each agent;
  /// by turn, and in the order of the cells within a turn.
  let informationStates: [ConditionalBias]
  private let mdp: TurnMDP

  init(_ reference: CriticReference, _ units: [CriticReference.Unit], _ mdp: TurnMDP) {
    self.mdp = mdp
    let agents: [Int?] = [nil] + mdp.agents.indices.map { $0 }
    var ofTurn = [[CriticReference.Unit]](repeating: [], count: mdp.horizon)
    for unit in units { ofTurn[unit.turn].append(unit) }
    informationStates = agents.flatMap { agent in
      ofTurn.enumerated().flatMap { turn, units in
        Self.informationStates(agent, turn, reference, units, mdp)
      }
    }
  }

  private struct Sums {
    var probability = 0.0
    var truth = 0.0
    var limit = 0.0
  }

  /// What an agent, or all that act, know in a node, by slot; with the choices that they make.
  private struct Known: Hashable {
    let information: [Int32]
    let choices: [Int]
  }

  private static func informationStates(
    _ agent: Int?, _ turn: Int, _ reference: CriticReference, _ units: [CriticReference.Unit],
    _ mdp: TurnMDP
  ) -> [ConditionalBias] {
    var order: [Known] = []
    var sums: [Known: Sums] = [:]
    for unit in units {
      guard let known = known(by: agent, in: unit, mdp) else { continue }
      if sums[known] == nil { order.append(known) }
      sums[known, default: Sums()].probability += unit.probability
      sums[known, default: Sums()].truth += unit.probability * reference.truth[unit.place]
      sums[known, default: Sums()].limit += unit.probability * reference.limit[unit.place]
    }
    return order.compactMap { known in
      sums[known].map { sum in
        ConditionalBias(
          agent: agent.map { mdp.agents[$0] }, turn: turn, name: name(of: known, ofTeam: agent == nil, mdp),
          probability: sum.probability, value: sum.truth / sum.probability,
          criticValue: sum.limit / sum.probability)
      }
    }
  }

  /// `nil` where the agent does not act.
  private static func known(by agent: Int?, in unit: CriticReference.Unit, _ mdp: TurnMDP) -> Known? {
    let information = mdp.nodes.slots(of: unit.node).map { mdp.nodes.slotInformation[$0] }
    guard let agent else { return Known(information: information, choices: unit.choices) }
    guard let slot = information.firstIndex(where: { Int(mdp.information.agent[Int($0)]) == agent }) else {
      return nil
    }
    return Known(
      information: [information[slot]], choices: unit.choices.isEmpty ? [] : [unit.choices[slot]])
  }

  private static func name(of known: Known, ofTeam isTeam: Bool, _ mdp: TurnMDP) -> String {
    known.information.enumerated().map { slot, information in
      let label = mdp.symbols.keys[mdp.information.key[Int(information)]]
      let action =
        known.choices.isEmpty
        ? "" : " > \(mdp.symbols.actions[mdp.information.choiceAction[known.choices[slot]]])"
      let agent = isTeam ? "\(mdp.agents[Int(mdp.information.agent[Int(information)])].name): " : ""
      return agent + label + action
    }.joined(separator: ", ")
  }

  /// Of each agent, and of all together, over all turns and at each of them.
  var summaries: [ConditionalBiasSummary] {
    let agents: [AgentID?] = [nil] + mdp.agents
    let turns: [Int?] = [nil] + (0..<mdp.horizon).map { $0 }
    return agents.flatMap { agent in
      let ofAgent = informationStates.filter { $0.agent == agent }
      return turns.compactMap { turn in
        Self.summary(
          DecisionSlice(agent: agent, turn: turn), ofAgent.filter { turn == nil || $0.turn == turn })
      }
    }
  }

  private static func summary(_ slice: DecisionSlice, _ biases: [ConditionalBias]) -> ConditionalBiasSummary?
  {
    guard var worst = biases.first else { return nil }
    var (probability, sum, size) = (0.0, 0.0, 0.0)
    for state in biases {
      probability += state.probability
      sum += state.probability * state.bias
      size += state.probability * abs(state.bias)
      // Biases that are equal but for rounding count as equal, so that symmetric agents are named in their order.
      if abs(state.bias) > (1 + 1e-9) * abs(worst.bias) { worst = state }
    }
    return ConditionalBiasSummary(
      slice: slice, mean: sum / probability, meanAbsolute: size / probability, worst: worst)
  }
}
