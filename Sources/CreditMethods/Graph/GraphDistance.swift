public import Trajectories

/// The graph term of GraphGPO alone: how near a turn leads to success, relative to the other exits of its state.
///
/// Rewards do not enter, only which episodes succeeded. With `penalty=row` the value of an invalid turn's edge loses the
/// penalty (our assumption); the other scopes change nothing here.
public struct GraphDistance: CreditMethod {
  /// What the method is and needs.
  public static let card = MethodCard(
    id: "graph", name: "Graph term of GraphGPO",
    source:
      "Beyond Trajectory-Level Attribution, ICML 2026, arXiv 2605.26684, equation 4 (convention=paper), and "
      + "its released code (convention=reference)",
    granularity: .turn, methodology: .graph,
    estimand:
      "How much nearer to success the turn leads than the other exits seen from its state, if the world were "
      + "deterministic: a lucky transition counts as repeatable, and what the episode earned does not matter.",
    formula:
      "A = (q - mean q) / (sd q + eps) over the edges leaving the same state, q = successReward omega^d(s'), "
      + "d = fewest turns to success in the task's graph",
    needs: [.trajectories], cost: "no continuations; O(decisions + states)",
    parameters: CommonParameters.returns.filter { $0.name != "reward" }
      + CommonParameters.standardisation() + [CommonParameters.key] + GraphTerm.parameters,
    unverified: GraphGPO.card.unverified)

  private let rules: ReturnRules
  private let graphTerm: GraphTerm

  /// The method with its parameters.
  public init(_ parameters: ParameterValues) {
    var rules = ReturnRules()
    rules.penalty = parameters.choice("penalty", as: PenaltyScope.self)
    rules.invalidPenalty = parameters.number("invalidPenalty")
    self.rules = rules
    graphTerm = GraphTerm(parameters)
  }

  /// The credit of every decision of a batch.
  public func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let states = context.states(of: batch, by: graphTerm.key)
    let credit = graphTerm(TurnRewards(of: batch, by: rules), over: states)
    return try Attribution(finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id)
  }
}
