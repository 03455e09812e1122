/// A change of a trace that a credit method should not mind, or should follow in a known way.
public enum Invariance: Sendable, Hashable, CustomStringConvertible {
  /// The episodes stand in another order.
  case orderOfEpisodes
  /// Every turn lists its agents in another order.
  case orderOfAgents
  /// Tasks, episodes, agents, states, observations and actions have other names, whose alphabetical order is reversed.
  case names
  /// A task is attributed without the other tasks.
  case otherTasks
  /// Rewards and scores are `factor` times as large (a positive number; a power of 2 costs no rounding), and so are the
  /// credits.
  case unitOfRewards(factor: Double)
  /// Rewards and scores are `factor` times as large, and the credits are the same because they are standardised.
  case standardisedRewards(factor: Double)

  /// In words that follow "credits change when".
  public var description: String {
    switch self {
    case .orderOfEpisodes: "the episodes stand in another order"
    case .orderOfAgents: "turns list their agents in another order"
    case .names: "everything has another name"
    case .otherTasks: "a task stands alone"
    case .unitOfRewards(let factor):
      "rewards are \(factor) times as large, where credits should be so too"
    case .standardisedRewards(let factor):
      "rewards are \(factor) times as large, where credits should stay"
    }
  }
}
