/// How many turns the values of a table rest on: a value that rests on one turn is what happened in it, so that the turn is
/// never better or worse than expected.
public struct ValueSupport: Sendable, Hashable, Codable {
  /// Judged values.
  public private(set) var values: Int
  /// Those of them that rest on one turn, the one that they value.
  public private(set) var ofOneTurn: Int

  /// Numbers of values.
  public init(values: Int = 0, ofOneTurn: Int = 0) {
    self.values = values
    self.ofOneTurn = ofOneTurn
  }

  /// Adds the values of other turns.
  public static func += (sum: inout ValueSupport, other: ValueSupport) {
    sum.values += other.values
    sum.ofOneTurn += other.ofOneTurn
  }
}
