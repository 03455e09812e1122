package import CreditMethods

/// Credits of utilities that factorise a free joint action value.
package struct QTRAN: TurnCritic, MixingMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "qtran", name: "QTRAN-base, tabular",
    source: "Son et al. 2019, arXiv 1905.05408 (QTRAN-base); as in oxwhirl/pymarl",
    granularity: .multiAgent, methodology: .temporalDifference,
    estimand:
      "the utility Q_i(o_i, a_i) that agent i maximises, less its mean over the policy; utilities need not sum to Q_jt, nor have "
      + "its scale: emit=counterfactual is Q_jt less its mean over the recorded actions of agent i",
    formula:
      "L = (Q_jt - y)^2 + weightGreedy (Q'(a*) - Q_jt(a*) + V)^2 + weightOther min(0, Q'(a) - Q_jt(a) + V)^2, Q' = sum_i Q_i, Q_jt constant in "
      + "the last two; credit Q_i(a_i) - E_pi Q_i, less max Q_i (regret), or of Q_jt (counterfactual)",
    needs: [.trajectories, .severalAgents], spansTasks: true,
    cost:
      "no continuations; a gradient step is linear in the distinct joint actions of states, whatever the number of turns"
  )

  private let mixing = MixingParameters(
    targets: [.greedy, .policy, .mc], readings: [.utilities, .regret, .counterfactual], by: .gradientSteps)
  @Parameter("weight of the loss at greedy joint actions", in: 0..., formerly: "l1")
  private var weightGreedy = 1.0
  @Parameter("weight of the loss of Q' + V below Q_jt", in: 0..., formerly: "l2") private var weightOther =
    0.1

  var rules: MixingRules { mixing.rules }

  /// The method with its defaults.
  package init() {}

  func model(of rows: TeamRows, seed: UInt64) -> FactorisedModel {
    FactorisedModel(rows, greedyWeight: weightGreedy, otherWeight: weightOther)
  }
}
