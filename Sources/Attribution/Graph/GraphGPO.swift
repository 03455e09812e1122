public import Trajectories

/// Graph-based group policy optimisation: how near a turn leads to success on the graph of all episodes of its task,
/// relative to the other ways that were taken out of the same state, plus the episode's relative return.
///
/// With `penalty=row` the value of an invalid turn's edge loses the penalty as well, so that a task without success
/// then has graph terms other than 0. That the released code applies the penalty there is our assumption.
public struct GraphGPO: CreditMethod {
  /// What the method is and needs.
  public static let card = MethodCard(
    id: "graphgpo", name: "GraphGPO, graph-based group policy optimisation",
    source:
      "Beyond Trajectory-Level Attribution, ICML 2026, arXiv 2605.26684, equation 4 (convention=paper), and "
      + "its released code (convention=reference)",
    granularity: .turn, methodology: .graph,
    estimand:
      "How much nearer to success the turn leads than the other exits seen from its state, if the world were "
      + "deterministic (a lucky transition counts as repeatable); the episode's relative return is added.",
    formula:
      "A = betaEpisode (R_i - mean R) / (sd R + eps) + betaGraph (q - mean q) / (sd q + eps) over the edges "
      + "leaving the same state, q = successReward omega^d(s'), d = fewest turns to success in the task's graph",
    needs: [.trajectories], cost: "no continuations; O(decisions + states)",
    parameters: CommonParameters.returns + CommonParameters.standardisation() + CommonParameters.episodeTerm
      + [
        CommonParameters.key,
        CommonParameters.weight("betaEpisode", of: "episode term"),
        CommonParameters.weight("betaGraph", of: "graph term"),
        .number(
          "omega", in: Double.leastNormalMagnitude...1, default: 0.1, "factor of an edge's value per turn"),
        .choice(
          "convention", CommonParameters.words(EdgeValue.Convention.self),
          "exponent of omega: d(s'), d(s') + 1, or d(s') - d(s) + 1"),
        .choice(
          "edges", CommonParameters.words(EdgeCount.self), "an edge counts each time it was taken, or once"),
      ])

  /// How often an edge counts among those that leave its state.
  enum EdgeCount: String, CaseIterable {
    /// Each time it was taken.
    case occurrence
    /// Once, however often it was taken. Taken both validly and invalidly it counts twice where rows are penalised,
    /// because its values differ.
    case unique
  }

  private let rules: ReturnRules
  private let episodeTerm: EpisodeTerm
  private let standardise: Standardisation
  private let key: StateKey
  private let betaEpisode: Double
  private let betaGraph: Double
  private let edgeValue: EdgeValue
  private let edges: EdgeCount

  /// The method with its parameters.
  public init(_ parameters: ParameterValues) {
    rules = ReturnRules(parameters)
    episodeTerm = EpisodeTerm(parameters)
    standardise = Standardisation(parameters)
    key = parameters.choice("key", as: StateKey.self)
    betaEpisode = parameters.number("betaEpisode")
    betaGraph = parameters.number("betaGraph")
    edgeValue = EdgeValue(
      convention: parameters.choice("convention", as: EdgeValue.Convention.self),
      omega: parameters.number("omega"), success: rules.successReward)
    edges = parameters.choice("edges", as: EdgeCount.self)
  }

  /// The credit of every decision of a batch.
  public func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let rewards = TurnRewards(of: batch, by: rules)
    let nodes = StateNodes(of: batch, by: key)
    let episode = episodeTerm(rewards, of: batch)
    let graph = graphTerm(of: StateGraph(of: batch, over: nodes), leaving: nodes.turnsByNode, rewards)
    let credit = zip(episode, graph).map { betaEpisode * $0 + betaGraph * $1 }
    return try Attribution(finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id)
  }

  /// The value of every turn's edge relative to the edges that leave the same state. Shape `[turns]`.
  private func graphTerm(of graph: StateGraph, leaving exits: Grouping, _ rewards: TurnRewards) -> [Double] {
    let value = rewards.lessRowPenalties(edgeValue.ofTurns(in: graph))
    switch edges {
    case .occurrence: return standardise(value, in: exits)
    case .unique:
      var edge = exits.split(by: graph.successor, symbolCount: graph.nodeCount)
      if let penalty = rewards.rowPenalty {
        edge = Grouping(edge).split(by: penalty.map { $0 == 0 ? 0 : 1 }, symbolCount: 2)
      }
      return standardise(value, in: exits, counting: edge.firstRows)
    }
  }
}
