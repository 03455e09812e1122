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

extension ParameterValue: Codable {
  /// Writes a number, a boolean or a string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .integer(let integer): try container.encode(integer)
    case .flag(let flag): try container.encode(flag)
    case .text(let text): try container.encode(text)
    }
  }

  /// Reads a number, a boolean or a string. A whole number is an ``integer(_:)``, whatever it was: JSON has one kind.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let integer = try? container.decode(Int.self) {
      self = .integer(integer)
    } else if let number = try? container.decode(Double.self) {
      self = ParameterValue.number(number).written
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  /// The value as it is when it was written and read back: a whole number is an integer.
  public var written: ParameterValue {
    guard case .number(let number) = self, let integer = Int(exactly: number) else { return self }
    return .integer(integer)
  }
}
