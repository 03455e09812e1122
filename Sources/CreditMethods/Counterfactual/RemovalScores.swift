import Trajectories
package import Simulation

/// Terminal scores of episodes, and of what becomes of them without one agent.
///
/// In the simulator an agent without influence takes its default action in all of its turns, from the first on. What the
/// others do is drawn anew, with the draws of the recorded episode (common random numbers), so that whoever is not
/// reached by the difference does the same; or it stays as recorded. In a trace the scores are the episodes'
/// `counterfactuals`.
struct RemovalScores: Sendable {
  /// Where scores without an agent come from.
  enum Source: String, CaseIterable {
    /// Replays in the simulator.
    case replay
    /// What the trace records.
    case trace
  }

  /// What the agents that are left do.
  enum Others: String, CaseIterable {
    /// The policy draws their actions anew.
    case resampled
    /// They do what they did, where it is legal.
    case kept
  }

  /// What it means that the trace has no score without an agent that acts.
  enum Missing: String, CaseIterable {
    /// The trace cannot be used.
    case error
    /// The agent cannot be removed: it has no marginal.
    case unremovable

    /// What a parameter says that names it.
    static let help =
      "an acting agent without a counterfactual score is an error, or is never removed (trace)"
  }

  /// Score of each episode.
  let score: [Double]
  /// What the replays cost.
  let cost: ReplayCost
  /// Score of each episode without each agent, by its symbol; `NaN` where there is none. Shape `[episodes, agents]`.
  private let without: [Double]
  private let agents: Int

  /// The score of an episode without an agent, by its symbol; `nil` if there is none.
  func score(of episode: Int, without agent: UInt32) -> Double? {
    let score = without[episode * agents + Int(agent)]
    return score.isNaN ? nil : score
  }

  /// What an episode scored more than without an agent; `nil` if the agent cannot be removed.
  func marginal(of agent: UInt32, in episode: Int) -> Double? {
    score(of: episode, without: agent).map { score[episode] - $0 }
  }

  /// The scores that the parameters name.
  ///
  /// - Parameters:
  ///   - removable: Which agents are removed, by symbol; in a trace, those that must have a score without them where
  ///     that is asked for.
  ///   - continuations: Replays without each of them, at least 1.
  init(
    _ batch: TrajectoryBatch, _ parameters: RemovalParameters, removing removable: [UInt32],
    continuations: Int = 1, for card: MethodCard, in context: AttributionContext
  ) throws(AttributionError) {
    guard parameters.source == .replay else {
      try self.init(recordedIn: batch, parameters.missing, removing: removable, for: card)
      return
    }
    let coalitions = CoalitionReplays(
      try context.simulation(of: batch, for: card, otherwise: "source=trace"), keeping: parameters.keeping,
      continuations: continuations, seed: context.seed)
    let parts = try context.mapEpisodes(of: batch) { (episode) throws(AttributionError) in
      try coalitions.scores(of: episode, without: removable.map { [$0] }, method: card.id)
    }
    let agents = batch.symbols.agents.count
    var without = [Double](repeating: .nan, count: batch.episodeCount * agents)
    for (episode, part) in parts.enumerated() {
      for (agent, score) in zip(removable, part.scores) { without[episode * agents + Int(agent)] = score }
    }
    self.init(batch.episodes.score, without, agents: agents, cost: .sum(parts.map(\.cost)))
  }

  private init(_ score: [Double], _ without: [Double], agents: Int, cost: ReplayCost = ReplayCost()) {
    self.score = score
    self.without = without
    self.agents = agents
    self.cost = cost
  }

  /// The scores that a trace records.
  ///
  /// - Parameters:
  ///   - missing: What it means that an agent that acts has none.
  ///   - removable: The agents that it matters for; all without it. Recorded scores of the others count none the less.
  /// - Throws: ``AttributionError/lacks(method:need:howToSupply:)`` where an agent that acts has none, unless that is
  ///   accepted.
  init(
    recordedIn batch: TrajectoryBatch, _ missing: Missing, removing removable: [UInt32]? = nil,
    for card: MethodCard
  ) throws(AttributionError) {
    guard let recorded = batch.episodes.counterfactuals else {
      throw .lacks(
        method: card.id, need: "counterfactual scores",
        howToSupply:
          "Record \"counterfactuals\" of the episodes, or run it on a scenario "
          + "(ascribe run SCENARIO --methods \(card.id)).")
    }
    let agents = batch.symbols.agents.count
    var without = [Double](repeating: .nan, count: batch.episodeCount * agents)
    for (episode, scores) in recorded.enumerated() {
      for given in scores { without[episode * agents + Int(given.agent)] = given.score }
    }
    self.init(batch.episodes.score, without, agents: agents)
    guard missing == .error else { return }
    for episode in recorded.indices {
      for decision in batch.decisions(ofEpisode: episode) {
        let agent = batch.decisions.agent[decision]
        guard without[episode * agents + Int(agent)].isNaN, removable?.contains(agent) ?? true else {
          continue
        }
        throw .lacks(
          method: card.id, need: "a counterfactual score for every agent",
          howToSupply:
            "Episode \"\(batch.episodeName(episode))\" has none without agent \"\(batch.symbols.agents[agent])\". Add it, "
            + "or use missing=unremovable.")
      }
    }
  }
}

/// Scores of replays of whole episodes in which some agents have no influence.
package struct CoalitionReplays: Sendable {
  private let replay: Replay
  private let continuations: Int
  private let keeping: Intervention.Keeping

  /// Replays of episodes.
  ///
  /// - Parameters:
  ///   - keeping: Which recorded decisions of the agents that are left stand.
  ///   - continuations: Replays of each set, at least 1.
  package init(_ rollouts: Rollouts, keeping: Intervention.Keeping, continuations: Int, seed: UInt64) {
    replay = Replay(of: rollouts, noise: ReplayNoise.common.engine(for: rollouts), seed: seed)
    self.continuations = continuations
    self.keeping = keeping
  }

  /// The mean score of an episode without each of some sets of agents, by their symbols.
  package func scores(
    of episode: Int, without sets: [[UInt32]], method: String
  ) throws(AttributionError) -> (scores: [Double], cost: ReplayCost) {
    let rollouts = replay.rollouts
    // A turn more than there can be, so that an agent need not act in the first one.
    let turns = 0..<rollouts.mdp.horizon + 1
    let requests = sets.enumerated().map { index, absent in
      ReplayRequest(
        episode: episode, turn: 0,
        Intervention(
          keeping: keeping,
          absent.map {
            Intervention.Change(
              of: AgentID(rollouts.batch.symbols.agents[$0]), in: turns, to: .defaultAction)
          }),
        alternative: index % Replay.alternativeLimit)
    }
    do throws(ReplayError) {
      let outcomes = try replay.continuations(of: requests, count: continuations)
      let scores = requests.indices.map { request in
        outcomes.rows(of: request).reduce(0) { $0 + outcomes.scores[$1] } / Double(continuations)
      }
      return (
        scores,
        ReplayCost(replays: requests.count * continuations, turns: outcomes.simulatedTurns)
      )
    } catch {
      throw AttributionError(error, method: method)
    }
  }
}

/// Where scores of episodes without an agent come from.
struct RemovalParameters: ParameterGroup {
  @Parameter("where scores without an agent come from: replays, or the trace's counterfactuals")
  var source = RemovalScores.Source.replay
  @Parameter("the agents that are left decide anew, or do what they did (replay)")
  var others = RemovalScores.Others.resampled
  @Parameter(RemovalScores.Missing.help) var missing = RemovalScores.Missing.error

  /// What replays keep of the agents that are left.
  var keeping: Intervention.Keeping { others == .kept ? .everything : .nothing }

  /// What the methods compare that remove agents; `nil` for a trace that is read alone.
  var contrast: Contrast? {
    guard source == .replay else { return nil }
    let isKept = others == .kept
    return Contrast(
      unit: .agent, teammates: isKept ? .kept : .resampled, reference: .defaultAction,
      continuation: isKept ? .recordedDecisions : .behaviourPolicy, support: .declared)
  }
}
