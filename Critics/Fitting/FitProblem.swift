import CreditMethods

/// What a function of cells is fitted to: weighted rows, each in a cell, and how their targets follow from its values.
///
/// Rows are turns of recorded episodes, or the cells of an exact solution with the probability of visiting them: the
/// same solvers serve both.
struct FitProblem {
  /// Cell of each row.
  let cell: [Int32]
  /// Number of cells; there may be more than rows show.
  let cellCount: Int
  /// Weight of each row, at least 0; a row of weight 0 is not fitted to.
  let weight: [Double]
  /// Whether the targets do not depend on the values.
  let isClosed: Bool
  /// Target of each row, given the value of each cell.
  let targets: (_ values: [Double]) -> [Double]
  /// The target of each row that does not depend on values: its return.
  let returns: () -> [Double]

  /// Weight of each cell.
  var cellWeights: [Double] {
    var sums = [Double](repeating: 0, count: cellCount)
    for (row, cell) in cell.enumerated() { sums[Int(cell)] += weight[row] }
    return sums
  }

  /// Number of rows that are fitted to.
  var fittedRows: Int { weight.count { $0 > 0 } }
}

/// What became of a fit.
struct FittedValues {
  /// Value of each cell.
  let values: [Double]
  /// Whether the fit says anything of each cell.
  let isKnown: [Bool]
  /// How it ended.
  let fit: CriticFit
}
