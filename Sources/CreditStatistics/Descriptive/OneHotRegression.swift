import CreditNumerics
public import Ground
import CGSL

/// Weighted least squares of targets on the indicators of disjoint cells, without an intercept: each row has a 1 in
/// the column of its cell and 0 elsewhere.
///
/// No row lies in two cells, so the columns are orthogonal, the normal equations are diagonal, and the fit
/// separates: the coefficient of a cell is the weighted least-squares fit of a constant to the rows of that cell,
/// whatever the others hold. It is made by `gsl_fit_wmul` on those rows alone.
public struct OneHotRegression: Sendable, Hashable {
  /// The fit of one cell.
  public struct Coefficient: Sendable, Hashable {
    /// The coefficient: the weighted mean of the cell's targets, in the unit of the targets.
    public let value: Double
    /// The standard error of the coefficient, in the unit of the targets: sqrt(s² / sum w), with the residual
    /// variance of the cell, s² = sum w (y - value)² / (rows - 1). A common factor of all weights cancels. Undefined
    /// for one row.
    ///
    /// Where the weights are the inverse variances of the targets, the standard error is 1 / sqrt(``weight``)
    /// instead.
    public let standardError: Measured<Double>
    /// How many rows of positive weight the cell has; at least 1.
    public let rows: Int
    /// The sum of their weights.
    public let weight: Double
    /// The weighted sum of squared residuals, sum w (y - value)²; infinite where it overflows, and the standard
    /// error is then undefined.
    public let residualSumOfSquares: Double
  }

  /// The fit of each cell. Undefined with `UndefinedReason/noUnits` for a cell without rows, with
  /// `UndefinedReason/noWeight` for one whose weights are all 0, with `UndefinedReason/negativeWeight`, with
  /// `UndefinedReason/notFinite` for a NaN or an infinity among its weights or its targets of positive weight, and
  /// with `UndefinedReason/outOfRange`. A flaw in one cell leaves the others as they are.
  public let cells: [Measured<Coefficient>]

  /// The coefficients, with `substitute` for the cells that have none.
  public func values(substituting substitute: Double) -> [Double] {
    cells.map { $0.optional?.value ?? substitute }
  }

  /// Fits weighted rows.
  ///
  /// Rows of weight 0 are left out. Within a cell, rows enter in their order.
  ///
  /// - Parameters:
  ///   - cells: The cell of each row, in `0..<count`.
  ///   - count: The number of cells.
  ///   - weights: The weight of each row, at least 0. Any scale will do.
  ///   - targets: The target of each row.
  /// - Throws: `ArgumentError` for a row of no cell, and for targets or weights that are not one a row; `GSLError` of
  ///   `gsl_fit_wmul`.
  /// - Complexity: O(rows + cells), by a counting sort.
  public static func fit(
    cells: [Int32], count: Int, weights: some Numbers, targets: some Numbers
  ) throws -> OneHotRegression {
    let rows = try RowsByCell(cells: cells, count: count)
    return OneHotRegression(
      cells: try fit(
        rows, targets: rows.gathered(targets, "targets"), weights: rows.gathered(weights, "weights"),
        weightStep: 1))
  }

  /// Fits rows of equal weight 1: coefficients are means of the cells' targets, and weights are row counts.
  ///
  /// - Parameters:
  ///   - cells: The cell of each row, in `0..<count`.
  ///   - count: The number of cells.
  ///   - targets: The target of each row.
  /// - Throws: As ``fit(cells:count:weights:targets:)``.
  /// - Complexity: O(rows + cells), by a counting sort.
  public static func fit(
    cells: [Int32], count: Int, targets: some Numbers
  ) throws -> OneHotRegression {
    let rows = try RowsByCell(cells: cells, count: count)
    return OneHotRegression(
      cells: try fit(rows, targets: rows.gathered(targets, "targets"), weights: [1], weightStep: 0))
  }

  /// The fits of all cells from targets and weights in the order of `rows`. A weight step of 0 reads the first
  /// weight for all rows.
  private static func fit(
    _ rows: RowsByCell, targets: [Double], weights: [Double], weightStep: Int
  ) throws(GSLError) -> [Measured<Coefficient>] {
    var fits: [Measured<Coefficient>] = []
    fits.reserveCapacity(rows.count)
    for cell in 0..<rows.count {
      let range = rows[cell]
      let first = range.lowerBound * weightStep
      fits.append(try fit(targets: targets[range], weights: weights[first...], weightStep: weightStep))
    }
    return fits
  }

  private static func fit(
    targets: ArraySlice<Double>, weights: ArraySlice<Double>, weightStep: Int
  ) throws(GSLError) -> Measured<Coefficient> {
    guard !targets.isEmpty else { return .undefined(.noUnits) }
    var rows = 0
    var total = 0.0
    for (offset, target) in targets.enumerated() {
      let weight = weights[weights.startIndex + offset * weightStep]
      guard weight.isFinite, weight == 0 || target.isFinite else { return .undefined(.notFinite) }
      guard weight >= 0 else { return .undefined(.negativeWeight) }
      if weight > 0 { rows += 1 }
      total += weight
    }
    guard rows > 0 else { return .undefined(.noWeight) }
    let fit = try constant(fitting: targets, weights: weights, weightStep: weightStep)
    guard total.isFinite, fit.value.isFinite else { return .undefined(.outOfRange) }
    let standardError: Measured<Double> =
      rows > 1
      ? Measured(inRange: (fit.residualSumOfSquares / Double(rows - 1) / total).squareRoot())
      : .undefined(.tooFew(found: rows, needed: 2))
    return .value(
      Coefficient(
        value: fit.value, standardError: standardError, rows: rows, weight: total,
        residualSumOfSquares: fit.residualSumOfSquares))
  }

  /// The constant nearest to the targets, and the weighted sum of squares that it leaves. Neither slice is empty, and
  /// `weights` holds a weight for each target, `weightStep` apart.
  private static func constant(
    fitting targets: ArraySlice<Double>, weights: ArraySlice<Double>, weightStep: Int
  ) throws(GSLError) -> (value: Double, residualSumOfSquares: Double) {
    var indicator = 1.0
    var value = 0.0
    var inverseWeight = 0.0
    var residual = 0.0
    try GSL.check("gsl_fit_wmul") {
      unsafe targets.withUnsafeBufferPointer { targets in
        unsafe weights.withUnsafeBufferPointer { weights in
          // The indicator is 1 in every row of the cell: one number, read with a step of 0.
          unsafe gsl_fit_wmul(
            &indicator, 0, weights.baseAddress, weightStep, targets.baseAddress, 1, targets.count, &value,
            &inverseWeight, &residual)
        }
      }
    }
    return (value, residual)
  }
}

/// The rows of a table sorted by cell, in their order within each cell.
private struct RowsByCell {
  /// How many cells there are.
  let count: Int
  private let order: [Int]
  private let starts: [Int]

  init(cells: [Int32], count: Int) throws(ArgumentError) {
    guard count >= 0 else { throw ArgumentError("count", count, accepted: "0 or more") }
    var starts = [Int](repeating: 0, count: count + 1)
    for row in cells.indices {
      let cell = Int(cells[row])
      guard (0..<count).contains(cell) else {
        throw ArgumentError("cells", "\(cell) in row \(row)", accepted: "0..<\(count)")
      }
      starts[cell + 1] += 1
    }
    for cell in 0..<count { starts[cell + 1] += starts[cell] }
    var next = starts
    var order = [Int](repeating: 0, count: cells.count)
    for row in cells.indices {
      let cell = Int(cells[row])
      order[next[cell]] = row
      next[cell] += 1
    }
    self.count = count
    self.order = order
    self.starts = starts
  }

  /// Where the rows of a cell stand among the sorted ones.
  subscript(cell: Int) -> Range<Int> { starts[cell]..<starts[cell + 1] }

  /// A column of the table in the sorted order of its rows.
  func gathered(_ column: some Numbers, _ name: String) throws(ArgumentError) -> [Double] {
    try column.withNumbers { (column) throws(ArgumentError) in
      guard column.count == order.count else {
        throw ArgumentError(name, "\(column.count) numbers", accepted: "\(order.count), one a row")
      }
      return order.map { column[$0] }
    }
  }
}
