import CGSL
import CreditStatistics

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
    let solution: [Double]
    do throws(GSLError) {
      solution = try Self.leastNorm(columns, count: start[table.counts.count], weights, table.values)
    } catch {
      throw .numerical("\(error)")
    }
    utilities = table.counts.indices.map { Array(solution[start[$0]..<start[$0 + 1]]) }
    fitted = JointTable(like: table, columns.map { $0.reduce(0) { $0 + solution[$1] } })
    loss = fitted.squaredDistance(to: table, weights: weights)
  }

  /// The least-squares solution of least norm for rows that are 1 in some columns and 0 elsewhere.
  private static func leastNorm(
    _ rows: [[Int]], count: Int, _ weights: [Double], _ targets: [Double]
  ) throws(GSLError) -> [Double] {
    // GSL asks for at least as many rows as columns: rows of zeros change nothing.
    let height = max(rows.count, count)
    let design = try GSL.allocate("gsl_matrix_calloc") { unsafe gsl_matrix_calloc(height, count) }
    defer { unsafe gsl_matrix_free(design) }
    let right = try GSL.allocate("gsl_matrix_calloc") { unsafe gsl_matrix_calloc(count, count) }
    defer { unsafe gsl_matrix_free(right) }
    let target = try GSL.allocate("gsl_vector_calloc") { unsafe gsl_vector_calloc(height) }
    defer { unsafe gsl_vector_free(target) }
    let solution = try GSL.allocate("gsl_vector_calloc") { unsafe gsl_vector_calloc(count) }
    defer { unsafe gsl_vector_free(solution) }
    let singular = try GSL.allocate("gsl_vector_calloc") { unsafe gsl_vector_calloc(count) }
    defer { unsafe gsl_vector_free(singular) }
    for (row, columns) in rows.enumerated() {
      let root = weights[row].squareRoot()
      for column in columns { unsafe gsl_matrix_set(design, row, column, root) }
      unsafe gsl_vector_set(target, row, root * targets[row])
    }
    try GSL.check("gsl_linalg_SV_decomp") {
      unsafe gsl_linalg_SV_decomp(design, right, singular, solution)
    }
    // What is 0 but for rounding must be 0, so that the solver leaves it out; the largest stands first.
    let least = unsafe 1e-10 * gsl_vector_get(singular, 0)
    for index in 0..<count where unsafe gsl_vector_get(singular, index) < least {
      unsafe gsl_vector_set(singular, index, 0)
    }
    try GSL.check("gsl_linalg_SV_solve") {
      unsafe gsl_linalg_SV_solve(design, right, singular, target, solution)
    }
    return (0..<count).map { unsafe gsl_vector_get(solution, $0) }
  }
}
