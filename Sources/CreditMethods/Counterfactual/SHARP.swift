import CoalitionGames
package import Trajectories
import Simulation

/// SHARP: the team's outcome, each agent's own contribution to it and its share of accepted actions, standardised in the
/// group, agent by agent.
///
/// The contribution is one marginal, the score less that without the agent (`variant=leaveOneOut`, what the paper does), or
/// the Shapley value of the game in which agents outside a coalition have no influence (`variant=exact`).
package struct SHARP: CreditMethod {
  /// What an agent's contribution is.
  private enum Variant: String, CaseIterable {
    /// The score less the score without the agent.
    case leaveOneOut
    /// The Shapley value over all coalitions.
    case exact
  }

  /// What the first agent, who plans, contributes.
  private enum Planner: String, CaseIterable {
    /// What it does as any other agent.
    case own
    /// The mean of the others' contributions.
    case workers
  }

  /// Most agents whose coalitions are all played.
  private static let agentLimit = 12

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "sharp", name: "SHARP, Shapley-based rewards for planner and workers",
    source: "arXiv 2602.08335 (2026)",
    granularity: .multiAgent, methodology: .gameTheoretic,
    estimand:
      "How good the outcome, the agent's contribution to the expected score and its share of accepted actions are "
      + "together, among the episodes of the group. Not an effect of single decisions: an agent's turns are not told apart.",
    formula:
      "A_i = (R_i - mean) / sd over the group, R_i = score + weightShapley · Phi_i + weightProcess · share of valid actions",
    needs: [.trajectories, .replay],
    cost:
      "M simulated episodes for each agent and episode, 2^n - 1 of them with variant=exact; none with source=trace",
    unverified: [.init("the weights, and what the planner's own contribution is")])

  @Parameter("one marginal, or the exact Shapley value") private var variant = Variant.leaveOneOut
  @Parameter("weight of the contribution", in: 0..., formerly: "shapley") private var weightShapley = 1.0
  @Parameter("weight of the share of valid actions", in: 0..., formerly: "process")
  private var weightProcess = 0.1
  @Parameter("the first agent's contribution, or the others' mean") private var planner = Planner.own
  @Parameter("M, replays of a coalition (replay)", in: 1...4096) private var continuations = 1
  private let removal = RemovalParameters()

  /// The method with its defaults.
  package init() {}

  /// That of the scores without an agent, or of coalitions, which the credit is made of.
  package var contrast: Contrast? {
    guard variant == .exact else {
      return removal.contrast
    }
    return Contrast(
      unit: .agent, teammates: .coalitions, reference: .defaultAction, support: .declared)
  }

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let roles = TeamRoles(of: batch)
    var (contribution, cost) =
      variant == .exact
      ? try shapley(batch, context) : try marginals(batch, roles, context)
    let agents = Array(roles.agents)
    if planner == .workers, agents.count > 1 {
      for episode in contribution.indices {
        contribution[episode][0] =
          contribution[episode].dropFirst().reduce(0, +) / Double(agents.count - 1)
      }
    }
    let valid = validShares(of: batch, agents: agents.count)
    var standardise = Standardisation()
    standardise.ddof = 0
    standardise.eps = 0
    let tasks = roles.tasks
    let (weightShapley, weightProcess) = (weightShapley, weightProcess)
    let advantages = agents.indices.map { agent in
      let rewards = (0..<batch.episodeCount).map { episode in
        batch.episodes.score[episode] + weightShapley * contribution[episode][agent]
          + weightProcess * valid[episode][agent]
      }
      return standardise(rewards, in: tasks)
    }
    return try Attribution(
      finite: roles.credits { advantages[Int($0)][$1] }, of: batch, method: Self.card.id, cost: cost)
  }

  /// What each episode scored more than without each agent; 0 for an agent that cannot be removed.
  private func marginals(
    _ batch: TrajectoryBatch, _ roles: TeamRoles, _ context: AttributionContext
  ) throws(AttributionError) -> ([[Double]], ReplayCost) {
    let scores = try RemovalScores(
      batch, removal, removing: Array(roles.agents),
      continuations: continuations, for: Self.card, in: context)
    let marginals = (0..<batch.episodeCount).map { episode in
      roles.agents.map { scores.marginal(of: $0, in: episode) ?? 0 }
    }
    return (marginals, scores.cost)
  }

  /// Shapley values of every episode's game; the grand coalition is the recorded episode.
  private func shapley(
    _ batch: TrajectoryBatch, _ context: AttributionContext
  ) throws(AttributionError) -> ([[Double]], ReplayCost) {
    let agents = batch.symbols.agents.count
    guard removal.source == .replay else {
      throw .lacks(
        method: Self.card.id, need: "replays of every coalition with variant=exact",
        howToSupply: "A trace has single marginals only: use variant=leaveOneOut.")
    }
    guard agents <= Self.agentLimit else {
      throw .numerical(
        method: Self.card.id,
        reason:
          "variant=exact plays 2^\(agents) coalitions of every episode; at most \(Self.agentLimit) agents are "
          + "accepted. Use variant=leaveOneOut.")
    }
    let replays = CoalitionReplays(
      try context.simulation(of: batch, for: Self.card), keeping: removal.keeping,
      continuations: continuations, seed: context.seed)
    let grand = (1 << agents) - 1
    let absent = (0..<grand).map { coalition -> [UInt32] in
      (0..<UInt32(agents)).filter { agent in coalition >> Int(agent) & 1 == 0 }
    }
    let parts = try context.mapEpisodes(of: batch) { (episode) throws(AttributionError) in
      let played = try replays.scores(of: episode, without: absent, method: Self.card.id)
      do throws(CoalitionError) {
        let game = try CoalitionGame(
          players: agents, values: played.scores + [batch.episodes.score[episode]])
        return (game.shapleyValues(), played.cost)
      } catch {
        throw .numerical(method: Self.card.id, reason: "\(error)")
      }
    }
    return (parts.map(\.0), .sum(parts.map(\.1)))
  }

  /// Share of each agent's decisions in each episode that the environment accepted; 0 without decisions.
  private func validShares(of batch: TrajectoryBatch, agents: Int) -> [[Double]] {
    (0..<batch.episodeCount).map { episode in
      var taken = [Double](repeating: 0, count: agents)
      var valid = taken
      for decision in batch.decisions(ofEpisode: episode) {
        let agent = Int(batch.decisions.agent[decision])
        taken[agent] += 1
        if batch.decisions.valid?[decision] ?? true { valid[agent] += 1 }
      }
      return zip(valid, taken).map { $1 > 0 ? $0 / $1 : 0 }
    }
  }
}
