import CreditNumerics
import Ground

/// The table nearest to a joint table among sums of one utility an agent: what VDN can represent.
///
/// Source: Sunehag et al. 2017, arXiv 1706.05296; nearest in weighted least squares.
package struct AdditiveProjection: Sendable {
  /// Utility of every action of every agent: the solution of least norm. Shape `[agents][actions]`.
  package let utilities: [[Double]]
  /// Their sums.
  package let fitted: JointTable
  /// The weighted sum of squared differences from the table.
  package let loss: Double

  /// Projects a table.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - weights: How much each joint action counts, at least 0; without them all count the same.
  /// - Throws: ``JointTableError`` for other weights, and where GSL fails.
  /// - Complexity: O(joint actions · actions²): a singular value decomposition.
  package init(of table: JointTable, weights: [Double]? = nil) throws(JointTableError) {
    let weights = try table.checked(weights)
    let start = table.counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    let columns = table.values.indices.map { place in
      zip(start, table.actions(at: place)).map { $0 + $1 }
    }
    let solution = try Self.leastNorm(columns, count: start[table.counts.count], weights, table.values)
    utilities = table.counts.indices.map { Array(solution[start[$0]..<start[$0 + 1]]) }
    fitted = JointTable(like: table, columns.map { $0.reduce(0) { $0 + solution[$1] } })
    loss = fitted.squaredDistance(to: table, weights: weights)
  }

  /// The least-squares solution of least norm for rows that are 1 in some columns and 0 elsewhere.
  private static func leastNorm(
    _ rows: [[Int]], count: Int, _ weights: [Double], _ targets: [Double]
  ) throws(JointTableError) -> [Double] {
    let roots = weights.map { $0.squareRoot() }
    var design = MinimumNormRegression.Rows()
    for (columns, root) in zip(rows, roots) {
      for column in columns { design.add(root, column: column) }
      design.endRow()
    }
    let fit: Measured<MinimumNormRegression>
    do throws(GSLError) {
      fit = try MinimumNormRegression.fit(
        design, targets: zip(roots, targets).map { $0 * $1 }, columns: count, mostWork: .max)
    } catch {
      throw .numerical("\(error)")
    }
    switch fit {
    case .value(let fit): return fit.coefficients
    case .undefined(let reason): throw .numerical("no projection: \(reason)")
    }
  }
}
