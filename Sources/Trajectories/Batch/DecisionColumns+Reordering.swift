extension DecisionColumns {
  /// The same rows in another order: row `k` is the row `order[k]` of before.
  package func reordered(_ order: [Int]) -> DecisionColumns {
    var columns = self
    columns.agent = order.map { agent[$0] }
    columns.action = order.map { action[$0] }
    columns.observation = observation.map { column in order.map { column[$0] } }
    columns.logProbability = logProbability.map { column in order.map { column[$0] } }
    columns.referenceLogProbability = referenceLogProbability.map { column in order.map { column[$0] } }
    columns.valid = valid.map { column in order.map { column[$0] } }
    columns.tokens = tokens.map { column in order.map { column[$0] } }
    columns.judge = judge.map { column in order.map { column[$0] } }
    columns.entropy = entropy.map { column in order.map { column[$0] } }
    columns.row = row.map { column in order.map { column[$0] } }
    columns.factors = factors.map { column in
      order.flatMap { column[$0 * factorCount..<($0 + 1) * factorCount] }
    }
    return columns
  }
}
