package import CreditMethods

/// Credits of a weighted sum of utilities: what multiplies the policy gradient of off-policy decomposed policy gradients.
package struct DOP: TurnCritic, MixingMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "dop", name: "DOP's decomposed critic, tabular",
    source: "Wang et al. 2021, arXiv 2007.12322; as in TonghanWang/DOP",
    granularity: .multiAgent, methodology: .temporalDifference,
    estimand:
      "COMA's advantage of agent i under the decomposed Q_tot, which is exactly its own term",
    formula:
      "Q_tot = sum_i k_i(s) Q_i(o_i, a_i) + b(s), k >= 0, fitted to r + gamma Q_tot' by Adam; credit "
      + "k_i (Q_i(a_i) - E_pi Q_i)",
    needs: [.trajectories, .severalAgents], spansTasks: true,
    cost:
      "no continuations; a gradient step is linear in the distinct joint actions of states, whatever the number of turns",
    unverified: [
      MethodCard.Unverified(
        "the critic's mixture of tree backups and TD(lambda), for which target=policy and mc stand")
    ])

  /// How the weights of a state are made.
  private enum Weights: String, CaseIterable {
    /// They sum to 1.
    case normalised
    /// They are free.
    case absolute
  }

  private let mixing = MixingParameters(
    targets: [.policy, .mc, .greedy], readings: [.utilities, .regret], by: .gradientSteps)
  @Parameter("k of a state sum to 1 as in the released code, or are free sizes")
  private var weights = Weights.normalised

  var rules: MixingRules { mixing.rules }

  /// The method with its defaults.
  package init() {}

  func model(of rows: TeamRows, seed: UInt64) -> WeightedModel {
    WeightedModel(rows: rows, isNormalised: weights == .normalised)
  }
}
