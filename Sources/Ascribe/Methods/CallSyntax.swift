import Trajectories

/// A name with settings, as written on the command line: `single(turns=10,fork=5)`, or the name alone.
public struct Call: Sendable, Hashable, CustomStringConvertible {
  /// What is called.
  public let name: String
  /// Its settings, in the order in which they were written.
  public let settings: [Setting]

  /// One `name=value`.
  public struct Setting: Sendable, Hashable {
    /// The parameter's name.
    public let name: String
    /// Its value, unparsed.
    public let value: String

    /// A setting.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// A call from its parts.
  public init(name: String, settings: [Setting] = []) {
    self.name = name
    self.settings = settings
  }

  /// Reads a call.
  ///
  /// - Throws: ``CallError`` for text that is not `name` or `name(key=value,...)`.
  public init(_ text: String) throws(CallError) {
    let trimmed = text.trimmed
    let open = trimmed.firstIndex(of: "(")
    let name = String(trimmed[..<(open ?? trimmed.endIndex)]).trimmed
    guard !name.isEmpty, !name.contains(where: { ")=,".contains($0) }) else { throw .malformed(text) }
    guard let open else {
      self.init(name: name)
      return
    }
    guard trimmed.last == ")" else { throw .malformed(text) }
    let inner = trimmed[trimmed.index(after: open)...].dropLast()
    guard !inner.contains(where: { "()".contains($0) }) else { throw .malformed(text) }
    var settings: [Setting] = []
    if !String(inner).trimmed.isEmpty {
      for part in inner.split(separator: ",", omittingEmptySubsequences: false) {
        settings.append(try Setting(String(part), in: text))
      }
    }
    self.init(name: name, settings: settings)
  }

  /// Reads calls separated by commas; commas within parentheses belong to a call.
  ///
  /// - Throws: ``CallError`` for the first part that is no call.
  public static func list(_ text: String) throws(CallError) -> [Call] {
    var calls: [Call] = []
    for part in parts(text) { calls.append(try Call(part)) }
    return calls
  }

  /// The parts of a text between commas that are in no parentheses.
  package static func parts(_ text: String) -> [String] {
    var parts = [""]
    var depth = 0
    for character in text {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if character == ",", depth == 0 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts
  }

  /// The call as it is written.
  public var description: String {
    settings.isEmpty
      ? name : "\(name)(\(settings.map { "\($0.name)=\($0.value)" }.joined(separator: ",")))"
  }

  /// The settings in the form in which parameters are resolved.
  package var pairs: [(name: String, value: String)] { settings.map { ($0.name, $0.value) } }
}

extension Call.Setting {
  /// Reads one `name=value`.
  package init(_ text: String, in whole: String) throws(CallError) {
    guard let equals = text.firstIndex(of: "=") else { throw .malformed(whole) }
    let name = String(text[..<equals]).trimmed
    let value = String(text[text.index(after: equals)...]).trimmed
    guard !name.isEmpty, !value.isEmpty else { throw .malformed(whole) }
    self.init(name: name, value: value)
  }
}

/// Why a text is no call.
public enum CallError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The text as it was found.
  case malformed(String)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .malformed(let text): "\"\(text)\" is not a name or name(key=value,...)."
    }
  }
}

extension String {
  /// The text without spaces at its ends.
  var trimmed: String {
    let text = drop { $0 == " " }
    guard let last = text.lastIndex(where: { $0 != " " }) else { return "" }
    return String(text[...last])
  }
}
