package import Trajectories

/// RewardFlow: the gain of a turn on values that flow backward from rewarded states through the task's graph, relative
/// to the other exits of its state, plus the episode's relative return.
///
/// `convention=reference` follows the released code: a state starts from the reward with which it was first reached, in
/// the order of episodes and turns (0 where an episode starts), so that credit depends on the order of episodes where a
/// state is reached with different rewards: the attribution says for how many tasks it does. Turns that stay where
/// they are lead nowhere and are dropped before: they give their state no reward, and a success that ends in one gives
/// its reward to no state. The release stops after 1000 sweeps, this goes to the fixed point.
/// `convention=paper` counts turns to the nearest success. Penalties of invalid turns do not flow. How the paper
/// normalises was not verified; both conventions subtract means, as the release does.
package struct RewardFlow: CreditMethod {
  /// Where values flow from.
  enum Convention: String, CaseIterable {
    /// The rewards with which states were first reached.
    case reference
    /// The successes of the task, worth 1 each.
    case paper
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "rewardflow", name: "RewardFlow, rewards spread on the state graph",
    source:
      "arXiv 2603.18859 (convention=paper) and its released code (convention=reference)",
    granularity: .turn, methodology: .graph,
    estimand:
      "The gain of a turn in the best discounted reward that any recorded path leads to, if the world were "
      + "deterministic; a potential difference, so that cycles cancel. The episode's relative return is added.",
    formula:
      "A = R_i - mean R + (q - mean q) over the turns leaving the same state, q = V(s') - V(s), "
      + "V(s) = max(base(s), gamma max V(s')); base = reward on first arrival, or 1 at success",
    needs: [.trajectories], cost: "no continuations; O(decisions + turns log turns + states log states)",
    unverified: [
      MethodCard.Unverified("how the paper normalises", where: "convention", is: .text("paper"))
    ])

  private let rewarding = ReturnParameters()
  private let standardisation = StandardisationParameters(norm: .mean)
  private let episodes = EpisodeParameters()
  @Parameter(ParameterHelp.key) private var key = StateKey.state
  @Parameter(ParameterHelp.gamma, in: 0...1) private var gamma = 0.9
  @Parameter("values flow from the reward on a state's first arrival, or from success")
  private var convention = Convention.reference

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let standardise = standardisation.standardise
    let rewards = TurnRewards(of: batch, by: rewarding.rules)
    let states = context.states(of: batch, by: key)
    let graph: StateGraph
    let base: [Double]
    var tasksByOrder = 0
    switch convention {
    case .reference:
      graph = states.graphWithoutSinks
      (base, tasksByOrder) = firstRewards(of: graph, in: batch)
    case .paper:
      graph = states.graph
      base = (0..<graph.nodeCount).map { $0 < states.nodes.count ? 0.0 : 1 }
    }
    let value = try graph.propagatedValues(from: base, discount: gamma)
    let gain = zip(graph.source, graph.successor).map { value[Int($1)] - value[Int($0)] }
    let step = standardise(rewards.lessRowPenalties(gain), in: states.turnsByNode)
    let credit = episodes.term(standardise)(rewards, of: batch).combined(with: step, +)
    var attribution = try Attribution(
      finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id)
    attribution.remarks.tasksByOrder = tasksByOrder
    return attribution
  }

  /// The reward with which each node was first reached by a turn from elsewhere; 0 where an episode started before, and
  /// where no such turn enters or leaves; no value, -infinity, where turns only leave: what they lead to is all there
  /// is. Shape `[nodes]`. And the number of tasks in which another order of the episodes could have given others.
  private func firstRewards(
    of graph: StateGraph, in batch: TrajectoryBatch
  ) -> (base: [Double], tasksByOrder: Int) {
    var withoutPenalties = rewarding.rules
    withoutPenalties.penalty = .none
    let reward = TurnRewards(of: batch, by: withoutPenalties).reward
    var base = [Double?](repeating: nil, count: graph.nodeCount)
    var isLeft = [Bool](repeating: false, count: graph.nodeCount)
    var lastSeen = [Int](repeating: -1, count: graph.nodeCount)
    var dependsOnOrder = [Bool](repeating: false, count: batch.symbols.tasks.count)
    for episode in 0..<batch.episodeCount {
      let see = { (node: UInt32, reward: Double) in
        let node = Int(node)
        guard lastSeen[node] < episode else { return }
        lastSeen[node] = episode
        if let first = base[node], first != reward {
          dependsOnOrder[Int(batch.episodes.task[episode])] = true
        }
        base[node] = base[node] ?? reward
      }
      let turns = batch.turns(of: episode)
      for turn in turns where graph.source[turn] != graph.successor[turn] {
        isLeft[Int(graph.source[turn])] = true
        if turn == turns.lowerBound { see(graph.source[turn], 0) }
        see(graph.successor[turn], reward[turn])
      }
    }
    return (
      zip(base, isLeft).map { base, isLeft in base ?? (isLeft ? -.infinity : 0) },
      dependsOnOrder.count { $0 }
    )
  }
}
