/// The value of one parameter of a method or a scenario.
public enum ParameterValue: Sendable, Hashable, CustomStringConvertible {
  /// A finite number.
  case number(Double)
  /// A whole number.
  case integer(Int)
  /// Yes or no.
  case flag(Bool)
  /// One of a few words, or a file's path.
  case text(String)

  /// The value as it is written on the command line.
  public var description: String {
    switch self {
    case .number(let value): value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    case .integer(let value): "\(value)"
    case .flag(let value): "\(value)"
    case .text(let value): value
    }
  }
}
