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
}
