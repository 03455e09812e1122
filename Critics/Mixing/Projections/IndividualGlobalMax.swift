extension JointTable {
  /// Joint actions made of each agent's best actions, by place: those whose utilities are within rounding of the largest.
  package func greedyPlaces(of utilities: [[Double]]) -> [Int] {
    precondition(utilities.map(\.count) == counts, "a utility for each action of each agent")
    let isBest = utilities.map { utility in
      let most = utility.max() ?? 0
      let slack = 1e-9 * max(1, utility.reduce(0) { max($0, abs($1)) })
      return utility.map { $0 >= most - slack }
    }
    return values.indices.filter { place in
      zip(isBest, actions(at: place)).allSatisfy { $0[$1] }
    }
  }

  /// Whether agents that each maximise their own utility maximise the table: individual-global-max.
  ///
  /// Source: Son et al. 2019, arXiv 1905.05408.
  package func isMaximised(by utilities: [[Double]], within tolerance: Double = 1e-9) -> Bool {
    let most = values.reduce(-Double.infinity, max)
    return greedyPlaces(of: utilities).allSatisfy { values[$0] >= most - tolerance }
  }
}

/// What QTRAN asks of utilities so that they factorise a joint table.
///
/// Source: Son et al. 2019, arXiv 1905.05408.
package struct FactorisationConditions: Sendable {
  /// `V = max Q_jt - sum of the greedy utilities`: the correction for what the utilities leave out.
  package let value: Double
  /// `sum q_i(a_i) - Q_jt(a) + V` of every joint action: 0 at the greedy one, and nowhere negative.
  package let slack: [Double]
  /// Places of the greedy joint actions.
  package let greedy: [Int]

  /// The conditions for a table and utilities of its shape.
  package init(of table: JointTable, utilities: [[Double]]) {
    let sums = table.values.indices.map { place in
      zip(utilities, table.actions(at: place)).reduce(0) { $0 + $1.0[$1.1] }
    }
    greedy = table.greedyPlaces(of: utilities)
    let value = table.values.reduce(-.infinity, max) - (greedy.first.map { sums[$0] } ?? 0)
    self.value = value
    slack = zip(sums, table.values).map { $0 - $1 + value }
  }

  /// Whether they are met but for a tolerance, in the table's unit.
  package func areMet(within tolerance: Double = 1e-9) -> Bool {
    greedy.allSatisfy { abs(slack[$0]) <= tolerance } && slack.allSatisfy { $0 >= -tolerance }
  }
}

/// A joint table written as QPLEX's duelling mixture, without any difference: `Q(a) = sum_i Q_i(best) + sum_i lambda_i(a)
/// (Q_i(a_i) - Q_i(best))`.
///
/// Any table has such utilities, because the weights may differ from joint action to joint action. A joint action that
/// ties with the best one needs a weight of 0, the limit of QPLEX's positive ones.
///
/// Source: Wang et al. 2021, arXiv 2008.01062.
package struct DuplexForm: Sendable {
  /// Utility of every action of every agent. Shape `[agents][actions]`.
  package let utilities: [[Double]]
  /// lambda: one weight a joint action, the same for all of its agents that are not greedy; at least 0.
  package let weights: [Double]
  private let table: JointTable

  /// Writes a table in that form.
  package init(of table: JointTable) {
    let most = table.values.reduce(-.infinity, max)
    let best = table.actions(at: table.values.firstIndex(of: most) ?? 0)
    let share = most / Double(table.counts.count)
    self.table = table
    utilities = table.counts.indices.map { agent in
      (0..<table.counts[agent]).map { $0 == best[agent] ? share : share - 1 }
    }
    weights = table.values.indices.map { place in
      let differing = zip(table.actions(at: place), best).count { $0 != $1 }
      return differing == 0 ? 1 : (most - table.values[place]) / Double(differing)
    }
  }

  /// The table that the form stands for.
  package var mixed: JointTable {
    let most = utilities.map { $0.reduce(-.infinity, max) }
    return JointTable(
      like: table,
      table.values.indices.map { place in
        table.actions(at: place).enumerated().reduce(most.reduce(0, +)) { sum, choice in
          sum + weights[place] * (utilities[choice.offset][choice.element] - most[choice.offset])
        }
      })
  }
}
