package import CreditMethods

/// Shapley Q-values: each agent's marginal contribution to those before it, averaged over orders.
package struct SQDDPG: TurnCritic, MixingMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "sqddpg", name: "Shapley Q-value of SQDDPG, tabular",
    source: "Wang et al. 2020, arXiv 1907.05707; as in hsvgbkhgbv/SQDDPG",
    granularity: .multiAgent, methodology: .gameTheoretic,
    estimand:
      "the share of agent i in Q_tot by its marginal contributions to coalitions of the joint action; the shares of a turn sum "
      + "to Q_tot",
    formula:
      "Q_i = mean over orders of Phi_i(s, a_C, a_i), C those before i; sum_i Q_i fitted to r + gamma sum_i Q_i'; credit Q_i, or "
      + "less its mean over the recorded actions of agent i (utilities)",
    needs: [.trajectories, .severalAgents], spansTasks: true,
    cost:
      "no continuations; a sparse least-squares fit a sweep, with n 2^(n-1) terms a distinct joint action up to 6 agents, n orders beyond"
  )

  private let mixing = MixingParameters(
    targets: [.policy, .mc, .greedy], readings: [.share, .utilities], by: .sweeps)
  @Parameter("orders that are drawn for more than 6 acting agents", in: 1...4096) private var orders = 64

  var rules: MixingRules { mixing.rules }

  /// The method with its defaults.
  package init() {}

  func model(of rows: TeamRows, seed: UInt64) throws(AttributionError) -> CoalitionModel {
    let orders = orders
    let count = CoalitionModel.termCount(of: rows, orders: orders)
    guard count <= CoalitionModel.termLimit else {
      throw .refused(
        method: Self.card.id,
        reason: "\(rows.rowCount) joint actions have \(count) marginal contributions; at most "
          + "\(CoalitionModel.termLimit) are fitted. Set fewer orders, or give fewer episodes.")
    }
    return CoalitionModel(rows, orders: orders, seed: seed)
  }
}
