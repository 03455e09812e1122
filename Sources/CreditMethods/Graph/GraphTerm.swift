/// How near a turn leads to success on the graph of all episodes of its task, relative to the other ways that were taken
/// out of the same state.
///
/// With row penalties the value of an invalid turn's edge loses the penalty as well, so that a task without success
/// then has terms other than 0. That released code applies the penalty there is our assumption.
///
/// Source: arXiv 2605.26684, section 4 and its released code.
package struct GraphTerm: Sendable {
  /// How often an edge counts among those that leave its state.
  package enum EdgeCount: String, Sendable, CaseIterable {
    /// Each time it was taken.
    case occurrence
    /// Once, however often it was taken: an edge is a state, a joint action and the state after it, so that two actions
    /// that lead to one state are two edges. Taken both validly and invalidly it counts twice where rows are
    /// penalised, because its values differ.
    case unique
  }

  /// What an edge is worth.
  package let edgeValue: EdgeValue
  /// How often an edge counts.
  package let edges: EdgeCount
  /// How the edges that leave a state are compared.
  package let standardise: Standardisation

  /// The term of every turn, dimensionless or in reward units as the norm says. Shape `[turns]`.
  ///
  /// - Parameters:
  ///   - rewards: Where the row penalties come from.
  ///   - states: The states of the episodes that make the graph, by any key.
  ///   - counted: The turns that are compared with each other, shape `[turns]`; all without it. Those that are not
  ///     must stand after those that are.
  /// - Complexity: O(decisions + nodes).
  package func callAsFunction(
    _ rewards: TurnRewards, over states: BatchStates, counting counted: [Bool]? = nil
  ) -> [Double] {
    let exits = states.turnsByNode
    let value = rewards.lessRowPenalties(edgeValue.ofTurns(in: states))
    switch edges {
    case .occurrence: return standardise(value, in: exits, counting: counted)
    case .unique:
      let ways = Grouping(exits.split(by: states.graph.successor, symbolCount: states.graph.nodeCount))
      var edge = states.batch.turnsByJointAction(within: ways)
      if let penalty = rewards.rowPenalty {
        edge = Grouping(edge.split(by: penalty.map { $0 == 0 ? 0 : 1 }, symbolCount: 2))
      }
      let isFirst = edge.firstRows
      return standardise(
        value, in: exits, counting: counted.map { zip($0, isFirst).map { $0 && $1 } } ?? isFirst)
    }
  }
}

/// The parameters of a graph term beside those of the reward, the standardisation and the state's key.
package struct GraphTermParameters: ParameterGroup {
  @Parameter("factor of an edge's value per turn", in: .leastNormalMagnitude...1)
  package var omega = 0.1
  @Parameter("exponent of omega: d(s'), d(s') + 1, or d(s') - d(s) + 1")
  package var convention = EdgeValue.Convention.reference
  @Parameter("an edge counts each time it was taken, or once")
  package var edges = GraphTerm.EdgeCount.occurrence

  /// The defaults.
  package init() {}

  /// The term that they make.
  ///
  /// - Parameters:
  ///   - standardise: How the edges that leave a state are compared.
  ///   - success: Value of reaching a success, in reward units.
  package func term(_ standardise: Standardisation, success: Double) -> GraphTerm {
    GraphTerm(
      edgeValue: EdgeValue(convention: convention, omega: omega, success: success), edges: edges,
      standardise: standardise)
  }
}
