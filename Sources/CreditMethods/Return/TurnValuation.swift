package import Trajectories

/// How turns are rewarded and their states valued: what the methods that compare returns with state values share.
package struct TurnValuation: Sendable {
  private let rules: ReturnRules
  private let key: StateKey
  private let discount: Double
  private let source: ValueSource
  private let bootstraps: Bool

  /// The parameters of a valuation that may bootstrap truncated episodes.
  package static let parameters =
    unbootstrapped + [
      .flag(
        "bootstrap", default: true, "whether the value after a truncated episode counts; otherwise it is 0")
    ]

  /// The parameters of a valuation in which nothing is earned after the last turn.
  package static let unbootstrapped =
    CommonParameters.returns + [CommonParameters.key, CommonParameters.gamma(1)] + ValueSource.parameters

  /// The valuation that ``parameters`` name, or, if it never bootstraps, ``unbootstrapped``.
  package init(_ parameters: ParameterValues, bootstrapping: Bool = true) {
    rules = ReturnRules(parameters)
    key = parameters.choice("key", as: StateKey.self)
    discount = parameters.number("gamma")
    source = ValueSource(parameters)
    bootstraps = bootstrapping && parameters.flag("bootstrap")
  }

  /// Values the turns of a batch by the source of the parameters.
  ///
  /// - Throws: ``AttributionError/lacks(method:need:howToSupply:)`` if the file of values could not be read, or lacks a
  ///   state.
  /// - Complexity: O(decisions + states).
  package func callAsFunction(
    _ batch: TrajectoryBatch, for card: MethodCard, in context: AttributionContext
  ) throws(AttributionError) -> ValuedTurns {
    let states = context.states(of: batch, by: key)
    let nodes = states.nodes
    let given = try source.table(for: nodes, by: key, of: batch, card)
    let rewards = TurnRewards(of: batch, by: rules)
    if let given { return valued(batch, rewards, by: given) }
    let returns = discountedReturns(
      of: rewards.reward, turnStart: batch.episodes.turnStart, discount: discount)
    return valued(
      batch, rewards, by: try ValueTable(meansOf: returns, at: states),
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
    return valued(batch, TurnRewards(of: batch, by: rules), by: table(states))
  }

  private func valued(
    _ batch: TrajectoryBatch, _ rewards: TurnRewards, by table: ValueTable,
    expectedLoss: [Double]? = nil
  ) -> ValuedTurns {
    let endValue = zip(table.afterEpisodes, batch.episodes.status).map { value, status in
      bootstraps && status == .truncated ? value : 0
    }
    return ValuedTurns(
      rewards: rewards, value: table.atTurns, endValue: endValue, discount: discount,
      turnStart: batch.episodes.turnStart, expectedLoss: expectedLoss)
  }
}
