public import CreditMethods
public import Trajectories

/// Credits of a joint action value that a two-layer network mixes monotonically from utilities.
public struct QMIX: TurnCritic, MixingMethod {
  let rules: MixingRules
  private let hidden: Int

  /// What the method is and needs.
  public static let card = MethodCard(
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
      "no continuations; a gradient step is linear in the distinct joint actions of states, whatever the number of turns",
    parameters: MixingRules.seen(
      targets: [.greedy, .policy, .mc], readings: [.utilities, .regret, .counterfactual])
      + MixingRules.gradientSteps
      + [
        .integer("hidden", in: 1...256, default: 8, "hidden units of the mixing network; the paper has 32")
      ])

  /// The method with its parameters.
  public init(_ parameters: ParameterValues) {
    rules = MixingRules(parameters)
    hidden = parameters.integer("hidden")
  }

  func model(of rows: TeamRows, seed: UInt64) -> MonotoneModel { MonotoneModel(rows, hidden: hidden) }
}
