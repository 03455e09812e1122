package import CreditMethods
package import Trajectories

/// LIIR: a reward of its own for every agent, learned so that the policies which follow it serve the team.
///
/// Two levels: each agent's policy takes a step along its proxy advantage, in which the agent's intrinsic reward is added to the team's;
/// the intrinsic rewards climb the gradient of the team's objective after that step. Here policies and rewards are tables, and the
/// gradient is exact.
package struct LIIR: CreditMethod {
  /// What is given out.
  private enum Emission: String, CaseIterable {
    /// The proxy advantage, which trains the agent.
    case proxy
    /// The intrinsic reward of what it did.
    case intrinsic
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "liir", name: "LIIR, learned individual intrinsic rewards",
    source:
      "Du et al. 2019, LIIR: Learning Individual Intrinsic Reward in Multi-Agent Reinforcement Learning, NeurIPS 2019, "
      + "with the released code (yalidu/liir)",
    granularity: .multiAgent, methodology: .critic,
    estimand:
      "The return and the agent's intrinsic rewards, less their mean at what the agent sees: what trains the agent. Intrinsic rewards tell "
      + "agents apart by what the team gains from a step of theirs; they are not of the size of an effect.",
    formula:
      "A_i = G_i - mean of G_i over the agent's situation, G_i = sum of gamma^l (r + weight r_i), r_i = 10 tanh(x / 10); x climbs "
      + "dJ(theta') / dx, theta' = theta + rate sum of A_i grad log pi_i",
    needs: [.trajectories], spansTasks: true, cost: "no continuations; O(steps · decisions)",
    unverified: [
      .init(
        "lengths of steps, which the source leaves to RMSprop; Monte Carlo returns and tables in the place of its networks are ours"
      )
    ])

  private let scoring = ScoreParameters()
  @Parameter(ParameterHelp.key) private var key = StateKey.observation
  @Parameter(ParameterHelp.gamma, in: 0...1) private var gamma = 0.99
  @Parameter("weight of an intrinsic reward beside the team's", in: 0...1000) private var weight = 0.01
  @Parameter("length of a policy's step", in: 0...1000) private var rate = 1.0
  @Parameter("steps of the intrinsic rewards", in: 0...100_000) private var steps = 10
  @Parameter("length of each of them, in units of the reward before it is bounded", in: 0...1000)
  private var length = 1.0
  @Parameter("largest intrinsic reward", in: 1e-6...1e6) private var scale = 10.0
  @Parameter("the proxy advantage, or the intrinsic reward") private var emit = Emission.proxy

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let fitted = CriticBatch(batch, in: context, by: scoring)
    let model = model(of: fitted)
    let found = model.ascended(steps: steps, length: length)
    let credits: [Double]
    switch emit {
    case .proxy: credits = found.point.advantage
    case .intrinsic:
      let rewards = model.rewards(found.parameters)
      credits = model.choice.map { rewards[$0] }
    }
    return try fitted.attribution(decisions: credits, Self.card, fits: [])
  }

  /// The decisions of all episodes as a table.
  private func model(of fitted: CriticBatch) -> IntrinsicRewards {
    let batch = fitted.all
    let states = StateCells(of: batch, by: key).states
    let seen = Grouping(batch.repeatedPerDecision(states.group), count: states.count)
    let cells = Grouping(seen.split(by: batch.decisions.agent, symbolCount: batch.symbols.agents.count))
    let choices = Grouping(cells.split(by: batch.decisions.action, symbolCount: batch.symbols.actions.count))
    let extrinsic = discountedReturns(
      of: fitted.rewards.reward, turnStart: batch.episodes.turnStart, discount: gamma)
    let means = states.means(of: extrinsic)
    var agentSize = [Double](repeating: 0, count: batch.symbols.agents.count)
    for agent in batch.decisions.agent { agentSize[Int(agent)] += 1 }
    var previous = [Int](repeating: -1, count: batch.decisionCount)
    var gap = [Double](repeating: 0, count: batch.decisionCount)
    var turnOfDecision = [Int](repeating: 0, count: batch.decisionCount)
    for episode in 0..<batch.episodeCount {
      var last = [Int](repeating: -1, count: agentSize.count)
      for turn in batch.turns(of: episode) {
        for decision in batch.decisions(of: turn) {
          let agent = Int(batch.decisions.agent[decision])
          turnOfDecision[decision] = turn
          previous[decision] = last[agent]
          if last[agent] >= 0 { gap[decision] = Double(turn - turnOfDecision[last[agent]]) }
          last[agent] = decision
        }
      }
    }
    let cellOfChoice = (0..<choices.count).map { Int(cells.group[Int(choices[$0].first ?? 0)]) }
    return IntrinsicRewards(
      cell: cells.group.map(Int.init), choice: choices.group.map(Int.init),
      agent: batch.decisions.agent.map(Int.init), cellOfChoice: cellOfChoice,
      share: (0..<choices.count).map {
        Double(choices.size(of: $0)) / Double(cells.size(of: cellOfChoice[$0]))
      },
      cellSize: (0..<cells.count).map { Double(cells.size(of: $0)) }, agentSize: agentSize,
      previous: previous, gap: gap, decisionStart: batch.turns.decisionStart.map(Int.init),
      extrinsicReturn: extrinsic,
      extrinsicAdvantage: extrinsic.indices.map { extrinsic[$0] - means[Int(states.group[$0])] },
      turnOfDecision: turnOfDecision, discount: gamma, weight: weight, rate: rate, scale: scale)
  }
}
