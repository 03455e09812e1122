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
      let places = Int(start[group])..<Int(start[group + 1])
      guard !places.isEmpty else { return 0 }
      let size = Double(places.count)
      var sum = 0.0
      for place in places { sum += x[Int(rows[place])] }
      let first = sum / size
      var rest = 0.0
      for place in places { rest += x[Int(rows[place])] - first }
      return first + rest / size
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
