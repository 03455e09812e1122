package import Trajectories

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
    /// Once, however often it was taken. Taken both validly and invalidly it counts twice where rows are penalised,
    /// because its values differ.
    case unique
  }

  /// The parameters of the term beside those of the reward, the standardisation and the state's key.
  package static let parameters: [ParameterSpecification] = [
    .number("omega", in: Double.leastNormalMagnitude...1, default: 0.1, "factor of an edge's value per turn"),
    .choice(
      "convention", CommonParameters.words(EdgeValue.Convention.self),
      "exponent of omega: d(s'), d(s') + 1, or d(s') - d(s) + 1"),
    .choice(
      "edges", CommonParameters.words(EdgeCount.self), "an edge counts each time it was taken, or once"),
  ]

  /// What identifies a state.
  package let key: StateKey
  private let edgeValue: EdgeValue
  private let edges: EdgeCount
  private let standardise: Standardisation

  /// The term with its parameters, the success reward and those of ``CommonParameters/standardisation(ddof:)`` and
  /// ``CommonParameters/key`` among them.
  package init(_ parameters: ParameterValues) {
    key = parameters.choice("key", as: StateKey.self)
    edgeValue = EdgeValue(
      convention: parameters.choice("convention", as: EdgeValue.Convention.self),
      omega: parameters.number("omega"), success: parameters.number("successReward"))
    edges = parameters.choice("edges", as: EdgeCount.self)
    standardise = Standardisation(parameters)
  }

  /// The term of every turn, dimensionless or in reward units as the norm says. Shape `[turns]`.
  ///
  /// - Parameters:
  ///   - rewards: Where the row penalties come from.
  ///   - states: The states of the episodes that make the graph, by ``key``.
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
      var edge = exits.split(by: states.graph.successor, symbolCount: states.graph.nodeCount)
      if let penalty = rewards.rowPenalty {
        edge = Grouping(edge).split(by: penalty.map { $0 == 0 ? 0 : 1 }, symbolCount: 2)
      }
      let isFirst = edge.firstRows
      return standardise(
        value, in: exits, counting: counted.map { zip($0, isFirst).map { $0 && $1 } } ?? isFirst)
    }
  }
}
