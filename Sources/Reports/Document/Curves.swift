/// Curves over a common axis, each a line of its own, all on one scale.
package struct Curves: Hashable, Sendable, Codable {
  /// One curve.
  package struct Curve: Hashable, Sendable, Codable {
    /// What it is of.
    package let name: String
    /// Its values at even distances along the axis, all finite.
    package let values: [Double]

    /// A curve; values that are not finite are left out.
    package init(_ name: String, _ values: [Double]) {
      self.name = name
      self.values = values.filter(\.isFinite)
    }
  }

  /// What the curves show.
  package let title: String
  /// The curves, in the order of reading.
  package let curves: [Curve]
  /// Decimals of a number.
  package let decimals: Int
  /// What is needed to understand them, below them.
  package let notes: [String]

  /// Some curves.
  package init(_ title: String, _ curves: [Curve], decimals: Int = 3, notes: [String] = []) {
    self.title = title
    self.curves = curves
    self.decimals = max(0, decimals)
    self.notes = notes
  }

  /// The smallest and the largest value of all curves.
  package var ends: (low: Double, high: Double) {
    let values = curves.flatMap(\.values)
    return (values.min() ?? 0, values.max() ?? 0)
  }

  /// The characters of heights, from the lowest.
  private static let heights: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// A curve as a line of characters, a character a value.
  package func line(of curve: Curve) -> String {
    let (low, high) = ends
    // What differs by rounding alone is flat.
    let isFlat = high - low <= 1e-9 * max(abs(low), abs(high))
    return String(
      curve.values.map { value in
        guard !isFlat else { return Self.heights[0] }
        let level = (value - low) / (high - low) * Double(Self.heights.count)
        return Self.heights[min(Self.heights.count - 1, Int(level))]
      })
  }

  /// What a curve starts and ends with.
  package func words(of curve: Curve) -> String {
    guard let first = curve.values.first, let last = curve.values.last else { return "" }
    return "\(Numerals.fixed(first, decimals)) to \(Numerals.fixed(last, decimals))"
  }
}
