extension Grouping {
  /// The mean of every group's values; 0 for an empty group. Shape `[groups]`.
  ///
  /// The mean is corrected once by the mean deviation from it, so that the order of the values reaches the last digits
  /// only.
  ///
  /// - Parameter x: One value a row, shape `[rows]`.
  /// - Complexity: O(rows + groups).
  package func means(of x: [Double]) -> [Double] {
    (0..<count).map { group in
      let size = Double(self[group].count)
      guard size > 0 else { return 0 }
      let first = self[group].reduce(0) { $0 + x[Int($1)] } / size
      return first + self[group].reduce(0) { $0 + (x[Int($1)] - first) } / size
    }
  }

  /// The mean of the counted values of every group; 0 where none is counted. Shape `[groups]`.
  ///
  /// - Parameters:
  ///   - x: One value a row, shape `[rows]`.
  ///   - isCounted: Whether each row counts, shape `[rows]`; all do without it.
  /// - Complexity: O(rows + groups).
  package func means(of x: [Double], counting isCounted: [Bool]?) -> [Double] {
    guard let isCounted else { return means(of: x) }
    return (0..<count).map { group in
      var (sum, size) = (0.0, 0.0)
      for row in self[group].lazy.map(Int.init) where isCounted[row] {
        sum += x[row]
        size += 1
      }
      return size > 0 ? sum / size : 0
    }
  }
}
