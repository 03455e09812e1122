public import CreditMethods
public import Trajectories

/// Credits of a sum of utilities that is fitted to joint action values.
public struct VDN: TurnCritic, MixingMethod {
  let rules: MixingRules

  /// What the method is and needs.
  public static let card = MethodCard(
    id: "vdn", name: "Value decomposition network, tabular",
    source: "Sunehag et al. 2017, arXiv 1706.05296",
    granularity: .multiAgent, methodology: .temporalDifference,
    estimand:
      "Q_i(o_i, a_i) less its mean over the policy of agent i, where the sum of utilities is the additive function nearest "
      + "to the team's Q",
    formula:
      "Q_tot = sum_i Q_i(o_i, a_i), least squares of r + gamma sum_i max Q_i'; credit Q_i(a_i) - E_pi Q_i, or less "
      + "max Q_i (regret)",
    needs: [.trajectories, .severalAgents], spansTasks: true,
    cost: "no continuations; a sparse least-squares fit a sweep, linear in the distinct joint actions",
    parameters: MixingRules.seen(
      targets: [.greedy, .policy, .mc], readings: [.utilities, .regret])
      + MixingRules.sweeps)

  /// The method with its parameters.
  public init(_ parameters: ParameterValues) {
    rules = MixingRules(parameters)
  }

  func model(of rows: TeamRows, seed: UInt64) -> AdditiveModel { AdditiveModel(rows) }
}
