/// Weighted means of targets over the rows of each cell.
struct CellAverages {
  /// Weight of each cell.
  let weight: [Double]
  private let problem: FitProblem

  init(_ problem: FitProblem) {
    self.problem = problem
    weight = problem.cellWeights
  }

  /// Whether each cell has a row of positive weight.
  var isKnown: [Bool] { weight.map { $0 > 0 } }
  /// Number of such cells.
  var known: Int { weight.count { $0 > 0 } }

  /// The weighted mean of each cell; 0 where it has no weight.
  ///
  /// - Complexity: O(rows).
  func averages(of targets: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: weight.count)
    for (row, cell) in problem.cell.enumerated() where problem.weight[row] > 0 {
      sums[Int(cell)] += problem.weight[row] * targets[row]
    }
    for cell in sums.indices { sums[cell] = weight[cell] > 0 ? sums[cell] / weight[cell] : 0 }
    return sums
  }

  /// Weighted sum of squares of targets around the means of their cells.
  func unexplained(_ targets: [Double], around averages: [Double]) -> Double {
    var sum = 0.0
    for (row, cell) in problem.cell.enumerated() {
      let distance = targets[row] - averages[Int(cell)]
      sum += problem.weight[row] * distance * distance
    }
    return sum
  }
}
