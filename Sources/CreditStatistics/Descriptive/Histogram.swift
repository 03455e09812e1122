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

  /// No numbers, between edges: at least 2, finite and strictly ascending.
  public init(edges: [Double]) {
    precondition(edges.count >= 2, "\(edges.count) edges; a bin has 2")
    precondition(edges.allSatisfy(\.isFinite), "edges are finite")
    precondition(zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 }, "edges ascend strictly")
    self.edges = edges
    counts = [Int](repeating: 0, count: edges.count - 1)
  }

  /// No numbers, in `bins` bins of equal width over a range of finite ends and finite, positive width.
  public init(range: ClosedRange<Double>, bins: Int) {
    precondition(bins >= 1, "\(bins) bins")
    let width = range.upperBound - range.lowerBound
    precondition(width.isFinite && width > 0, "a width of \(width)")
    self.init(
      edges: (0...bins).map { edge in
        edge == bins ? range.upperBound : range.lowerBound + width * (Double(edge) / Double(bins))
      })
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
      let spread = sorted.quantile(0.75) - sorted.quantile(0.25)
      let wanted: Double =
        spread > 0 ? range / (2 * spread / Distributions.cubeRoot(count)) : log2Ceiling(count) + 1
      let bins = Int(min(10_000, max(1, wanted.rounded(.up))))
      let width = range / Double(bins)
      guard sorted.minimum + width > sorted.minimum, sorted.maximum - width < sorted.maximum else {
        return .undefined(.outOfRange)
      }
      var histogram = Histogram(range: sorted.minimum...sorted.maximum, bins: bins)
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
  public mutating func merge(_ other: Histogram) {
    precondition(edges == other.edges, "histograms of other edges")
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
