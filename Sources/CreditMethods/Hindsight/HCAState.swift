package import Trajectories

/// Hindsight credit assignment, conditioned on a later state: how much likelier an action is once it is known which
/// state the team is in `k` turns later.
///
/// The hindsight distributions h_k are counted, for every delay apart, from the decisions of the same agent in the same
/// state. With few episodes a later state is often reached by one action alone, and its ratio is then 1/pi.
package struct HCAState: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "hca_state", name: "HCA, hindsight credit assignment given later states",
    source:
      "Harutyunyan et al. 2019, arXiv 1912.02503, section 3 (state-conditional form); that h and pi are counted "
      + "from the trace is ours",
    granularity: .step, methodology: .hindsight,
    estimand:
      "Q - V of the agent's own action, where the state's key tells all that its rewards depend on, and on top of it "
      + "the sum over later states y of P(y | s) (P(y | s, a) / P(y | s) - 1)² r(y), since the taken action met its "
      + "own states; actions whose difference a later key hides get nothing for what follows there.",
    formula:
      "A = r_t - mean r(s) + sum over k >= 1 of gamma^k (h_k(a | s, S_t+k) / pi(a | s) - 1) r_t+k, "
      + "h_k(a | s, y) = P(A_t = a | S_t = s, S_t+k = y)",
    needs: [.trajectories], cost: "no continuations; O(sum of T² over episodes of T turns)")

  private let rewarding = ReturnParameters()
  @Parameter(ParameterHelp.key) private var key = StateKey.state
  @Parameter(ParameterHelp.gamma, in: 0...1) private var gamma = 1.0
  @Parameter(PriorPolicy.help) private var policy = PriorPolicy.empirical

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let states = context.states(of: batch, by: key)
    let table = states.decisionContexts
    let prior = try policy.probabilities(of: table, in: batch, method: Self.card.id)
    try requirePositive(prior, of: table, in: batch)
    let rewards = TurnRewards(of: batch, by: rewarding.rules)
    let later = LaterContributions(
      outcome: states.nodes.turn, outcomeCount: states.nodes.count, reward: rewards.reward,
      delay: .apart(discount: gamma))
    let credit = rewards.immediateAdvantages(in: table, of: batch)
      .combined(with: later(of: table, in: batch, prior: prior), +)
    return try Attribution(finite: credit, of: batch, method: Self.card.id)
  }

  /// The ratio to a probability that vanishes has no value.
  private func requirePositive(
    _ prior: [Double], of table: DecisionContexts, in batch: TrajectoryBatch
  ) throws(AttributionError) {
    guard let choice = prior.firstIndex(of: 0), let decision = table.choices[choice].first.map({ Int($0) })
    else { return }
    let episode = batch.episode(ofDecision: decision)
    throw .numerical(
      method: Self.card.id,
      reason:
        "the probability of action \"\(batch.symbols.actions[batch.decisions.action[decision]])\" of agent "
        + "\"\(batch.symbols.agents[batch.decisions.agent[decision]])\" in task \"\(batch.taskName(of: episode))\" "
        + "vanishes: its log-probabilities are below -745. Use policy=empirical.")
  }
}
