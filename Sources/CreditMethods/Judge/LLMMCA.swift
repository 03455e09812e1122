import Glibc
package import Trajectories

/// LLM-MCA: a language model's share of every decision in the reward, made to add up if wished.
package struct LLMMCA: CreditMethod {
  /// Over what shares add up to the reward.
  private enum Efficiency: String, CaseIterable {
    /// They are as the model says.
    case none
    /// Over the decisions of a turn.
    case turn
    /// Over the decisions of an episode.
    case episode
  }

  /// How shares are made to add up.
  private enum Correction: String, CaseIterable {
    /// By the same amount for all.
    case add
    /// By the same factor for all.
    case scale
  }

  /// What is given out.
  private enum Emission: String, CaseIterable {
    /// The decision's share.
    case share
    /// The agent's shares from the decision on.
    case `return`
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "llm_mca", name: "LLM-MCA, a language model's shares of the reward",
    source: "arXiv 2502.16863 (2025), by its abstract",
    granularity: .multiAgent, methodology: .judge,
    estimand:
      "What a language model says that the decision of the agent was worth, corrected to add up to the reward if wished; with "
      + "emit=return the return of the agent's own shares.",
    formula:
      "A = share, or the discounted sum of the agent's shares from there on; efficient: share + (R - sum) / n, or share R / sum",
    needs: [.trajectories, .judgements], cost: "no continuations; O(decisions)",
    unverified: [
      .init("whether shares add up, and everything but that the share is the reward of that agent and step")
    ],
    sums: [
      .init(.episode, .episodeReturn, where: ["efficient": .text("episode"), "emit": .text("share")]),
      .init(.turn, .turnReward, where: ["efficient": .text("turn"), "emit": .text("share")]),
    ])

  @Parameter(ParameterHelp.rewardOfScore)
  private var reward = RewardConvention.score
  @Parameter("shares are as they are, or add up to the reward of their turn, or of their episode")
  private var efficient = Efficiency.none
  @Parameter("shares are corrected by the same amount, or by the same factor") private var mode =
    Correction.add
  @Parameter("the decision's share, or the sum of the agent's shares from it on") private var emit =
    Emission.share
  @Parameter("discount of a turn in that sum", in: 0...1) private var gamma = 1.0
  private let truncation = TruncationParameters(bootstrapping: false)

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    var shares = try batch.everyDecision(batch.decisions.judge, .anyLabel, for: Self.card)
    let rewards = TurnRewards(of: batch, by: ReturnRules(ofScores: reward))
    let mode = mode
    switch efficient {
    case .none: break
    case .turn:
      for (turn, goal) in rewards.reward.enumerated() {
        Self.correct(&shares[batch.decisions(of: turn)], to: goal, by: mode)
      }
    case .episode:
      for (episode, goal) in rewards.episodeReturn.enumerated() {
        Self.correct(&shares[batch.decisions(ofEpisode: episode)], to: goal, by: mode)
      }
    }
    if emit == .return { shares = Self.returns(of: shares, in: batch, discount: gamma) }
    return try Attribution(finite: shares, of: batch, method: Self.card.id)
  }

  /// Makes shares add up to a goal. Those whose sum is 0 but for rounding have no scale, and are replaced by equal ones.
  private static func correct(_ shares: inout ArraySlice<Double>, to goal: Double, by mode: Correction) {
    guard !shares.isEmpty else { return }
    let count = Double(shares.count)
    let sum = shares.reduce(0, +)
    switch mode {
    case .add: for index in shares.indices { shares[index] += (goal - sum) / count }
    case .scale:
      let magnitude = shares.reduce(0) { $0 + abs($1) }
      let isZero = abs(sum) <= count * 0x1p-53 * magnitude
      for index in shares.indices { shares[index] = isZero ? goal / count : shares[index] * (goal / sum) }
    }
  }

  /// The sum of the agent's shares from every decision on, discounted by the turns between.
  private static func returns(
    of shares: [Double], in batch: TrajectoryBatch, discount: Double
  ) -> [Double] {
    var result = shares
    for episode in 0..<batch.episodeCount {
      var next = [(turn: Int, sum: Double)?](repeating: nil, count: batch.symbols.agents.count)
      for turn in batch.turns(of: episode).reversed() {
        for decision in batch.decisions(of: turn) {
          let agent = Int(batch.decisions.agent[decision])
          if let later = next[agent] {
            result[decision] += pow(discount, Double(later.turn - turn)) * later.sum
          }
          next[agent] = (turn, result[decision])
        }
      }
    }
    return result
  }
}
