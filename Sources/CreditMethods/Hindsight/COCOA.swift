package import Trajectories

/// Counterfactual contribution analysis: how much likelier an action makes a rewarding outcome, whenever it occurs.
///
/// The contributions are counted from the decisions of the same agent in the same state. A turn does not contribute to
/// its own reward: that is compared with the mean reward there.
package struct COCOA: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "cocoa", name: "COCOA, counterfactual contribution analysis",
    source:
      "Meulemans et al. 2023, arXiv 2306.16803 (the credit of the taken action); that the contributions "
      + "are counted from the trace is ours",
    granularity: .step, methodology: .gameTheoretic,
    estimand:
      "Q - V of the agent's own action, where the outcome tells the reward, and on top of it the sum over later "
      + "outcomes u of P(u | s) (P(u | s, a) / P(u | s) - 1)² r(u), since the taken action met its own outcomes; least "
      + "with outcome=reward, while outcome=state credits also what merely led to the state.",
    formula:
      "A = r_t - mean r(s) + sum over k >= 1 of w(s, a, U_t+k) r_t+k, w(s, a, u) = h(a | s, u) / pi(a | s) - 1, "
      + "h counted over all later occurrences of the outcome u",
    needs: [.trajectories],
    cost:
      "no continuations; O(decisions) for rewards on last turns only, else O(sum of T² over episodes of T turns)"
  )

  private enum Outcome: String, CaseIterable {
    /// The reward, rounded to 9 decimals.
    case reward
    /// The state that the turn starts in.
    case state
    /// The state and the reward.
    case both
  }

  private let rewarding = ReturnParameters()
  @Parameter(ParameterHelp.key) private var key = StateKey.state
  @Parameter("what a turn's outcome is: its reward, its state, or both") private var outcome = Outcome.reward

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let states = context.states(of: batch, by: key)
    let table = states.decisionContexts
    let rewards = TurnRewards(of: batch, by: rewarding.rules)
    let outcomes = outcomes(states, rewards)
    let later = LaterContributions(
      outcome: outcomes.symbol, outcomeCount: outcomes.count, reward: rewards.reward, delay: .pooled)
    let credit = rewards.immediateAdvantages(in: table, of: batch)
      .combined(with: later(of: table, in: batch, prior: table.frequencies), +)
    return try Attribution(finite: credit, of: batch, method: Self.card.id)
  }

  private func outcomes(_ states: BatchStates, _ rewards: TurnRewards) -> (symbol: [UInt32], count: Int) {
    switch outcome {
    case .state: return (states.nodes.turn, states.nodes.count)
    case .reward:
      let numbers = NumberSymbols(rewards.reward)
      return (numbers.symbol, numbers.count)
    case .both:
      let numbers = NumberSymbols(rewards.reward)
      let pairs = states.turnsByNode.split(by: numbers.symbol, symbolCount: numbers.count)
      return (pairs.part, pairs.count)
    }
  }
}
