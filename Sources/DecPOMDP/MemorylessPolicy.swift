/// A joint policy of agents that remember their last observation alone: what each does before the first turn, and
/// after each of its observations.
public struct MemorylessPolicy: Sendable, Hashable {
  /// Probability of each action: by agent, then by observation (the first for none, then in the model's order), then
  /// by action.
  public let probabilities: [[[Double]]]

  /// Every action with the same probability.
  public static func uniform(on model: DecPOMDPModel) -> MemorylessPolicy {
    MemorylessPolicy(on: model) { agent, _, _ in 1 / Double(model.actions[agent].count) }
  }

  /// One action an agent, whatever it observes.
  ///
  /// - Parameters:
  ///   - actions: Index of each agent's action.
  ///   - model: Whose actions are counted.
  package static func fixed(_ actions: [Int], on model: DecPOMDPModel) -> MemorylessPolicy {
    precondition(
      actions.count == model.agents.count
        && zip(actions, model.actions).allSatisfy { $1.indices.contains($0) },
      "one of its own actions for each agent")
    return MemorylessPolicy(on: model) { agent, _, action in actions[agent] == action ? 1 : 0 }
  }

  /// A policy by indices.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - probability: The probability for (agent, observation, action), where the observation is `nil` before the
  ///     first turn. For each agent and observation they sum to 1.
  public init(
    on model: DecPOMDPModel, probability: (_ agent: Int, _ observation: Int?, _ action: Int) throws -> Double
  ) rethrows {
    probabilities = try model.agents.indices.map { agent in
      try ([nil] + model.observations[agent].indices.map { $0 }).map { observation in
        try model.actions[agent].indices.map { try probability(agent, observation, $0) }
      }
    }
  }

  /// Whether it says what each agent of a model does, before the first turn and after each observation.
  func fits(_ model: DecPOMDPModel) -> Bool {
    probabilities.count == model.agents.count
      && model.agents.indices.allSatisfy { agent in
        probabilities[agent].count == model.observations[agent].count + 1
          && probabilities[agent].allSatisfy { $0.count == model.actions[agent].count }
      }
  }
}
