public import Simulation
import Trajectories

/// What a scenario declares, and what episodes show of it where it is too large to be solved.
public struct PlayedDescription: StoredResult, Hashable {
  /// `ascribe.scenario-played/1`.
  public static let schema = "ascribe.scenario-played/1"

  /// The scenario and the policy as they were asked for, and what agents remember.
  public let scenario, policy, memory: String
  /// What it declares; empty where it declares nothing.
  public let summary, source, family: String
  /// What it declares; absent where it declares nothing.
  public let turnOrder, observability: String?
  /// Whether transitions and endings are certain; absent where it is not declared.
  public let isDeterministic: Bool?
  /// The agents.
  public let agents: [String]
  /// Most turns of an episode.
  public let horizon: Int
  /// Per-turn discount.
  public let discount: Double
  /// Why it is not exact.
  public let truth: TruthSummary
  /// What episodes show.
  public let played: PlayedMetadata
  /// Its parameters.
  public let parameters: [ParameterDescription]

  /// The description of a scenario that was played.
  public init(
    _ scenario: some Scenario, named name: String, policy: String, memory: Memory, truth: TruthSummary,
    played: PlayedMetadata, parameters: [ParameterSpecification]
  ) {
    let facts = scenario.facts
    self.scenario = name
    self.policy = policy
    self.memory = memory.description
    summary = facts.summary
    source = facts.source
    family = facts.family
    turnOrder = facts.turnOrder?.rawValue
    observability = facts.observability?.rawValue
    isDeterministic = facts.isDeterministic
    agents = scenario.agents.map(\.name)
    horizon = scenario.horizon
    discount = scenario.discount
    self.truth = truth
    self.played = played
    self.parameters = parameters.map(ParameterDescription.init)
  }
}
