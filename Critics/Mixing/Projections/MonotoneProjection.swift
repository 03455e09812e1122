import CreditNumerics

/// The table nearest to a joint table among those that QMIX can represent: monotone in some ranking of each agent's
/// actions.
///
/// A monotone mixing of utilities never decreases when an agent turns to an action of larger utility; the other way
/// round, any table that is monotone in rankings is such a mixing of the ranks.
///
/// Source: Rashid et al. 2018, arXiv 1803.11485; nearest in weighted least squares.
package struct MonotoneProjection: Sendable {
  /// Each agent's actions from the worst to the best.
  package let rankings: [[Int]]
  /// The nearest table.
  package let fitted: JointTable
  /// The weighted sum of squared differences from the table.
  package let loss: Double

  /// The most actions of an agent whose rankings are searched.
  package static let actionLimit = 4
  /// The most combinations of rankings that are searched: those of three agents with four actions each.
  package static let rankingLimit = 13_824

  /// The nearest table that is monotone in given rankings.
  ///
  /// - Throws: ``JointTableError`` for weights that are not accepted.
  package init(
    of table: JointTable, rankings: [[Int]], weights: [Double]? = nil
  ) throws(JointTableError) {
    precondition(
      zip(rankings, table.counts).allSatisfy { $0.sorted() == Array(0..<$1) },
      "a ranking holds each action of its agent once")
    self.init(of: table, rankings: rankings, checked: try table.checked(weights))
  }

  /// The nearest table in any rankings, by exhaustive search. Among equally near ones it is the first, in the
  /// lexicographic order of the rankings.
  ///
  /// - Parameters:
  ///   - table: The table, of at most four actions an agent.
  ///   - top: Actions that must be the best of their rankings, one an agent; without them any may.
  ///   - weights: How much each joint action counts; without them all count the same.
  /// - Throws: ``JointTableError`` for too many rankings and for weights that are not accepted.
  /// - Complexity: one isotonic regression for every combination of rankings.
  package static func best(
    of table: JointTable, topping top: [Int]? = nil, weights: [Double]? = nil
  ) throws(JointTableError) -> MonotoneProjection {
    let weights = try table.checked(weights)
    let size = table.counts.reduce(1) { $0 * ($1 > actionLimit ? rankingLimit + 1 : factorial($1)) }
    guard table.counts.count <= 12, size <= rankingLimit else {
      throw .tooManyRankings(counts: table.counts, limit: rankingLimit)
    }
    var combinations: [[[Int]]] = [[]]
    for (agent, count) in table.counts.enumerated() {
      let rankings = permutations(of: Array(0..<count)).filter { ranking in
        top.map { ranking[count - 1] == $0[agent] } ?? true
      }
      combinations = combinations.flatMap { earlier in rankings.map { earlier + [$0] } }
    }
    var best = MonotoneProjection(of: table, rankings: combinations[0], checked: weights)
    for rankings in combinations.dropFirst() {
      let other = MonotoneProjection(of: table, rankings: rankings, checked: weights)
      if other.loss < best.loss - 1e-12 * max(1, best.loss) { best = other }
    }
    return best
  }

  private init(of table: JointTable, rankings: [[Int]], checked weights: [Double]) {
    let above = table.values.indices.map { place in
      let actions = table.actions(at: place)
      return actions.indices.compactMap { agent -> Int? in
        guard let rank = rankings[agent].firstIndex(of: actions[agent]),
          rank + 1 < rankings[agent].count
        else { return nil }
        var raised = actions
        raised[agent] = rankings[agent][rank + 1]
        return table.place(of: raised)
      }
    }
    self.rankings = rankings
    fitted = JointTable(
      like: table, IsotonicRegression(values: table.values, weights: weights, above: above).fitted)
    loss = fitted.squaredDistance(to: table, weights: weights)
  }

  private static func factorial(_ number: Int) -> Int { (1...max(1, number)).reduce(1, *) }

  private static func permutations(of items: [Int]) -> [[Int]] {
    guard items.count > 1 else { return [items] }
    return items.flatMap { first in
      permutations(of: items.filter { $0 != first }).map { [first] + $0 }
    }
  }
}
