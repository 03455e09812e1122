package import Trajectories

/// How turns are rewarded and their states valued: what the methods that compare returns with state values share.
package struct TurnValuation: ParameterGroup {
  private let rewarding = ReturnParameters()
  @Parameter(ParameterHelp.key) private var key = StateKey.state
  @Parameter(ParameterHelp.gamma, in: 0...1) private var gamma = 1.0
  private let source = ValueSource()
  private let truncation: TruncationParameters

  /// The defaults.
  ///
  /// - Parameter bootstraps: Whether truncated episodes may be bootstrapped; otherwise nothing is earned after the last
  ///   turn.
  package init(bootstrapping bootstraps: Bool = true) {
    truncation = TruncationParameters(bootstrapping: bootstraps)
  }

  /// Reward of a success, in reward units.
  package var successReward: Double { rewarding.successReward }

  /// Values the turns of a batch by the source of the parameters.
  ///
  /// - Throws: ``AttributionError/lacks(method:need:howToSupply:)`` if the file of values could not be read, or lacks a
  ///   state that turns start in or a bootstrapped episode was cut in.
  /// - Complexity: O(decisions + states).
  package func callAsFunction(
    _ batch: TrajectoryBatch, for card: MethodCard, in context: AttributionContext
  ) throws(AttributionError) -> ValuedTurns {
    let states = context.states(of: batch, by: key)
    let nodes = states.nodes
    let given = try source.table(
      for: nodes, by: key, of: batch, card, needingEndsOfTruncated: truncation.bootstraps)
    let rewards = TurnRewards(of: batch, by: rewarding.rules)
    if let given {
      let count = truncation.bootstraps ? batch.episodes.status.count { $0 == .truncated } : 0
      return valued(batch, rewards, by: given, cuts: CutEpisodes(bootstrapped: count))
    }
    let returns = discountedReturns(
      of: rewards.reward, turnStart: batch.episodes.turnStart, discount: gamma)
    return valued(
      batch, rewards, by: try ValueTable(meansOf: returns, at: states),
      cuts: truncation.bootstraps ? CutEpisodes(of: batch, valuedAt: states) : CutEpisodes(),
      expectedLoss: try rewards.rowPenalty.map { (losses) throws(AttributionError) in
        try ValueTable(meansOf: losses, at: states).atTurns
      })
  }

  /// Values the turns of a batch by a table made for its states.
  ///
  /// - Complexity: O(decisions + states), and what the table costs.
  package func callAsFunction(
    _ batch: TrajectoryBatch, in context: AttributionContext, by table: (BatchStates) -> ValueTable
  ) -> ValuedTurns {
    let states = context.states(of: batch, by: key)
    return valued(
      batch, TurnRewards(of: batch, by: rewarding.rules), by: table(states), cuts: CutEpisodes())
  }

  private func valued(
    _ batch: TrajectoryBatch, _ rewards: TurnRewards, by table: ValueTable, cuts: CutEpisodes,
    expectedLoss: [Double]? = nil
  ) -> ValuedTurns {
    let bootstraps = truncation.bootstraps
    let endValue = zip(table.afterEpisodes, batch.episodes.status).map { value, status in
      bootstraps && status == .truncated ? value : 0
    }
    return ValuedTurns(
      rewards: rewards, value: table.atTurns, endValue: endValue, discount: gamma,
      turnStart: batch.episodes.turnStart, cuts: cuts, expectedLoss: expectedLoss)
  }
}

extension CutEpisodes {
  /// The truncated episodes of a batch; only states that a turn starts in have values.
  fileprivate init(of batch: TrajectoryBatch, valuedAt states: BatchStates) {
    let truncated = (0..<batch.episodeCount).filter { batch.episodes.status[$0] == .truncated }
    guard !truncated.isEmpty else {
      self.init()
      return
    }
    let visits = states.turnsByNode
    self.init(
      bootstrapped: truncated.count,
      withoutValue: truncated.count { visits.size(of: Int(states.nodes.final[$0])) == 0 })
  }
}
