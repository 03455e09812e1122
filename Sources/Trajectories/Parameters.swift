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

/// What one parameter means, which values it accepts, and its default.
public struct ParameterSpecification: Sendable, Hashable {
  /// What a parameter accepts.
  public enum Kind: Sendable, Hashable {
    /// A finite number in a closed range.
    case number(ClosedRange<Double>)
    /// A whole number in a closed range.
    case integer(ClosedRange<Int>)
    /// `true` or `false`.
    case flag
    /// One of these words.
    case choice([String])
  }

  /// The name, in camelCase, as on the command line.
  public let name: String
  /// What it accepts.
  public let kind: Kind
  /// Its value when nothing is said.
  public let defaultValue: ParameterValue
  /// One line for the reader.
  public let help: String

  private init(name: String, kind: Kind, defaultValue: ParameterValue, help: String) {
    self.name = name
    self.kind = kind
    self.defaultValue = defaultValue
    self.help = help
  }

  /// A number in a closed range.
  public static func number(
    _ name: String, in range: ClosedRange<Double>, default value: Double, _ help: String
  ) -> Self {
    Self(name: name, kind: .number(range), defaultValue: .number(value), help: help)
  }

  /// A whole number in a closed range.
  public static func integer(
    _ name: String, in range: ClosedRange<Int>, default value: Int, _ help: String
  ) -> Self {
    Self(name: name, kind: .integer(range), defaultValue: .integer(value), help: help)
  }

  /// Yes or no.
  public static func flag(_ name: String, default value: Bool, _ help: String) -> Self {
    Self(name: name, kind: .flag, defaultValue: .flag(value), help: help)
  }

  /// One of a few words; the first is the default.
  public static func choice(_ name: String, _ words: [String], _ help: String) -> Self {
    Self(name: name, kind: .choice(words), defaultValue: .text(words.first ?? ""), help: help)
  }

  /// What is accepted, in words.
  public var accepted: String {
    switch kind {
    case .number(let range): "a number in \(Self.bounds(range.lowerBound, range.upperBound))"
    case .integer(let range):
      range.upperBound == .max
        ? "a whole number of at least \(range.lowerBound)"
        : "a whole number in \(range.lowerBound)...\(range.upperBound)"
    case .flag: "true or false"
    case .choice(let words): words.joined(separator: " or ")
    }
  }

  private static func bounds(_ lower: Double, _ upper: Double) -> String {
    let text = { (bound: Double) in ParameterValue.number(bound).description }
    switch (lower.isFinite && lower > -Double.greatestFiniteMagnitude, upper < Double.greatestFiniteMagnitude)
    {
    case (true, true): return "\(text(lower))...\(text(upper))"
    case (true, false): return "\(text(lower))... (any larger finite number)"
    default: return "the finite numbers"
    }
  }
}

/// The parameters of one run of a method or a scenario, in the order of their specifications.
public struct ParameterValues: Sendable, Hashable {
  /// Names with their values, in order.
  public let entries: [Entry]

  /// One parameter with its value.
  public struct Entry: Sendable, Hashable {
    /// The parameter's name.
    public let name: String
    /// Its value.
    public let value: ParameterValue

    /// A parameter with its value.
    public init(name: String, value: ParameterValue) {
      self.name = name
      self.value = value
    }
  }

  /// Parameters as they were recorded.
  public init(_ entries: [Entry] = []) { self.entries = entries }

  /// Defaults, overridden by what the user wrote.
  ///
  /// - Parameters:
  ///   - settings: `name=value` pairs as text, in any order.
  ///   - specifications: What is accepted.
  ///   - owner: Whose parameters these are, for the message: `method "gigpo"`.
  /// - Throws: ``ParameterError`` for an unknown or repeated name and for a value that is not accepted.
  public init(
    _ settings: [(name: String, value: String)] = [], for specifications: [ParameterSpecification],
    of owner: String
  ) throws(ParameterError) {
    var given: [String: ParameterValue] = [:]
    for (name, text) in settings {
      guard let specification = specifications.first(where: { $0.name == name }) else {
        throw .unknown(owner: owner, name: name, accepted: specifications.map(\.name))
      }
      guard given[name] == nil else { throw .repeated(owner: owner, name: name) }
      guard let value = specification.parse(text) else {
        throw .notAccepted(owner: owner, name: name, found: text, accepted: specification.accepted)
      }
      given[name] = value
    }
    entries = specifications.map { Entry(name: $0.name, value: given[$0.name] ?? $0.defaultValue) }
  }

  /// The value of a parameter, or `nil` if there is none of that name.
  public subscript(name: String) -> ParameterValue? { entries.first { $0.name == name }?.value }

  /// The number of that name. A programmer error (a name that the specifications lack, or another kind) traps.
  public func number(_ name: String) -> Double {
    guard case .number(let value)? = self[name] else { preconditionFailure("no number named \(name)") }
    return value
  }

  /// The whole number of that name; traps like ``number(_:)``.
  public func integer(_ name: String) -> Int {
    guard case .integer(let value)? = self[name] else { preconditionFailure("no integer named \(name)") }
    return value
  }

  /// The flag of that name; traps like ``number(_:)``.
  public func flag(_ name: String) -> Bool {
    guard case .flag(let value)? = self[name] else { preconditionFailure("no flag named \(name)") }
    return value
  }

  /// The word of that name; traps like ``number(_:)``.
  public func text(_ name: String) -> String {
    guard case .text(let value)? = self[name] else { preconditionFailure("no text named \(name)") }
    return value
  }
}

extension ParameterSpecification {
  /// The value that a text stands for, or `nil` if it is not accepted.
  func parse(_ text: String) -> ParameterValue? {
    switch kind {
    case .number(let range):
      guard let value = Double(text), value.isFinite, range.contains(value) else { return nil }
      return .number(value)
    case .integer(let range):
      guard let value = Int(text), range.contains(value) else { return nil }
      return .integer(value)
    case .flag: return Bool(text).map { .flag($0) }
    case .choice(let words): return words.contains(text) ? .text(text) : nil
    }
  }
}

/// Why a parameter was refused.
public enum ParameterError: Error, Sendable, Hashable, CustomStringConvertible {
  /// No parameter has that name.
  case unknown(owner: String, name: String, accepted: [String])
  /// The parameter was given twice.
  case repeated(owner: String, name: String)
  /// The value is of the wrong type or out of range.
  case notAccepted(owner: String, name: String, found: String, accepted: String)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .unknown(let owner, let name, let accepted):
      accepted.isEmpty
        ? "\(owner) has no parameter \"\(name)\"; it takes none."
        : "\(owner) has no parameter \"\(name)\".\(NearestName.hint(for: name, among: accepted))"
    case .repeated(let owner, let name): "\(owner): parameter \"\(name)\" is given twice."
    case .notAccepted(let owner, let name, let found, let accepted):
      "\(owner): parameter \"\(name)\" is \"\(found)\"; accepted: \(accepted)."
    }
  }
}
