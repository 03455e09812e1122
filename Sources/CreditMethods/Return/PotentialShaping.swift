package import Trajectories

/// Potential-based reward shaping: the turn's reward plus what the turn gained in potential.
///
/// The potential after an episode's last turn is 0, that of a truncated episode included: then the shaping leaves the
/// order of policies as it is, and with `gamma=1` the credits of an episode sum to its return less the potential of its
/// first state. In a task without success no state is near to it: `potential=graph` is 0 there.
package struct PotentialShaping: CreditMethod {
  private enum Potential: String, CaseIterable {
    /// Nearness to success in the graph of the task's episodes.
    case graph
    /// State values.
    case values
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "pbrs", name: "PBRS, potential-based reward shaping",
    source: "Ng, Harada and Russell 1999, Policy invariance under reward transformations, theorem 1",
    granularity: .step, methodology: .graph,
    estimand:
      "The change of a potential and the reward: Q - V if the potential is the exact value; potential=graph takes "
      + "lucky transitions for repeatable ones. Agents that act together are not told apart.",
    formula:
      "A_t = r_t + gamma Phi(s_(t+1)) - Phi(s_t), 0 after the last turn; Phi = successReward omega^d, d = fewest "
      + "turns to success in the task's graph (potential=graph), or V (potential=values)",
    needs: [.trajectories], cost: "no continuations; O(decisions + states)",
    sums: [.init(.episode, .returnLessStart, where: ["gamma": .number(1)], unless: ["penalty": .text("row")])]
  )

  private let valuation = TurnValuation(bootstrapping: false)
  @Parameter("nearness to success in the graph, or the values") private var potential = Potential.graph
  @Parameter("factor of the graph's potential per turn", in: .leastNormalMagnitude...1) private var omega =
    0.5

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let turns = try withPotential(batch, in: context)
    let shaped = turns.penalised(returns: turns.advantages(lambda: 0))
    return try Attribution(finite: batch.copiedToActingAgents(shaped), of: batch, method: Self.card.id)
  }

  /// The turns with the potential of their states in the place of a value.
  private func withPotential(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> ValuedTurns {
    switch potential {
    case .graph:
      valuation(batch, in: context) {
        ValueTable(nearnessIn: $0, omega: omega, success: valuation.successReward)
      }
    case .values: try valuation(batch, for: Self.card, in: context)
    }
  }
}
