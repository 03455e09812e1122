public import CreditMethods
public import Trajectories

/// Credits of utilities that factorise a free joint action value.
public struct QTRAN: TurnCritic, MixingMethod {
  let rules: MixingRules
  private let l1: Double
  private let l2: Double

  /// What the method is and needs.
  public static let card = MethodCard(
    id: "qtran", name: "QTRAN-base, tabular",
    source: "Son et al. 2019, arXiv 1905.05408 (QTRAN-base); as in oxwhirl/pymarl",
    granularity: .multiAgent, methodology: .temporalDifference,
    estimand:
      "the utility Q_i(o_i, a_i) that agent i maximises, less its mean over the policy; utilities need not sum to Q_jt, nor have "
      + "its scale: emit=counterfactual is Q_jt less its mean over the recorded actions of agent i",
    formula:
      "L = (Q_jt - y)^2 + l1 (Q'(a*) - Q_jt(a*) + V)^2 + l2 min(0, Q'(a) - Q_jt(a) + V)^2, Q' = sum_i Q_i, Q_jt constant in "
      + "the last two; credit Q_i(a_i) - E_pi Q_i, less max Q_i (regret), or of Q_jt (counterfactual)",
    needs: [.trajectories, .severalAgents], spansTasks: true,
    cost:
      "no continuations; a gradient step is linear in the distinct joint actions of states, whatever the number of turns",
    parameters: MixingRules.seen(
      targets: [.greedy, .policy, .mc], readings: [.utilities, .regret, .counterfactual])
      + MixingRules.gradientSteps
      + [
        .number(
          "l1", in: CommonParameters.notNegative, default: 1, "weight of the loss at greedy joint actions"),
        .number(
          "l2", in: CommonParameters.notNegative, default: 0.1, "weight of the loss of Q' + V below Q_jt"),
      ])

  /// The method with its parameters.
  public init(_ parameters: ParameterValues) {
    rules = MixingRules(parameters)
    l1 = parameters.number("l1")
    l2 = parameters.number("l2")
  }

  func model(of rows: TeamRows, seed: UInt64) -> FactorisedModel {
    FactorisedModel(rows, greedyWeight: l1, otherWeight: l2)
  }
}
