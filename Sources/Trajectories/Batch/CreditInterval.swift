/// How sure a method is of a credit: an interval, and how often it saw what it judges.
public struct CreditInterval: Sendable, Hashable {
  /// Lower end.
  public let low: Double
  /// Upper end, not below the lower one. The credit itself may lie outside: a mean need not be in a central interval.
  public let high: Double
  /// How often what was done was seen where it was done; `nil` if that is not known.
  public let visits: Int?

  /// An interval.
  ///
  /// - Parameters:
  ///   - low: Lower end.
  ///   - high: Upper end.
  ///   - visits: How often what was done was seen where it was done.
  public init(low: Double, high: Double, visits: Int? = nil) {
    self.low = low
    self.high = high
    self.visits = visits
  }

  /// Whether all of it is on one side of 0, so that the sign of the credit is sure.
  public var isSigned: Bool { low > 0 || high < 0 }

  /// Whether its ends are finite and in order.
  package var isOrdered: Bool { low.isFinite && high.isFinite && low <= high }
}
