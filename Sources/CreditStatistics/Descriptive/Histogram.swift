public import Ground

/// Counts of numbers in bins between ascending edges; two with equal edges merge exactly, in any order.
///
/// A bin holds the numbers from its lower edge, included, to its upper edge, excluded; the last bin holds its upper
/// edge, too. Numbers outside the edges and numbers that are not finite are counted apart, so that no number
/// disappears.
public struct Histogram: Sendable, Hashable {
  /// The edges, strictly ascending and finite: one more than there are bins.
  public let edges: [Double]
  /// How many numbers lie in each bin.
  public private(set) var counts: [Int]
  /// How many finite numbers lie below the first edge.
  public private(set) var below = 0
  /// How many finite numbers lie above the last edge.
  public private(set) var above = 0
  /// How many numbers were NaN or infinite.
  public private(set) var notFinite = 0

  /// No numbers, between edges.
  ///
  /// - Parameter edges: At least 2, finite and strictly ascending.
  /// - Throws: `ArgumentError` for other edges.
  public init(edges: [Double]) throws(ArgumentError) {
    guard edges.count >= 2 else {
      throw ArgumentError("edges", "\(edges.count) numbers", accepted: "at least 2, between which is a bin")
    }
    if let edge = edges.first(where: { !$0.isFinite }) {
      throw ArgumentError("edges", "\(edge)", accepted: "finite numbers")
    }
    if let pair = zip(edges, edges.dropFirst()).first(where: { $0 >= $1 }) {
      throw ArgumentError("edges", "\(pair.0), \(pair.1)", accepted: "each above the one before")
    }
    self.init(ascending: edges)
  }

  /// No numbers, in bins of equal width.
  ///
  /// - Parameters:
  ///   - range: From the first edge to the last; of finite, positive width, and wide enough for so many bins to differ.
  ///   - bins: How many there are, at least 1.
  /// - Throws: `ArgumentError` for a range or a number of bins that is not accepted.
  public init(range: ClosedRange<Double>, bins: Int) throws(ArgumentError) {
    guard bins >= 1 else { throw ArgumentError("bins", bins, accepted: "1 or more") }
    let width = range.upperBound - range.lowerBound
    guard width.isFinite, width > 0 else {
      throw ArgumentError("range", "\(range)", accepted: "a range of finite, positive width")
    }
    try self.init(edges: Self.edges(of: range, bins))
  }

  /// No numbers, between edges that are known to ascend.
  private init(ascending edges: [Double]) {
    self.edges = edges
    counts = [Int](repeating: 0, count: edges.count - 1)
  }

  private static func edges(of range: ClosedRange<Double>, _ bins: Int) -> [Double] {
    let width = range.upperBound - range.lowerBound
    return (0...bins).map { edge in
      edge == bins ? range.upperBound : range.lowerBound + width * (Double(edge) / Double(bins))
    }
  }

  /// The histogram of numbers over their range, with bins of the width 2 (q3 - q1) / n^(1/3), at most 10,000 bins.
  /// Where the quartiles are equal there are ceil(log2 n) + 1 bins. Undefined for no values, and for constant ones,
  /// which span no width.
  ///
  /// Sources: Freedman and Diaconis, Z. Wahrscheinlichkeitstheorie 57 (1981); Sturges, JASA 21 (1926), otherwise.
  public static func automatic(of values: some Numbers, stride: Int = 1) -> Measured<Histogram> {
    SortedSample.sorting(values, stride: stride).flatMap { sorted in
      let range = sorted.maximum - sorted.minimum
      guard range > 0 else { return .undefined(.noVariance) }
      guard range.isFinite else { return .undefined(.outOfRange) }
      let count = Double(sorted.values.count)
      let spread = sorted.value(atShare: 0.75) - sorted.value(atShare: 0.25)
      let wanted: Double =
        spread > 0 ? range / (2 * spread / Distributions.cubeRoot(count)) : log2Ceiling(count) + 1
      let bins = Int(min(10_000, max(1, wanted.rounded(.up))))
      let width = range / Double(bins)
      guard sorted.minimum + width > sorted.minimum, sorted.maximum - width < sorted.maximum else {
        return .undefined(.outOfRange)
      }
      var histogram = Histogram(ascending: edges(of: sorted.minimum...sorted.maximum, bins))
      for value in sorted.values { histogram.add(value) }
      return .value(histogram)
    }
  }

  /// Counts one number.
  ///
  /// - Complexity: O(log bins).
  public mutating func add(_ value: Double) {
    guard value.isFinite else {
      notFinite += 1
      return
    }
    guard value >= edges[0] else {
      below += 1
      return
    }
    guard value <= edges[edges.count - 1] else {
      above += 1
      return
    }
    var low = 0
    var high = counts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if edges[middle] <= value { low = middle } else { high = middle - 1 }
    }
    counts[low] += 1
  }

  /// Adds the counts of a histogram with the same edges.
  ///
  /// - Throws: `ArgumentError` for one with others.
  public mutating func merge(_ other: Histogram) throws(ArgumentError) {
    guard edges == other.edges else {
      throw ArgumentError(
        "other", "a histogram of other edges", accepted: "one between the same \(edges.count) edges")
    }
    for bin in counts.indices { counts[bin] += other.counts[bin] }
    below += other.below
    above += other.above
    notFinite += other.notFinite
  }

  /// How many numbers were counted, those outside the edges and those not finite included.
  public var total: Int { counts.reduce(below + above + notFinite, +) }

  /// The density in each bin: its share of the numbers inside the edges over its width. Undefined when there are
  /// none.
  public var densities: Measured<[Double]> {
    let inside = counts.reduce(0, +)
    guard inside > 0 else { return .undefined(.noUnits) }
    return .value(
      counts.indices.map { Double(counts[$0]) / Double(inside) / (edges[$0 + 1] - edges[$0]) })
  }

  private static func log2Ceiling(_ count: Double) -> Double {
    let exponent = count.exponent
    return Double(exponent) + (count.significand > 1 ? 1 : 0)
  }
}
