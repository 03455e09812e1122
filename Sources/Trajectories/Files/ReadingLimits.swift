import Glibc

/// How much is read before a file is refused: a line without an end, or a file that is read whole, would take all memory and end the
/// process without a word.
package struct ReadingLimits: Sendable {
  /// A limit with the variable of the environment that sets it, in MB of 2^20 bytes.
  package struct Limit: Sendable {
    package let variable: String
    /// The limit in bytes.
    package let bytes: Int
    /// Why what the environment says is no limit; `nil` if it is one, or says nothing.
    package let flaw: String?

    init(_ variable: String, megabytes standard: Int, in environment: (String) -> String?) {
      self.variable = variable
      let range = 1...(1 << 20)
      let said = environment(variable).flatMap { $0.isEmpty ? nil : $0 }
      let number = said.map { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }
      bytes = ((number ?? standard) ?? standard) << 20
      flaw = said.flatMap { text in
        guard number == .some(nil) else { return nil }
        return "\(variable) is \"\(text)\"; expected a whole number of MB in 1...\(range.upperBound)."
      }
    }

    /// Refuses what has grown too large.
    ///
    /// - Parameters:
    ///   - count: Bytes so far.
    ///   - file: What errors call the file.
    ///   - line: The line, where it is one that has grown.
    /// - Throws: ``TraceError`` beyond the limit.
    package func check(_ count: Int, of file: String, line: Int? = nil) throws(TraceError) {
      guard count > bytes else { return }
      throw TraceError(file: file, line: line, found: "longer than \(bytes >> 20) MB", expected: words)
    }

    /// What is accepted, in words for errors.
    var words: String { "at most \(bytes >> 20) MB (\(variable) sets how many)" }
  }

  /// Of a line of a trace, of credits or of a log.
  package let line: Limit
  /// Of a file that is read whole: results, policies, plans, logs that are one value.
  package let file: Limit

  /// What the environment of the process says.
  package static let current = ReadingLimits { name in unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  init(_ environment: (String) -> String?) {
    line = Limit("ASCRIBE_MAX_LINE", megabytes: 512, in: environment)
    file = Limit("ASCRIBE_MAX_FILE", megabytes: 2048, in: environment)
  }

  /// Why what the environment says is no limit.
  package var flaw: String? { line.flaw ?? file.flaw }

  /// Whether an error is that a limit was passed.
  package func isPassed(in error: TraceError) -> Bool {
    error.expected == line.words || error.expected == file.words
  }
}
