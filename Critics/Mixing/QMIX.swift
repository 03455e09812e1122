package import CreditMethods

/// Credits of a joint action value that a two-layer network mixes monotonically from utilities.
package struct QMIX: TurnCritic, MixingMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "qmix", name: "QMIX, tabular",
    source: "Rashid et al. 2018, arXiv 1803.11485; as in oxwhirl/pymarl",
    granularity: .multiAgent, methodology: .temporalDifference,
    estimand:
      "the utility Q_i(o_i, a_i) that agent i maximises, less its mean over the policy; its scale is free, since the mixing may "
      + "stretch it: emit=counterfactual is Q_tot less its mean over the actions of agent i, in reward units",
    formula:
      "Q_tot = w2(s)' elu(w1(s) q + b1(s)) + b2(s), w >= 0, fitted to r + gamma max Q_tot' by Adam; credit "
      + "Q_i(a_i) - E_pi Q_i, less max Q_i (regret), or Q_tot(a) - sum_b pi_i(b) Q_tot(b, a_-i) (counterfactual)",
    needs: [.trajectories, .severalAgents], spansTasks: true,
    cost:
      "no continuations; a gradient step is linear in the distinct joint actions of states, whatever the number of turns"
  )

  private let mixing = MixingParameters(
    targets: [.greedy, .policy, .mc], readings: [.utilities, .regret, .counterfactual], by: .gradientSteps)
  @Parameter("hidden units of the mixing network; the paper has 32", in: 1...256) private var hidden = 8

  var rules: MixingRules { mixing.rules }

  /// The method with its defaults.
  package init() {}

  func model(of rows: TeamRows, seed: UInt64) -> MonotoneModel { MonotoneModel(rows, hidden: hidden) }
}
