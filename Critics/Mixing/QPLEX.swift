package import CreditMethods

/// Credits of a duelling mixture that can take any value which the agents' own choices maximise.
package struct QPLEX: TurnCritic, MixingMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "qplex", name: "QPLEX, tabular",
    source: "Wang et al. 2021, arXiv 2008.01062; advantages are constants of the gradient as in wjh720/QPLEX",
    granularity: .multiAgent, methodology: .temporalDifference,
    estimand:
      "the transformed utility Q_i' of agent i, less its mean over the policy; the weights lambda of joint actions are no part "
      + "of it: emit=counterfactual is Q_tot less its mean over the actions of agent i",
    formula:
      "Q_tot = sum_i Q_i' + sum_i (lambda_i(s, a) - 1)(Q_i' - max Q_i'), Q_i' = w_i(s) Q_i + b_i(s); w, lambda > 0; credit "
      + "Q_i'(a_i) - E_pi Q_i', less max Q_i' (regret), or of Q_tot (counterfactual)",
    needs: [.trajectories, .severalAgents], spansTasks: true,
    cost:
      "no continuations; a gradient step is linear in the distinct joint actions of states, whatever the number of turns"
  )

  private let mixing = MixingParameters(
    targets: [.greedy, .policy, .mc], readings: [.utilities, .regret, .counterfactual], by: .gradientSteps)

  var rules: MixingRules { mixing.rules }

  /// The method with its defaults.
  package init() {}

  func model(of rows: TeamRows, seed: UInt64) -> DuplexModel { DuplexModel(rows) }
}
