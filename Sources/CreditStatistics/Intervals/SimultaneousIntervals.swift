public import Ground

/// Intervals of the means of many cells that cover all of them together with the stated confidence.
///
/// The values are a matrix, row by row: a row is an independent unit, a column a cell. Cells without an interval
/// (constant ones among them) stay undefined and are not part of the family. The `confidence` of each interval is the
/// joint one. A matrix that is not made of whole rows leaves every cell undefined, with `UndefinedReason/notAccepted(_:)`.
public enum SimultaneousIntervals {
  /// How the error is shared among the cells of the family.
  public enum Correction: Sendable, Hashable {
    /// Each of *m* cells gets 1/*m* of the error: valid under any dependence.
    case bonferroni
    /// Each gets 1 - (1 - a)^(1/m): exact for independent cells, and valid for t intervals of normal values.
    ///
    /// Source: Šidák, "Rectangular confidence regions for the means of multivariate normal distributions", JASA 62
    /// (1967).
    case sidak
  }

  /// Student's t intervals of the column means, each with a share of the error.
  ///
  /// - Parameters:
  ///   - matrix: Row by row.
  ///   - columns: How many columns the matrix has; its count is a multiple of that. There are no intervals without one.
  ///   - confidence: Between 0 and 1, for instance 0.95.
  ///   - correction: How the error is shared among the columns.
  /// - Returns: One interval a column; undefined for fewer than 2 rows, for a constant column, and for a NaN or an
  ///   infinity in it.
  public static func studentT(
    ofColumns matrix: [Double], columns: Int, confidence: Double, correction: Correction
  ) -> [Measured<ConfidenceInterval>] {
    guard let tail = ConfidenceInterval.tail(of: confidence) else {
      return unaccepted(columns, .unaccepted(confidence: confidence))
    }
    let cells = cells(of: matrix, columns: columns)
    let family = Double(cells.count { $0.optional != nil })
    let error = 2 * tail
    let share: Double =
      switch correction {
      case .bonferroni: error / family
      // 1 - (1 - a)^(1/m), in a form that keeps the digits of a small share.
      case .sidak: Distributions.complementOfRoot(of: 1 - error, degree: family)
      }
    return cells.map { cell in
      cell.flatMap { cell in
        let quantile = Distributions.studentTQuantile(upperTail: share / 2, degrees: Double(cell.rows - 1))
        return .symmetric(
          about: cell.mean, margin: quantile * cell.error, confidence: confidence, units: cell.rows,
          method: correction == .sidak ? .sidak : .bonferroni)
      }
    }
  }

  /// Intervals of the column means by resampling whole rows: mean ± q s / sqrt(n), where *q* is the `confidence` quantile
  /// over the resamples of the largest |t| of any cell. They use the correlation of the cells, and are the narrower the
  /// more the cells go together.
  ///
  /// A cell that is constant in a resample makes that resample's largest |t| infinite. Undefined as in
  /// ``studentT(ofColumns:columns:confidence:correction:)``, and, for all cells, when *q* is infinite.
  ///
  /// - Complexity: O(cells · rows · resamples).
  ///
  /// Source: Romano and Wolf, "Stepwise multiple testing as formalized data snooping", Econometrica 73 (2005),
  /// algorithm 4.2, for one step.
  public static func maximumT(
    ofColumns matrix: [Double], columns: Int, confidence: Double, bootstrap: Bootstrap
  ) -> [Measured<ConfidenceInterval>] {
    guard ConfidenceInterval.tail(of: confidence) != nil else {
      return unaccepted(columns, .unaccepted(confidence: confidence))
    }
    guard bootstrap.resamples >= 1 else {
      return unaccepted(columns, .unaccepted(resamples: bootstrap.resamples))
    }
    let cells = cells(of: matrix, columns: columns)
    let family = cells.indices.filter { cells[$0].optional != nil }
    guard !family.isEmpty else { return cells.map { $0.flatMap { _ in .undefined(.noUnits) } } }
    let rows = matrix.count / columns
    let means = cells.map { $0.optional?.mean ?? 0 }
    // The family's columns, centred, one after the other.
    let centred = family.map { column in
      (0..<rows).map { matrix[$0 * columns + column] - means[column] }
    }
    let n = Double(rows)
    let smallest = centred.map { column in column.reduce(0) { max($0, abs($1)) } * 1e-12 }
    var drawn = [Int](repeating: 0, count: rows)
    let largest = bootstrap.range.map { resample in
      var stream = ResampleStream(seed: bootstrap.seed, purpose: .bootstrap, resample: resample)
      for row in 0..<rows { drawn[row] = stream.index(below: UInt32(rows)) }
      var largest = 0.0
      for (place, column) in centred.enumerated() {
        var sum = 0.0
        var squares = 0.0
        for row in drawn {
          sum += column[row]
          squares += column[row] * column[row]
        }
        let deviation = max(0, (squares - sum * sum / n) / (n - 1)).squareRoot()
        largest = max(
          largest, deviation > smallest[place] ? abs(sum) / (deviation * n.squareRoot()) : .infinity)
      }
      return largest
    }
    // The next larger order statistic rather than an interpolated one: an infinity may stand beside it.
    let sorted = largest.sorted()
    let quantile = sorted[min(sorted.count - 1, Int((confidence * Double(sorted.count)).rounded(.up)))]
    guard quantile.isFinite else {
      let undefined = sorted.count { $0.isInfinite }
      return cells.map {
        $0.flatMap { _ in
          .undefined(.undefinedOnResamples(undefined: undefined, resamples: bootstrap.resamples))
        }
      }
    }
    let resampling = ConfidenceInterval.Resampling(
      resamples: bootstrap.resamples, defined: sorted.count { $0.isFinite }, seed: bootstrap.seed)
    return cells.map { cell in
      cell.flatMap { cell in
        .symmetric(
          about: cell.mean, margin: quantile * cell.error, confidence: confidence, units: cell.rows,
          method: .maximumT, resampling: resampling)
      }
    }
  }

  private struct Cell {
    let mean: Double
    let error: Double
    let rows: Int
  }

  /// The same reason for every column.
  private static func unaccepted<Value>(_ columns: Int, _ reason: Measured<Value>) -> [Measured<Value>] {
    [Measured<Value>](repeating: reason, count: max(0, columns))
  }

  private static func cells(of matrix: [Double], columns: Int) -> [Measured<Cell>] {
    guard columns >= 1 else { return [] }
    guard matrix.count % columns == 0 else {
      return unaccepted(
        columns,
        .notAccepted("matrix", "\(matrix.count) numbers", accepted: "whole rows of \(columns) columns"))
    }
    return (0..<columns).map { column in
      guard column < matrix.count else { return .undefined(.tooFew(found: 0, needed: 2)) }
      return matrix[column...].measured(stride: columns, atLeast: 2) { sample in
        guard !sample.isConstant else { return .undefined(.noVariance) }
        return sample.standardErrorOfMean.map { Cell(mean: sample.mean, error: $0, rows: sample.count) }
      }
    }
  }
}
