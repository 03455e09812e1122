/// The text of a value in keys, labels and tables.
enum ShortText {
  /// The value's own description where it has one; otherwise what Swift prints, without names of modules and types before
  /// enum cases, and without `Optional(...)`: `Report(fact: alpha, drafts: 2)`.
  ///
  /// Values that differ in a stored part have different texts wherever the parts' texts differ: text inside other values
  /// stands in quotes, an optional that holds something that looks like `nil` says `some(...)`, and sets and dictionaries
  /// are in the order of their texts.
  ///
  /// - Complexity: O(parts) of the value.
  static func text(of value: Any) -> String { text(of: value, isInside: false) }

  fileprivate static func text(of value: Any, isInside: Bool) -> String {
    if let parted = value as? any PartedText { return parted.partedText(isInside: isInside) }
    if let described = value as? any CustomStringConvertible { return described.description }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .struct: return "\(mirror.subjectType)(\(parts(of: mirror)))"
    case .tuple: return "(\(parts(of: mirror)))"
    case .enum:
      // A case without a payload has no children, and Swift prints its name alone.
      guard let payload = mirror.children.first, let name = payload.label else { return "\(value)" }
      let inside = Mirror(reflecting: payload.value)
      return inside.displayStyle == .tuple
        ? "\(name)(\(parts(of: inside)))" : "\(name)(\(text(of: payload.value, isInside: true)))"
    default: return "\(value)"
    }
  }

  private static func parts(of mirror: Mirror) -> String {
    mirror.children.map { label, value in
      let text = text(of: value, isInside: true)
      guard let label, !label.hasPrefix(".") else { return text }
      return "\(label): \(text)"
    }.joined(separator: ", ")
  }
}

/// A value of the standard library whose text follows from that of its parts.
private protocol PartedText {
  func partedText(isInside: Bool) -> String
}

extension String: PartedText {
  fileprivate func partedText(isInside: Bool) -> String { isInside ? debugDescription : self }
}

extension Substring: PartedText {
  fileprivate func partedText(isInside: Bool) -> String { isInside ? debugDescription : String(self) }
}

extension Character: PartedText {
  fileprivate func partedText(isInside: Bool) -> String { isInside ? debugDescription : String(self) }
}

extension Optional: PartedText {
  fileprivate func partedText(isInside: Bool) -> String {
    guard let self else { return "nil" }
    let text = ShortText.text(of: self, isInside: isInside)
    return text == "nil" || text.hasPrefix("some(") ? "some(\(text))" : text
  }
}

extension Array: PartedText {
  fileprivate func partedText(isInside: Bool) -> String {
    "[\(map { ShortText.text(of: $0, isInside: true) }.joined(separator: ", "))]"
  }
}

extension Set: PartedText {
  fileprivate func partedText(isInside: Bool) -> String {
    "[\(map { ShortText.text(of: $0, isInside: true) }.sorted().joined(separator: ", "))]"
  }
}

extension Dictionary: PartedText {
  fileprivate func partedText(isInside: Bool) -> String {
    guard !isEmpty else { return "[:]" }
    let pairs = map { key, value in
      "\(ShortText.text(of: key, isInside: true)): \(ShortText.text(of: value, isInside: true))"
    }
    return "[\(pairs.sorted().joined(separator: ", "))]"
  }
}
