public import Trajectories

/// What an agent knows when it acts, and what it may do.
public struct InformationState: Sendable, Hashable {
  /// The agent.
  public let agent: AgentID
  /// What it observed and did so far, as far as it remembers, by the labels that traces and policy files have.
  ///
  /// - Complexity: O(what it remembers): it is spelled out whenever it is asked for.
  public var label: String { spell() }
  /// What it observes now, by its label.
  public let observation: String
  /// The labels of its legal actions, in the scenario's order.
  public let actions: [String]
  /// The probabilities that the scenario's own behaviour policy gives to them.
  public let behaviour: [Double]
  private let spell: @Sendable () -> String

  /// What an agent knows and may do; as many probabilities as actions.
  public init(agent: AgentID, label: String, observation: String, actions: [String], behaviour: [Double]) {
    self.init(agent: agent, observation: observation, actions: actions, behaviour: behaviour) { label }
  }

  /// The same, with a label that is spelled out when somebody asks for it: most policies do not, and labels of long
  /// memories are long.
  init(
    agent: AgentID, observation: String, actions: [String], behaviour: [Double],
    label: @escaping @Sendable () -> String
  ) {
    self.agent = agent
    self.observation = observation
    self.actions = actions
    self.behaviour = behaviour
    spell = label
  }

  /// Whether all that is known and may be done is the same.
  public static func == (one: InformationState, other: InformationState) -> Bool {
    one.agent == other.agent && one.observation == other.observation && one.actions == other.actions
      && one.behaviour == other.behaviour && one.label == other.label
  }

  /// Hashes what tells most information states apart.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(agent)
    hasher.combine(label)
  }
}

/// A joint policy: anything that gives exact probabilities of the legal actions for what an agent knows. Agents draw
/// independently given their information states.
///
/// It is asked while a scenario is compiled or played lazily, once for each information state that is met, and must
/// answer the same whenever it is asked the same. The tables that play fast hold its answers: ``TabularPolicy``.
///
/// The shape is that of OpenSpiel's `Policy` (action probabilities by information state).
public protocol Policy: Sendable {
  /// The probabilities of the legal actions, in their order.
  ///
  /// - Throws: ``PolicyError`` where the policy does not know or does not fit the information state.
  func probabilities(in state: InformationState) throws(PolicyError) -> [ActionProbability]

  /// Whether one action has all the probability in every information state. Default: `false`, which says nothing.
  var isDeterministic: Bool { get }

  /// Whether all that an agent does from now on depends on its current observation alone, by one function for all
  /// memories of which this is said. Then what it remembers need not be told apart where only values are wanted.
  ///
  /// - Parameters:
  ///   - agent: The agent.
  ///   - past: How the labels of its information states begin from now on, under perfect recall; `nil` for agents that
  ///     forget, so that a past that the policy knew may come back.
  /// - Returns: Default: `false`, which is always right.
  func dependsOnObservationAlone(_ agent: AgentID, remembering past: String?) -> Bool
}

extension Policy {
  /// Nothing is said.
  public var isDeterministic: Bool { false }
  /// Every memory may matter.
  public func dependsOnObservationAlone(_ agent: AgentID, remembering past: String?) -> Bool { false }
}

/// The probability of an action.
public struct ActionProbability: Sendable, Hashable {
  /// In `0...1`.
  public let probability: Double
  /// Its natural logarithm, exact where the probability is rounded; minus infinity for probability 0.
  public let logProbability: Double

  /// A probability with its logarithm.
  public init(_ probability: Double, logProbability: Double) {
    self.probability = probability
    self.logProbability = logProbability
  }
}
