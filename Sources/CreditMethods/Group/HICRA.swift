import Glibc
package import Trajectories

/// HICRA: the outcome relative to the group, larger by a share of its size for decisions that plan.
///
/// Good plans gain, and bad plans are blamed less; what executes them is left alone. What plans is told by a rule: who decides
/// first, or which decisions the policy was unsure of.
package struct HICRA: CreditMethod {
  /// Which decisions plan.
  private enum Planning: String, CaseIterable {
    /// Those of the agent that decides first in the episode.
    case first
    /// Those less likely than `rho`.
    case rare
    /// Those at which the policy's entropy is above `entropy`.
    case entropy
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "hicra", name: "HICRA, plans before their execution",
    source: "arXiv 2509.03646 (2025)",
    granularity: .token, methodology: .informationTheoretic,
    estimand:
      "The episode's relative outcome, with a bonus for planning: no contrast between actions, and planners are favoured "
      + "whatever they caused.",
    formula: "A' = A + alpha |A| where the decision plans, A elsewhere; A = (R - mean R) / (sd R + eps)",
    needs: [.trajectories], cost: "no continuations; O(decisions)",
    unverified: [.init("which decisions plan: the paper tags n-grams of tokens that a trace does not hold")])

  @Parameter("share of the advantage that planning adds", in: 0...) private var alpha = 0.2
  @Parameter("which decisions plan: those of who decides first, unlikely ones, or those of much entropy")
  private var planning = Planning.first
  @Parameter("decisions less likely than this plan (rare)", in: 0...1) private var rho = 0.9
  @Parameter("decisions of more entropy, in nats, plan (entropy)", in: 0...) private var minEntropy = 0.5
  private let outcome = GroupScoreParameters(eps: 1e-4)

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let alpha = alpha
    let plans = try plans(of: batch)
    let credits = batch.copiedToActingAgents(batch.repeatedPerTurn(outcome.advantages(of: batch)))
      .combined(with: plans) { $1 ? $0 + alpha * abs($0) : $0 }
    return try Attribution(finite: credits, of: batch, method: Self.card.id)
  }

  /// Whether each decision plans. Shape `[decisions]`.
  private func plans(of batch: TrajectoryBatch) throws(AttributionError) -> [Bool] {
    switch planning {
    case .first:
      var result = [Bool](repeating: false, count: batch.decisionCount)
      for episode in 0..<batch.episodeCount {
        let decisions = batch.decisions(ofEpisode: episode)
        guard let turn = batch.turns(of: episode).first(where: { !batch.decisions(of: $0).isEmpty }) else {
          continue
        }
        // Of several that decide at once, all.
        let first = batch.decisions(of: turn).map { batch.decisions.agent[$0] }
        for decision in decisions { result[decision] = first.contains(batch.decisions.agent[decision]) }
      }
      return result
    case .rare:
      let bound = log(rho)
      return try batch.everyDecision(
        batch.decisions.logProbability, .logProbability, or: "use planning=first", for: Self.card
      ).map { $0 < bound }
    case .entropy:
      let bound = minEntropy
      return try batch.everyDecision(
        batch.decisions.entropy, .entropy, or: "use planning=first", for: Self.card
      ).map { $0 > bound }
    }
  }
}
