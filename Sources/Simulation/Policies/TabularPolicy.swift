public import Trajectories
import Glibc

/// A joint policy as a table on a compiled scenario: for every information state of every agent, probabilities of its
/// actions. It is what plays: a structure of arrays by choice.
///
/// Agents draw independently given their information states. Log-probabilities are exact: those of a softmax policy
/// come from its logits, not from rounded probabilities.
public struct TabularPolicy: Sendable {
  /// Probability of each choice, in the order of the tables' information states and their actions.
  package let probability: [Double]
  /// Natural logarithm of each choice's probability; minus infinity for probability 0.
  package let logProbability: [Double]
  /// Cumulative probability within the information state; infinite from the last choice of positive probability on,
  /// so that a draw always finds a choice and never one of probability 0.
  package let threshold: [Double]

  /// The policy that the table has the answers of, for information states that no table has yet; `nil` where there is
  /// none.
  let source: (any Policy)?

  init(
    probability: [Double], logProbability: [Double], _ information: InformationTable, source: (any Policy)?
  ) {
    self.probability = probability
    self.logProbability = logProbability
    self.source = source
    var threshold: [Double] = []
    threshold.reserveCapacity(probability.count)
    for state in information.agent.indices {
      threshold += Self.thresholds(of: probability[information.choices(of: state)])
    }
    self.threshold = threshold
  }

  /// Cumulative probabilities, infinite from the last positive one on.
  static func thresholds(of probabilities: some Collection<Double>) -> [Double] {
    var cumulative = 0.0
    var thresholds: [Double] = []
    var last = 0
    for (place, probability) in probabilities.enumerated() {
      cumulative += probability
      thresholds.append(cumulative)
      if probability > 0 { last = place }
    }
    if cumulative > 0 { thresholds[last] = .infinity }
    return thresholds
  }

  /// Every legal action with the same probability.
  public static func uniform(on mdp: TurnMDP) -> TabularPolicy {
    var probability: [Double] = []
    for state in mdp.information.agent.indices {
      let count = mdp.information.choices(of: state).count
      probability += [Double](repeating: 1 / Double(count), count: count)
    }
    return TabularPolicy(
      probability: probability, logProbability: probability.map { log($0) }, mdp.information,
      source: UniformPolicy())
  }

  /// The scenario's own behaviour policy.
  public static func behaviour(of mdp: TurnMDP) -> TabularPolicy {
    let probability = mdp.information.choiceBehaviour
    return TabularPolicy(
      probability: probability, logProbability: probability.map { log($0) }, mdp.information,
      source: BehaviourPolicy())
  }

  /// One action an agent, by its label, whatever the agent knows.
  ///
  /// - Parameters:
  ///   - actions: One action for all agents, or one for each agent, in their order.
  ///   - mdp: The compiled scenario.
  /// - Throws: ``PolicyError`` for another number of actions, and for an action that is not legal in some information
  ///   state of its agent.
  public static func fixed(_ actions: [String], on mdp: TurnMDP) throws(PolicyError) -> TabularPolicy {
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
    return try TabularPolicy(.probabilities, on: mdp) { agent, _, action in byName[agent] == action ? 1 : 0 }
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
    _ entries: Entries, otherwise: TabularPolicy? = nil, on mdp: TurnMDP,
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
    self.init(probability: probability, logProbability: logProbability, information, source: nil)
  }
}

extension TabularPolicy.Entries {
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
  ) throws(PolicyError) -> [ActionProbability] {
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
      return numbers.map { ActionProbability($0 / sum, logProbability: log($0 / sum)) }
    case .logits:
      let largest = numbers.max() ?? 0
      let logSum = largest + log(numbers.reduce(0) { $0 + exp($1 - largest) })
      return numbers.map { ActionProbability(exp($0 - logSum), logProbability: $0 - logSum) }
    }
  }
}
