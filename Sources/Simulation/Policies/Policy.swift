public import Trajectories
import Glibc

/// A joint policy on a compiled scenario: for every information state of every agent, probabilities of its actions.
///
/// Agents draw independently given their information states. Log-probabilities are exact: those of a softmax policy
/// come from its logits, not from rounded probabilities.
public struct Policy: Sendable {
  /// Probability of each choice, in the order of the tables' information states and their actions.
  package let probability: [Double]
  /// Natural logarithm of each choice's probability; minus infinity for probability 0.
  package let logProbability: [Double]
  /// Cumulative probability within the information state; infinite from the last choice of positive probability on,
  /// so that a draw always finds a choice and never one of probability 0.
  package let threshold: [Double]

  private init(probability: [Double], logProbability: [Double], _ information: InformationTable) {
    self.probability = probability
    self.logProbability = logProbability
    var threshold = probability
    for state in information.agent.indices {
      let choices = information.choices(of: state)
      var cumulative = 0.0
      for choice in choices {
        cumulative += probability[choice]
        threshold[choice] = cumulative
      }
      if let last = choices.last(where: { probability[$0] > 0 }) { threshold[last] = .infinity }
    }
    self.threshold = threshold
  }

  /// Every legal action with the same probability.
  public static func uniform(on mdp: TurnMDP) -> Policy {
    var probability: [Double] = []
    for state in mdp.information.agent.indices {
      let count = mdp.information.choices(of: state).count
      probability += [Double](repeating: 1 / Double(count), count: count)
    }
    return Policy(probability: probability, logProbability: probability.map { log($0) }, mdp.information)
  }

  /// The scenario's own behaviour policy.
  public static func behaviour(of mdp: TurnMDP) -> Policy {
    let probability = mdp.information.choiceBehaviour
    return Policy(probability: probability, logProbability: probability.map { log($0) }, mdp.information)
  }

  /// One action an agent, by its label, whatever the agent knows.
  ///
  /// - Parameters:
  ///   - actions: One action for all agents, or one for each agent, in their order.
  ///   - mdp: The compiled scenario.
  /// - Throws: ``PolicyError`` for another number of actions, and for an action that is not legal in some information
  ///   state of its agent.
  public static func fixed(_ actions: [String], on mdp: TurnMDP) throws(PolicyError) -> Policy {
    guard actions.count == 1 || actions.count == mdp.agents.count else {
      throw .actionCount(found: actions.count, agents: mdp.agents.count)
    }
    let ofAgents = mdp.agents.indices.map { actions[actions.count == 1 ? 0 : $0] }
    for state in mdp.information.agent.indices {
      let agent = Int(mdp.information.agent[state])
      let legal = mdp.information.choices(of: state).map {
        mdp.symbols.actions[mdp.information.choiceAction[$0]]
      }
      guard legal.contains(ofAgents[agent]) else {
        let place = "agent \"\(mdp.agents[agent])\" in \"\(mdp.symbols.keys[mdp.information.key[state]])\""
        throw .unknownName(kind: "action of \(place)", found: ofAgents[agent], accepted: legal)
      }
    }
    let byName = Dictionary(zip(mdp.agents, ofAgents), uniquingKeysWith: { first, _ in first })
    return try Policy(.probabilities, on: mdp) { agent, _, action in byName[agent] == action ? 1 : 0 }
  }

  /// What a table gives for one action of one information state.
  public enum Entries: Sendable {
    /// Probabilities; those of an information state sum to 1 within 1e-9 and are then divided by their sum.
    case probabilities
    /// Logits of a softmax policy, in nats up to a constant for each information state.
    case logits
  }

  /// A policy from a table by names.
  ///
  /// - Parameters:
  ///   - entries: What the numbers are.
  ///   - otherwise: The policy at information states that the table lacks; `nil` if it must have all.
  ///   - mdp: The compiled scenario.
  ///   - value: The number for (agent, information state, action), or `nil` if the table has none.
  /// - Throws: ``PolicyError`` for a missing, negative or not finite number, and for a sum other than 1.
  public init(
    _ entries: Entries, otherwise: Policy? = nil, on mdp: TurnMDP,
    value: (_ agent: AgentID, _ informationState: String, _ action: String) -> Double?
  ) throws(PolicyError) {
    let information = mdp.information
    var probability = [Double](repeating: 0, count: information.choiceAction.count)
    var logProbability = probability
    for state in information.agent.indices {
      let agent = mdp.agents[Int(information.agent[state])]
      let name = mdp.symbols.keys[information.key[state]]
      let choices = information.choices(of: state)
      let actions = choices.map { mdp.symbols.actions[information.choiceAction[$0]] }
      if let otherwise, actions.allSatisfy({ value(agent, name, $0) == nil }) {
        for choice in choices {
          probability[choice] = otherwise.probability[choice]
          logProbability[choice] = otherwise.logProbability[choice]
        }
        continue
      }
      let row = try entries.row(of: actions, agent: agent, informationState: name) { value(agent, name, $0) }
      for (choice, entry) in zip(choices, row) {
        probability[choice] = entry.probability
        logProbability[choice] = entry.logProbability
      }
    }
    self.init(probability: probability, logProbability: logProbability, information)
  }
}

extension Policy.Entries {
  /// The probabilities of an agent's actions in one information state.
  ///
  /// - Parameters:
  ///   - actions: The actions' labels.
  ///   - agent: The agent.
  ///   - informationState: The information state's label.
  ///   - value: The number of an action, or `nil` if the table has none.
  /// - Throws: ``PolicyError`` for a missing, negative or not finite number, and for a sum other than 1.
  package func row(
    of actions: [String], agent: AgentID, informationState: String, value: (_ action: String) -> Double?
  ) throws(PolicyError) -> [(probability: Double, logProbability: Double)] {
    var numbers: [Double] = []
    for action in actions {
      let place = PolicyError.Place(agent: agent, informationState: informationState, action: action)
      guard let number = value(action) else { throw .missing(place) }
      guard number.isFinite, self == .logits || number >= 0 else { throw .notAccepted(place, found: number) }
      numbers.append(number)
    }
    switch self {
    case .probabilities:
      let sum = numbers.reduce(0, +)
      guard abs(sum - 1) <= 1e-9 else {
        throw .sum(agent: agent, informationState: informationState, found: sum)
      }
      return numbers.map { ($0 / sum, log($0 / sum)) }
    case .logits:
      let largest = numbers.max() ?? 0
      let logSum = largest + log(numbers.reduce(0) { $0 + exp($1 - largest) })
      return numbers.map { (exp($0 - logSum), $0 - logSum) }
    }
  }
}

/// Why a table is no policy for a scenario.
public enum PolicyError: Error, Sendable, Hashable, CustomStringConvertible {
  /// One number of a table.
  public struct Place: Sendable, Hashable {
    /// The agent.
    public let agent: AgentID
    /// Its information state's label.
    public let informationState: String
    /// The action's label.
    public let action: String
  }

  /// The table has no number for an action.
  case missing(Place)
  /// A number is negative, infinite or not a number.
  case notAccepted(Place, found: Double)
  /// The table names something that the scenario does not have.
  case unknownName(kind: String, found: String, accepted: [String])
  /// A fixed policy has neither one action nor one for each agent.
  case actionCount(found: Int, agents: Int)
  /// The probabilities of an information state do not sum to 1.
  case sum(agent: AgentID, informationState: String, found: Double)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .missing(let place):
      "agent \"\(place.agent)\", information state \"\(place.informationState)\": no number for action "
        + "\"\(place.action)\"; every legal action needs one."
    case .notAccepted(let place, let found):
      "agent \"\(place.agent)\", information state \"\(place.informationState)\", action \"\(place.action)\": "
        + "found \(found); accepted: a finite number, and at least 0 for a probability."
    case .unknownName(let kind, let found, let accepted):
      "\"\(found)\" is no \(kind).\(NearestName.hint(for: found, among: accepted))"
    case .actionCount(let found, let agents):
      "\(found) actions for \(agents) agents; accepted: one for all, or one for each."
    case .sum(let agent, let informationState, let found):
      "agent \"\(agent)\", information state \"\(informationState)\": probabilities sum to \(found); expected 1 "
        + "within 1e-9."
    }
  }
}
