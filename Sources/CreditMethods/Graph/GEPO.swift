package import Trajectories

/// Graph-enhanced policy optimisation: GiGPO on rewards, discounts and step weights that favour central states.
///
/// Unverified: only what the paper combines is known (a reward for reaching central states, a step term that counts
/// more there, and a discount of the state), from its abstract; the formulas and all constants are our reconstruction,
/// for comparison and not a replication. States are the trace's; the paper merges them by embeddings.
package struct GEPO: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "gepo", name: "GEPO, group policy optimisation with central states",
    source:
      "arXiv 2510.26270, abstract only",
    granularity: .turn, methodology: .graph,
    estimand:
      "A relative return as in GiGPO, in a problem changed so that bottleneck states pay, last longer and count more; "
      + "no causal quantity of the original problem.",
    formula:
      "A = z(sum r') + (1 + eta C(s)) z(G_t) with z over episodes and over turns at the same state, "
      + "r'_t = r_t + weightCentrality C(s_{t+1}), G_t = r'_t + (gMin + (gMax - gMin) C(s_t)) G_{t+1}, "
      + "C = betweenness relative to the task's largest",
    needs: [.trajectories], cost: "no continuations; O(decisions + states x distinct edges) in every task",
    unverified: [MethodCard.Unverified("formulas and constants, which are our reconstruction")])

  private let rewarding = ReturnParameters()
  private let standardisation = StandardisationParameters()
  private let episodes = EpisodeParameters()
  @Parameter(ParameterHelp.key) private var key = StateKey.state
  @Parameter("reward of reaching the most central state, in reward units", in: 0..., formerly: "lambda")
  private var weightCentrality = 0.1
  @Parameter("discount at states that no shortest path visits", in: 0...1) private var gMin = 0.95
  @Parameter("discount at the most central state", in: 0...1) private var gMax = 0.99
  @Parameter("how much more the step term counts at the most central state", in: 0...) private var eta = 1.0

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  ///
  /// - Throws: ``AttributionError/numerical(method:reason:)`` if a Double cannot count the shortest paths of a task.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let (weight, gMin, gMax, eta) = (weightCentrality, gMin, gMax, eta)
    let standardise = standardisation.standardise
    let states = context.states(of: batch, by: key)
    let graph = states.graphWithoutSinks
    guard let centrality = graph.relativeCentrality(leaving: states.turnsByNode) else {
      throw .numerical(method: Self.card.id, reason: "two states have too many shortest paths to be counted.")
    }
    let bonus = centrality.map { weight * $0 }
    let discount = centrality.map { gMin + (gMax - gMin) * $0 }
    let stepWeight = centrality.map { 1 + eta * $0 }

    let rewards = TurnRewards(of: batch, by: rewarding.rules)
    let bonuses = (0..<batch.episodeCount).map { episode in
      graph.successor[batch.turns(of: episode)].reduce(0) { $0 + bonus[Int($1)] }
    }
    let scores = batch.adding(bonuses, to: rewards.episodeScores)
    let discounted = discountedReturns(
      of: rewards.reward.combined(with: graph.successor) { $0 + bonus[Int($1)] },
      turnStart: batch.episodes.turnStart, discounts: discount, at: graph.source)

    let episode = episodes.term(standardise)(scores: scores, of: batch)
    let step = standardise(rewards.lessRowPenalties(discounted), in: states.turnsByNode)
      .combined(with: graph.source) { stepWeight[Int($1)] * $0 }
    let credit = episode.combined(with: step, +)
    return try Attribution(finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id)
  }
}

extension TrajectoryBatch {
  /// Values of turns, each with the number of its episode added. Shape `[turns]`.
  fileprivate func adding(_ numbers: [Double], to values: consuming [Double]) -> [Double] {
    var values = values
    for episode in 0..<episodeCount {
      for turn in turns(of: episode) { values[turn] += numbers[episode] }
    }
    return values
  }
}

extension StateGraph {
  /// Betweenness of every node divided by the largest of its task, 0 where that is 0; `nil` if it cannot be computed.
  /// Shape `[nodes]`, in `0...1`.
  fileprivate func relativeCentrality(leaving turnsByNode: Grouping) -> [Double]? {
    guard var centrality = betweenness(leaving: turnsByNode) else { return nil }
    for task in 0..<taskStart.count - 1 {
      let states = Int(taskStart[task])..<Int(taskStart[task + 1])
      let largest = centrality[states].max() ?? 0
      guard largest > 0 else { continue }
      for state in states { centrality[state] /= largest }
    }
    return centrality
  }
}
