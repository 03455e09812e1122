package import Trajectories

/// The one-step temporal-difference error with a table of state values.
package struct TemporalDifference: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "td", name: "TD(0), one-step temporal difference",
    source: "Sutton and Barto, Reinforcement Learning, 2nd ed. (2018), section 6.1, equation 6.5",
    granularity: .step, methodology: .temporalDifference,
    estimand:
      "Q - V of the joint action if the values are exact: what the turn itself changed; with wrong values biased "
      + "by their errors. Agents that act together are not told apart.",
    formula:
      "A_t = r_t + gamma V(s_(t+1)) - V(s_t); after the last turn V = 0, or V(final) of a truncated episode "
      + "(truncated=bootstrap)",
    needs: [.trajectories], cost: "no continuations; O(decisions + states)",
    sums: [.init(.episode, .returnLessStart, where: ["gamma": .number(1)], unless: ["penalty": .text("row")])]
  )

  private let valuation = TurnValuation()

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let turns = try valuation(batch, for: Self.card, in: context)
    let credit = turns.penalised(advantages: turns.advantages(lambda: 0))
    return try Attribution(
      finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id, cuts: turns.cuts)
  }
}
