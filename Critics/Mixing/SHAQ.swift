package import CreditMethods

/// Shapley Q-learning: utilities that sum to Q_tot, those of actions that are not greedy under a weight of at least 1.
package struct SHAQ: TurnCritic, MixingMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "shaq", name: "SHAQ, tabular",
    source: "Wang et al. 2022, arXiv 2105.15013; as in hsvgbkhgbv/shapley-q-learning",
    granularity: .multiAgent, methodology: .gameTheoretic,
    estimand:
      "the share delta_i Q_i of agent i in Q_tot; the shares of a turn sum to Q_tot",
    formula:
      "Q_tot = sum_i delta_i Q_i, delta 1 if a_i is greedy and alpha_i(s) >= 1 otherwise, fitted to r + gamma sum_i max Q_i' by "
      + "Adam; credit delta_i Q_i, or less its mean over the policy (utilities)",
    needs: [.trajectories, .severalAgents], spansTasks: true,
    cost:
      "no continuations; a gradient step is linear in the distinct joint actions of states, whatever the number of turns",
    unverified: [
      MethodCard.Unverified(
        "alpha as a network of the utilities of sampled coalitions, for which one free number an agent and state stands"
      )
    ])

  private let mixing = MixingParameters(
    targets: [.greedy, .policy, .mc], readings: [.share, .utilities, .regret, .counterfactual],
    by: .gradientSteps)

  var rules: MixingRules { mixing.rules }

  /// The method with its defaults.
  package init() {}

  func model(of rows: TeamRows, seed: UInt64) -> ShapleyWeightedModel { ShapleyWeightedModel(rows: rows) }
}
