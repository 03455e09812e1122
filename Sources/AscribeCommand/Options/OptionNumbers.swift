import ArgumentParser

/// Reads the number of an option; ranges are checked where they are known.
///
/// - Throws: `ValidationError`, which the parser puts after the text and the option's name.
func wholeNumber<Number: FixedWidthInteger>(_ text: String) throws -> Number {
  guard let number = Number(text) else {
    let accepted = Number.isSigned ? "of at most 18 digits" : "in 0...\(Number.max)"
    throw ValidationError("expected a whole number \(accepted).")
  }
  return number
}

/// Reads the number of an option, with a fraction or without; ranges are checked where they are known.
///
/// - Throws: `ValidationError`, as ``wholeNumber(_:)`` does.
func decimalNumber(_ text: String) throws -> Double {
  guard let number = Double(text) else { throw ValidationError("expected a number, such as 0.5 or 1e-9.") }
  return number
}

/// One of some words.
///
/// - Throws: A `ValidationError` for another one.
func word<Word: RawRepresentable & CaseIterable>(_ text: String) throws -> Word
where Word.RawValue == String {
  guard let word = Word(rawValue: text) else {
    let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("\"\(text)\" is none of: \(words).")
  }
  return word
}

/// The turns of an episode.
enum Turns: Sendable {
  case count(Int)
  /// Without end: for commands that look at as many as it takes.
  case infinite

  /// - Throws: `ValidationError`, as ``wholeNumber(_:)`` does.
  init(_ text: String) throws { self = text == "infinite" ? .infinite : .count(try wholeNumber(text)) }

  /// Their number, if they end.
  var count: Int? { if case .count(let count) = self { count } else { nil } }
}
