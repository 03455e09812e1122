/// A number that methods are judged by: what it is called, what it means, and which way is better.
///
/// Results carry the descriptions of their numbers, so that a table of a stored result needs nobody who knows them.
public struct Quantity: Sendable, Hashable, Codable {
  /// Its name in files, in camel case.
  public let key: String
  /// Its heading in tables.
  public let name: String
  /// The unit; empty for a number without one.
  public let unit: String
  /// Which way is better.
  public let better: Direction
  /// What it is, in words that follow its heading.
  public let meaning: String
  /// The table that shows it.
  public let table: Table
  /// Decimals in tables.
  public let decimals: Int
  /// Whether tables show its interval.
  public internal(set) var showsInterval: Bool
  /// What it can be; `nil` without bounds. Intervals are cut to it.
  public let range: ClosedRange<Double>?

  /// Which way a number is better.
  public enum Direction: String, Sendable, Hashable, Codable {
    /// Larger numbers are better.
    case higher
    /// Smaller numbers are better.
    case lower
    /// Neither: it says something about the method, not how good it is.
    case neither
  }

  /// The tables of a study.
  public enum Table: String, Sendable, Hashable, Codable, CaseIterable {
    /// How credits go together with the exact ones.
    case agreement
    /// What decisions in the same context show.
    case diagnostics
  }

  /// A quantity.
  public init(
    key: String, name: String, unit: String = "", better: Direction, meaning: String = "", table: Table,
    decimals: Int = 3, showsInterval: Bool = false, range: ClosedRange<Double>? = nil
  ) {
    self.key = key
    self.name = name
    self.unit = unit
    self.better = better
    self.meaning = meaning
    self.table = table
    self.decimals = decimals
    self.showsInterval = showsInterval
    self.range = range
  }
}
