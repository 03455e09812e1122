package import Simulation
import Trajectories

/// What a scenario declares, and what episodes show of it where it is too large to be solved.
package struct PlayedDescription: StoredResult, Hashable {
  /// `ascribe.scenario-played/1`.
  package static let schema = "ascribe.scenario-played/1"

  /// The scenario and the policy as they were asked for, and what agents remember.
  package let scenario, policy, memory: String
  /// What it declares; empty where it declares nothing.
  package let summary, source, family: String
  /// What it declares; absent where it declares nothing.
  package let turnOrder, observability: String?
  /// Whether transitions and endings are certain; absent where it is not declared.
  package let isDeterministic: Bool?
  /// The agents.
  package let agents: [String]
  /// Most turns of an episode.
  package let horizon: Int
  /// Per-turn discount.
  package let discount: Double
  /// Why it is not exact.
  package let truth: TruthSummary
  /// What episodes show.
  package let played: PlayedMetadata
  /// Its parameters.
  package let parameters: [ParameterDescription]

  /// The description of a scenario that was played.
  package init(
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
