package import Trajectories

/// Dr. MAS: an episode's score, standardised over the decisions of the same agent in the task.
///
/// Every decision is a sample, so that an agent that acts often in long episodes weighs them more.
package struct DrMAS: CreditMethod {
  /// Whose scores are compared.
  private enum Among: String, CaseIterable {
    /// Those of the agent's decisions.
    case agent
    /// Those of the episodes, all agents together: the baseline that the method repairs.
    case all
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "dr_mas", name: "Dr. MAS, scores standardised agent by agent",
    source: "arXiv 2602.08847 (2026), with the released code",
    granularity: .multiAgent, methodology: .monteCarlo,
    estimand:
      "How good the whole episode was among those in which the agent acts, weighed by how often it does: the same for all of "
      + "its decisions, whether or not they mattered. It keeps an agent's gradients in scale; it does not tell agents apart.",
    formula: "A = (R - mu_k) / (sigma_k + eps), mu_k and sigma_k over all decisions of agent k in the task",
    needs: [.trajectories], cost: "no continuations; O(decisions)")

  private let outcome = GroupScoreParameters(eps: 1e-6)
  @Parameter("scores are compared over the agent's decisions, or over episodes, all agents together")
  private var group = Among.agent
  @Parameter("credit of a group of one sample: its raw score, or 0")
  private var singleton = Standardisation.Singleton.raw
  private let forks = ForkParameters()

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let shared = try forks.shared(in: batch, for: Self.card)
    let isByAgent = group == .agent
    var term = EpisodeTerm()
    term.standardise = outcome.standardise
    term.standardise.singleton = singleton
    term.weighting = isByAgent ? .crossSteps : .trajectory
    let credits = term.ofDecisions(
      scores: batch.repeatedPerTurn(outcome.scores(of: batch)), of: batch,
      among: isByAgent ? .agent : .task, sharing: shared)
    var attribution = try Attribution(finite: credits, of: batch, method: Self.card.id)
    attribution.remarks.countsForksOnce = forks.countsOnce
    return attribution
  }
}
