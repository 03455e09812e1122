/// Why a `.dpomdp` file cannot be read: where, what stands there, and what was expected instead.
///
/// The description is one sentence, such as
/// `tiger.dpomdp:12:18: found "tiger-lefd"; expected a state. Did you mean "tiger-left"?`
public struct DPOMDPFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file, as the caller named it.
  public let file: String
  /// Line, from 1; `nil` where the file as a whole is at fault.
  public let line: Int?
  /// Byte of the line, from 1, at which the token at fault begins; `nil` where it is no single one.
  public let column: Int?
  /// What was found, a token in quotation marks.
  public let found: String
  /// What was expected, in words that follow "expected".
  public let expected: String
  /// A further sentence that may help, or nothing.
  public let hint: String

  init(
    file: String, line: Int? = nil, column: Int? = nil, found: String, expected: String, hint: String = ""
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.found = found
    self.expected = expected
    self.hint = hint
  }

  /// The error as a sentence.
  public var description: String {
    let place = [line, column].compactMap { $0.map { ":\($0)" } }.joined()
    return "\(file)\(place): found \(found); expected \(expected).\(hint)"
  }
}

/// Something in a `.dpomdp` file that is allowed and may yet be a mistake.
public struct DPOMDPNote: Sendable, Hashable, CustomStringConvertible {
  /// The file, as the caller named it.
  public let file: String
  /// Line, from 1.
  public let line: Int
  /// What it is, as a sentence.
  public let text: String

  /// Place and sentence.
  public var description: String { "\(file):\(line): \(text)" }
}
