/// What one parameter means, which values it accepts, and its default.
public struct ParameterSpecification: Sendable, Hashable {
  /// What a parameter accepts.
  public enum Kind: Sendable, Hashable {
    /// A finite number in a closed range; one that begins with `leastNormalMagnitude` stands for the numbers above 0.
    case number(ClosedRange<Double>)
    /// A whole number in a closed range.
    case integer(ClosedRange<Int>)
    /// `true` or `false`.
    case flag
    /// One of these words.
    case choice([String])
    /// One of these words, or the path of a file; a file that is called like a word is written `./word`.
    case file([String])
  }

  /// The name, in camelCase, as on the command line.
  public let name: String
  /// What it accepts.
  public let kind: Kind
  /// Its value when nothing is said.
  public let defaultValue: ParameterValue
  /// One line for the reader.
  public let help: String
  /// The name that it had in the version before, which is still accepted with a note; `nil` if it had none.
  public let formerName: String?

  /// A parameter of any kind.
  package init(
    name: String, kind: Kind, defaultValue: ParameterValue, help: String, formerName: String? = nil
  ) {
    self.name = name
    self.kind = kind
    self.defaultValue = defaultValue
    self.help = help
    self.formerName = formerName
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

  /// One of a few words, or the path of a file; the first word is the default.
  public static func file(_ name: String, or words: [String], _ help: String) -> Self {
    Self(name: name, kind: .file(words), defaultValue: .text(words.first ?? ""), help: help)
  }

  /// What is accepted, in words.
  public var accepted: String {
    switch kind {
    case .number(let range) where range.lowerBound == .leastNormalMagnitude:
      range.upperBound < .greatestFiniteMagnitude
        ? "a number above 0 and at most \(ParameterValue.number(range.upperBound))" : "a number above 0"
    case .number(let range): "a number in \(Self.bounds(range.lowerBound, range.upperBound))"
    case .integer(let range):
      range.upperBound == .max
        ? "a whole number of at least \(range.lowerBound)"
        : "a whole number in \(range.lowerBound)...\(range.upperBound)"
    case .flag: "true or false"
    case .choice(let words): words.joined(separator: " or ")
    case .file(let words): (words + ["the path of a file"]).joined(separator: " or ")
    }
  }

  private static func bounds(_ lower: Double, _ upper: Double) -> String {
    let text = { (bound: Double) in ParameterValue.number(bound).description }
    switch (lower.isFinite && lower > -Double.greatestFiniteMagnitude, upper < Double.greatestFiniteMagnitude)
    {
    case (true, true): return "\(text(lower))...\(text(upper))"
    case (true, false): return "\(text(lower))... (any larger finite number)"
    case (false, true): return "...\(text(upper)) (any smaller finite number)"
    case (false, false): return "the finite numbers"
    }
  }
}

extension ParameterSpecification {
  /// Whether users may call it so.
  package func isCalled(_ name: String) -> Bool { self.name == name || formerName == name }

  /// Whether a value is one that the text of a user could stand for.
  package func accepts(_ value: ParameterValue) -> Bool {
    switch (kind, value) {
    case (.number(let range), .number(let value)): value.isFinite && range.contains(value)
    case (.integer(let range), .integer(let value)): range.contains(value)
    case (.flag, .flag): true
    case (.choice(let words), .text(let word)): words.contains(word)
    case (.file, .text(let text)): !text.isEmpty
    default: false
    }
  }

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
    case .file: return text.isEmpty ? nil : .text(text)
    }
  }
}
