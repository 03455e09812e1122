/// One number for every joint action of a team in one state, such as Q(s, .) of a matrix game.
///
/// The last agent's action runs fastest: a matrix game of two agents is written row by row.
package struct JointTable: Sendable, Hashable {
  /// Number of actions of each agent, each at least 1.
  package let counts: [Int]
  /// One number a joint action, finite.
  package private(set) var values: [Double]

  /// The most joint actions that a table may have.
  package static let limit = 4096

  /// A table.
  ///
  /// - Parameters:
  ///   - counts: Number of actions of each agent.
  ///   - values: One number a joint action.
  /// - Throws: ``JointTableError`` for fewer than two agents, a size beyond ``limit``, another number of values, or a value
  ///   that is not finite.
  package init(counts: [Int], values: [Double]) throws(JointTableError) {
    guard counts.count >= 2 else { throw .tooFewAgents(found: counts.count) }
    var size = 1
    for count in counts {
      let (product, overflows) = size.multipliedReportingOverflow(by: max(1, count))
      guard !overflows, product <= Self.limit else { throw .tooLarge(counts: counts, limit: Self.limit) }
      size = product
    }
    guard counts.allSatisfy({ $0 >= 1 }), values.count == size else {
      throw .shape(counts: counts, values: values.count)
    }
    if let place = values.firstIndex(where: { !$0.isFinite }) { throw .notFinite(place: place) }
    self.counts = counts
    self.values = values
  }

  /// A table with the shape of another one and other values.
  init(like other: JointTable, _ values: [Double]) {
    precondition(values.count == other.values.count, "a table of the same shape has as many values")
    counts = other.counts
    self.values = values
  }

  /// Where the value of a joint action stands.
  package func place(of actions: [Int]) -> Int {
    precondition(actions.count == counts.count, "\(actions.count) actions of \(counts.count) agents")
    return zip(actions, counts).reduce(0) { $0 * $1.1 + $1.0 }
  }

  /// The joint action whose value stands at a place.
  package func actions(at place: Int) -> [Int] {
    var rest = place
    var actions = counts
    for agent in counts.indices.reversed() {
      actions[agent] = rest % counts[agent]
      rest /= counts[agent]
    }
    return actions
  }

  /// The value of a joint action.
  package subscript(_ actions: Int...) -> Double { values[place(of: actions)] }

  /// The weighted sum of squared differences from another table of the same shape.
  package func squaredDistance(to other: JointTable, weights: [Double]) -> Double {
    values.indices.reduce(0) { sum, place in
      let difference = values[place] - other.values[place]
      return sum + weights[place] * difference * difference
    }
  }

  /// Weights as they were given, or 1 for every joint action.
  func checked(_ weights: [Double]?) throws(JointTableError) -> [Double] {
    guard let weights else { return Array(repeating: 1, count: values.count) }
    guard weights.count == values.count, weights.allSatisfy({ $0 >= 0 && $0.isFinite }),
      weights.contains(where: { $0 > 0 })
    else { throw .weights }
    return weights
  }
}

/// Why there is no table, or nothing nearest to one.
package enum JointTableError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A team has at least two agents.
  case tooFewAgents(found: Int)
  /// More joint actions than a table may have.
  case tooLarge(counts: [Int], limit: Int)
  /// The numbers of actions and of values do not go together.
  case shape(counts: [Int], values: Int)
  /// A value is NaN or infinite.
  case notFinite(place: Int)
  /// Weights are not one number of at least 0 a joint action, or all 0.
  case weights
  /// More rankings of actions than are searched.
  case tooManyRankings(counts: [Int], limit: Int)
  /// A routine of GSL failed.
  case numerical(String)

  /// The error as a sentence.
  package var description: String {
    switch self {
    case .tooFewAgents(let found): "a joint table needs at least two agents; found \(found)."
    case .tooLarge(let counts, let limit):
      "a joint table of \(counts.map(String.init).joined(separator: " x ")) actions is larger than \(limit)."
    case .shape(let counts, let values):
      "\(values) values do not fill a table of \(counts.map(String.init).joined(separator: " x ")) actions."
    case .notFinite(let place): "value \(place) of a joint table is NaN or infinite."
    case .weights: "weights are one finite number of at least 0 for every joint action, and not all 0."
    case .tooManyRankings(let counts, let limit):
      "the rankings of \(counts.map(String.init).joined(separator: " x ")) actions are more than \(limit)."
    case .numerical(let reason): reason
    }
  }
}
