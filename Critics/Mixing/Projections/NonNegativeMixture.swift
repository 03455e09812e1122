/// The table nearest to a joint table among `sum_i k_i Q_i(a_i) + b` with weights k of at least 0, for given utilities: what
/// DOP's mixing can represent in one state.
///
/// Source: Wang et al. 2021, arXiv 2007.12322; nearest in weighted least squares.
package struct NonNegativeMixture: Sendable {
  /// k: the weight of each agent, at least 0.
  package let weights: [Double]
  /// b.
  package let bias: Double
  /// The nearest table.
  package let fitted: JointTable
  /// The weighted sum of squared differences from the table.
  package let loss: Double

  /// Fits the weights, by descent along one weight after the other until none moves.
  ///
  /// - Throws: ``JointTableError`` for weights of joint actions that are not accepted.
  package init(
    of table: JointTable, utilities: [[Double]], weights jointWeights: [Double]? = nil
  ) throws(JointTableError) {
    precondition(utilities.map(\.count) == table.counts, "a utility for each action of each agent")
    let joint = try table.checked(jointWeights)
    let total = joint.reduce(0, +)
    let mean = { (numbers: [Double]) in zip(joint, numbers).reduce(0) { $0 + $1.0 * $1.1 } / total }
    let columns = table.counts.indices.map { agent in
      table.values.indices.map { utilities[agent][table.actions(at: $0)[agent]] }
    }
    // The bias takes every mean away.
    let means = columns.map(mean)
    let target = mean(table.values)
    let centred = zip(columns, means).map { column, mean in column.map { $0 - mean } }
    let products = centred.map { first in
      centred.map { second in
        joint.indices.reduce(0) { $0 + joint[$1] * first[$1] * second[$1] }
      }
    }
    let right = centred.map { column in
      joint.indices.reduce(0) { $0 + joint[$1] * column[$1] * (table.values[$1] - target) }
    }
    let found = Self.descend(products, right)
    weights = found
    let bias = target - zip(found, means).reduce(0) { $0 + $1.0 * $1.1 }
    self.bias = bias
    fitted = JointTable(
      like: table,
      table.values.indices.map { place in
        found.indices.reduce(bias) { $0 + found[$1] * columns[$1][place] }
      })
    loss = fitted.squaredDistance(to: table, weights: joint)
  }

  /// The k of at least 0 that minimises `k'Ak/2 - b'k`. Each step solves for one weight exactly, so that the objective never
  /// rises.
  private static func descend(_ products: [[Double]], _ right: [Double]) -> [Double] {
    var weights = [Double](repeating: 0, count: right.count)
    for _ in 0..<10_000 {
      var moved = 0.0
      for agent in weights.indices where products[agent][agent] > 0 {
        let slope = weights.indices.reduce(-right[agent]) { $0 + products[agent][$1] * weights[$1] }
        let next = max(0, weights[agent] - slope / products[agent][agent])
        moved = max(moved, abs(next - weights[agent]))
        weights[agent] = next
      }
      if moved <= 1e-15 * weights.reduce(1, max) { break }
    }
    return weights
  }
}
