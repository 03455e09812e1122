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
