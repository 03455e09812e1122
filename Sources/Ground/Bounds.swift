/// Two numbers that something lies between.
public struct Bounds: Sendable, Hashable, Codable {
  /// The ends; equal where it is known.
  public let lower, upper: Double

  /// The ends of a range.
  public init(_ range: ClosedRange<Double>) {
    lower = range.lowerBound
    upper = range.upperBound
  }

  /// Whether nothing but rounding lies between the ends.
  public var isExact: Bool { upper - lower <= 1e-12 * max(abs(lower), abs(upper)) }
}

extension ClosedRange<Double> {
  /// The number in the middle, and the distance of the ends.
  package var middle: Double { lowerBound / 2 + upperBound / 2 }
  package var width: Double { upperBound - lowerBound }
}
