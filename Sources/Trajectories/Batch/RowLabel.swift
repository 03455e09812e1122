/// What the writer of a trace knows a decision by, such as the number of a row in its own table: it comes back with the
/// decision's credit as it was.
public enum RowLabel: Sendable, Hashable, CustomStringConvertible {
  /// A whole number.
  case number(Int)
  /// A string.
  case name(String)

  /// The number or the string as text.
  public var description: String {
    switch self {
    case .number(let number): "\(number)"
    case .name(let name): name
    }
  }
}
