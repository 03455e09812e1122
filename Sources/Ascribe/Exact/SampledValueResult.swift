public import CreditStatistics
public import Ground
import Simulation

/// The value of a policy and the credits of decisions that matter, sampled.
public struct SampledValueResult: StoredResult, Hashable {
  /// `ascribe.sampled-value/1`.
  public static let schema = "ascribe.sampled-value/1"

  /// The scenario and the policy as they were asked for.
  public let names: ScenarioNames
  /// What agents remember.
  public let memory: String
  /// Largest number of turns.
  public let horizon: Int
  /// Per-turn discount in `0...1`.
  public let discount: Double
  /// That it is sampled, and why.
  public let truth: TruthSummary
  /// Mean return of the episodes that were played, in reward units, and the share of them that succeeded.
  public let value, success: Double
  /// Their intervals: confidence sequences, so that they hold wherever sampling stopped; of the value Student's where the
  /// scenario does not bound returns.
  public let valueInterval, successInterval: Measured<ConfidenceInterval>
  /// Episodes that were played for the value.
  public let episodes: Int
  /// How long they are.
  public let lengths: EpisodeLengthSummary?
  /// Most episodes and continuations that could be played.
  public let budget: Int
  /// Half the width of intervals at which sampling stops; `nil` where it stops at the budget.
  public let precision: Double?
  /// Seed of every draw.
  public let seed: UInt64
  /// Decisions of the first episodes, and how many different ones were looked at to find those that matter.
  public let decisionsPlayed, candidates: Int
  /// Continuations that were played, and their turns.
  public let continuations, playedTurns: Int
  /// The decisions that mattered most at first sight, largest credit first.
  public let decisions: [SampledDecision]

  init(_ plan: SampledValuePlan, _ sampled: SampledValue, _ credits: SampledDecisions) {
    names = plan.names
    memory = plan.simulator.memory.description
    horizon = plan.simulator.horizon
    discount = plan.simulator.discount
    truth = TruthSummary(.sampled, reason: plan.reason)
    value = sampled.mean
    success = sampled.success
    valueInterval = sampled.interval
    successInterval = sampled.successInterval
    episodes = sampled.episodes
    lengths = sampled.lengths.summary
    budget = plan.budget
    precision = plan.precision
    seed = plan.seed
    decisionsPlayed = credits.total
    candidates = credits.candidates
    continuations = credits.continuations
    playedTurns = credits.turns
    decisions = credits.found
  }

  /// What does not fit together in a result that was read.
  public var flaw: String? {
    if truth.kind != .sampled { return "truth is \(truth.kind.rawValue)" }
    if episodes < 1 { return "episodes is \(episodes)" }
    return nil
  }

  /// Whether every interval is as narrow as was asked for.
  public var hasPrecision: Bool {
    guard let precision else { return true }
    let intervals = [valueInterval] + decisions.map(\.interval)
    return intervals.allSatisfy { ($0.optional?.width ?? .infinity) <= 2 * precision }
  }
}

/// A decision of an episode that was played, and its sampled credit, given what teammates did at the same time.
public struct SampledDecision: Codable, Sendable, Hashable {
  /// Number of the episode, and turn, from 0.
  public let episode, turn: Int
  /// Privileged state, agent, and its action.
  public let state, agent, action: String
  /// Probability of the action under the policy.
  public let probability: Double
  /// Its credit Q - V, in reward units.
  public let credit: Double
  /// The interval of its credit, which holds together with those of the other decisions.
  public let interval: Measured<ConfidenceInterval>
  /// Continuations of each alternative.
  public let continuations: Int
}

extension SampledDecision {
  /// What playing on from a decision of episodes showed of it.
  init(
    _ decision: Int, at place: (episode: Int, index: Int, turn: Int, slot: Int), _ rollouts: Rollouts,
    _ branches: SampledDecisions.Branches
  ) {
    let (batch, choice) = (rollouts.batch, Int(rollouts.choice[decision]))
    episode = place.episode
    turn = place.turn
    state = batch.symbols.keys[batch.turns.privileged?[place.index] ?? batch.turns.state[place.index]]
    agent = batch.symbols.agents[batch.decisions.agent[decision]]
    action = batch.symbols.actions[batch.decisions.action[decision]]
    probability = rollouts.policy.probability[choice]
    credit = branches.credit.means[0]
    interval =
      branches.credit.intervals.first
      ?? .notAccepted("bounds", "none", accepted: "bounds of rewards or returns that the scenario declares")
    continuations = branches.continuations
  }
}
