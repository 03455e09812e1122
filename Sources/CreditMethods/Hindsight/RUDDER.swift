package import Trajectories

/// RUDDER with a tabular predictor: the return is redistributed to the turns at which its prediction changes.
///
/// The prediction after a turn is the mean return of the episodes over all visits of the state that follows; after the
/// last turn it is the return itself, so that what no state foretold is credited there. The credits of an episode sum to
/// its return less the prediction at its first state. Under `penalty=row` the returns are predicted without penalties,
/// and an invalid turn's own credit loses its penalty.
package struct RUDDER: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "rudder", name: "RUDDER, return decomposition with a tabular predictor",
    source:
      "Arjona-Medina et al. 2019, arXiv 1806.07857 (redistribution by differences of predictions); the "
      + "Markov predictor in place of the paper's LSTM over the prefix is ours",
    granularity: .step, methodology: .returnDecomposition,
    estimand:
      "Change of the expected return over the turn, Q - V and the luck of the transition together; agents that act "
      + "together are not told apart.",
    formula: "A = g_t - g_t-1, g_t = mean return over the visits of s_t+1, g_T-1 = R_i",
    needs: [.trajectories], cost: "no continuations; O(decisions)",
    sums: [.init(.episode, .returnLessStart, unless: ["penalty": .text("row")])])

  private let rewarding = ReturnParameters()
  @Parameter(ParameterHelp.key) private var key = StateKey.state

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let rewards = TurnRewards(of: batch, by: rewarding.rules)
    let states = context.states(of: batch, by: key)
    let nodes = states.nodes
    let prediction = meanReturns(batch.repeatedPerTurn(rewards.episodeReturn), at: states.turnsByNode)
    var redistributed = [Double](repeating: 0, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      for turn in turns {
        let after =
          turn + 1 < turns.upperBound
          ? prediction[Int(nodes.turn[turn + 1])] : rewards.episodeReturn[episode]
        redistributed[turn] = after - prediction[Int(nodes.turn[turn])]
      }
    }
    let credit = batch.copiedToActingAgents(rewards.lessRowPenalties(redistributed))
    return try Attribution(finite: credit, of: batch, method: Self.card.id)
  }

  /// The mean of the returns over the turns that start in each node; 0 where none does. Shape `[nodes]`.
  private func meanReturns(_ returns: [Double], at visits: Grouping) -> [Double] {
    (0..<visits.count).map { node in
      guard let first = visits[node].first else { return 0 }
      // Measured from one of them, so that equal returns have exactly their mean.
      let origin = returns[Int(first)]
      return origin + visits[node].reduce(0) { $0 + (returns[Int($1)] - origin) } / Double(visits[node].count)
    }
  }
}
