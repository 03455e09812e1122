package import CreditMethods

/// Derivatives of a central critic by the agents' policies.
package struct LICA: TurnCritic, MixingMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "lica", name: "LICA's central critic, tabular",
    source: "Zhou et al. 2020, arXiv 2007.02529; as in mzho7212/LICA",
    granularity: .multiAgent, methodology: .temporalDifference,
    estimand:
      "E over the others' policies of Q(s, a_i, a_-i), less its mean over the policy of agent i: COMA's advantage with the "
      + "teammates' actions drawn anew",
    formula:
      "Q(s, pi) = sum_a prod_i pi_i(a_i) Q(s, a); credit dQ/dpi_i(a_i) - E_pi dQ/dpi_i, or Q(s, a) - E_pi Q(s, (b, a_-i)) "
      + "over recorded actions (counterfactual)",
    needs: [.trajectories, .severalAgents], spansTasks: true,
    cost: "no continuations; a sweep is linear in the distinct joint actions",
    unverified: [
      MethodCard.Unverified(
        "reading the derivative as a credit: the method itself ascends it")
    ])

  private let mixing = MixingParameters(
    targets: [.policy, .mc, .greedy], readings: [.utilities, .counterfactual], by: .sweeps)

  var rules: MixingRules { mixing.rules }

  /// The method with its defaults.
  package init() {}

  func model(of rows: TeamRows, seed: UInt64) -> MultilinearModel { MultilinearModel(rows) }
}
