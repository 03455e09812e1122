package import CreditMethods

/// Credits of a sum of utilities that is fitted to joint action values.
package struct VDN: TurnCritic, MixingMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
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
    cost: "no continuations; a sparse least-squares fit a sweep, linear in the distinct joint actions")

  private let mixing = MixingParameters(
    targets: [.greedy, .policy, .mc], readings: [.utilities, .regret], by: .sweeps)

  var rules: MixingRules { mixing.rules }

  /// The method with its defaults.
  package init() {}

  func model(of rows: TeamRows, seed: UInt64) -> AdditiveModel { AdditiveModel(rows) }
}
