public import CreditMethods
public import Trajectories
import Simulation

/// What the user called the scenario and the policy of a plan, for results and their reports.
public struct ScenarioNames: Sendable, Hashable, Codable {
  /// The scenario as it was asked for: `relay(horizon=4)`.
  public let label: String
  /// The label, and what the scenario is.
  public let title: String
  /// The values of its parameters, as `ParameterValue/written`.
  public let parameters: [String: ParameterValue]
  /// The policy as it was asked for.
  public let policy: String

  /// Names; without arguments those of a plan that nobody named.
  public init(
    label: String = "scenario", title: String? = nil, parameters: ParameterValues = ParameterValues(),
    policy: String = "policy"
  ) {
    self.label = label
    self.title = title ?? label
    self.parameters = parameters.written
    self.policy = policy
  }
}

extension ParameterValues {
  /// The values by name, as they are when they were written and read back.
  package var written: [String: ParameterValue] {
    Dictionary(entries.map { ($0.name, $0.value.written) }, uniquingKeysWith: { first, _ in first })
  }
}

/// The scenario of a result: its names, and what it is made of.
public struct ScenarioSummary: Sendable, Hashable, Codable {
  /// What the user called it.
  public let names: ScenarioNames
  /// What agents remember.
  public let memory: String
  /// Largest number of turns of an episode.
  public let horizon: Int
  /// Per-turn discount in `0...1`.
  public let discount: Double
  /// The agents, in the scenario's order.
  public let agents: [AgentID]
  /// Sizes of its tables; `nil` where it was played without them.
  public let states, informationStates: Int?

  init(_ plan: StudyPlan) {
    names = plan.names
    memory = plan.simulator.memory.description
    horizon = plan.simulator.horizon
    discount = plan.simulator.discount
    agents = plan.simulator.agents
    states = plan.tables?.mdp.stateCount
    informationStates = plan.tables?.mdp.informationStateCount
  }
}

extension ScenarioSummary {
  /// What cannot be, as a sentence; `nil` if all can.
  var flaw: String? {
    if agents.isEmpty { return "scenario.agents is empty" }
    return (1...1_000_000).contains(horizon) ? nil : "scenario.horizon is \(horizon); accepted: 1...1000000"
  }
}

/// The numbers of a plan, which repeat a result.
public struct PlanSummary: Sendable, Hashable, Codable {
  /// Seed of every draw.
  public let seed: UInt64
  /// Batches, or the most of them where a precision was asked for.
  public let batches: Int
  /// Episodes of a batch, and of a group.
  public let episodesPerBatch, groupSize: Int
  /// Episodes of a batch that each method judges; `nil` where each judges all.
  public let episodesOfMethods: [Int]?
  /// Simulated turns of a batch that each method was given; `nil` where the methods were given equal episodes.
  public let budget: Int?
  /// Episodes a batch that are simulated for fitting critics alone.
  public let fitEpisodes: Int
  /// Resamples of a bootstrap.
  public let resamples: Int
  /// Confidence of every interval.
  public let confidence: Double
  /// Whether methods were held to the one exact credit that was asked for even where their credits compare something else.
  public let holdsAcrossContrasts: Bool
  /// What methods were told about the episodes beside what happened in them, with its stated errors; `nil` if nothing.
  public let signals: SimulatedSignals?

  init(_ plan: StudyPlan) {
    seed = plan.seed
    batches = plan.batches
    episodesPerBatch = plan.episodes
    groupSize = plan.groupSize
    episodesOfMethods = plan.episodesOfMethods
    budget = plan.budget
    fitEpisodes = plan.fitEpisodes
    resamples = plan.resamples
    confidence = plan.confidence
    holdsAcrossContrasts = plan.holdsAcrossContrasts
    signals = plan.signals.isEmpty ? nil : plan.signals
  }
}

/// A method of a result: what it was asked for as, and what its card says of it.
public struct MethodSummary: Sendable, Hashable, Codable {
  /// The method as the user wrote it, unique in a result: `c3(alternatives=16)`.
  public let label: String
  /// Its identifier.
  public let id: String
  /// Where it was published.
  public let source: String
  /// Every parameter, defaults included, as `ParameterValue/written`.
  public let parameters: [String: ParameterValue]
  /// How strong the evidence is that its credits rest on.
  public let tier: EvidenceTier
  /// What its credits compare; `nil` if it states no contrast.
  public let contrast: Contrast?

  /// The summary of a method that was asked for.
  public init(_ request: MethodRequest) {
    label = request.label
    id = request.card.id
    source = request.card.source
    parameters = request.parameters.written
    tier = request.tier
    contrast = request.contrast
  }

  /// What the contrasts of two methods differ in; empty if they are equal, or one of the methods states none.
  public func contrastDifferences(from other: MethodSummary) -> [String] {
    guard let contrast, let another = other.contrast else { return [] }
    return contrast.differences(from: another)
  }
}
