import Glibc
package import Trajectories

/// The n-step return less the state's value, with a table of state values.
package struct NStep: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "nstep", name: "n-step advantage",
    source: "Sutton and Barto, Reinforcement Learning, 2nd ed. (2018), section 7.1, equation 7.1",
    granularity: .step, methodology: .temporalDifference,
    estimand:
      "Q - V of the joint action; n weighs the variance of rewards against the bias of wrong values. Agents that act "
      + "together are not told apart.",
    formula:
      "A_t = sum over k < n of gamma^k r_(t+k) + gamma^n V(s_(t+n)) - V(s_t), cut at the last turn, after which "
      + "V = 0, or V(final) of a truncated episode (truncated=bootstrap)",
    needs: [.trajectories], cost: "no continuations; O(decisions + states), whatever n")

  private let valuation = TurnValuation()
  @Parameter("turns whose rewards count before the value does", in: 1...) private var n = 2

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let turns = try valuation(batch, for: Self.card, in: context)
    let credit = turns.penalised(advantages: advantages(turns))
    return try Attribution(
      finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id, cuts: turns.cuts)
  }

  /// With M_t the return from turn t on less V(s_t), the n-step advantage is M_t - gamma^n M_(t+n): rewards after n
  /// turns cancel, and V(s_(t+n)) takes their place.
  private func advantages(_ turns: ValuedTurns) -> [Double] {
    let steps = n
    let whole = turns.advantages(lambda: 1)
    let factor = pow(turns.discount, Double(steps))
    var result = whole
    for episode in turns.turnStart.indices.dropLast() {
      let range = Int(turns.turnStart[episode])..<Int(turns.turnStart[episode + 1])
      for turn in range.dropLast(steps) { result[turn] -= factor * whole[turn + steps] }
    }
    return result
  }
}
