import CSimdjson

/// The one place that reads JSON: simdjson makes a tape of a text, which is walked in place; ``JSONFault`` has the words
/// for a text that it refuses.
@safe struct JSONParser: ~Copyable {
  /// How many bytes after a text must be readable, whatever they are.
  static let padding = csimdjson_padding()
  /// How deeply arrays and objects may nest.
  static let depth = 512

  /// `nil` where there was no memory for one: every text is then refused.
  private let parser: OpaquePointer?

  /// A parser.
  init() {
    // simdjson keeps one level for the text itself.
    unsafe parser = unsafe csimdjson_create(Self.depth + 1)
  }

  deinit { unsafe csimdjson_destroy(parser) }

  /// The tape of a text that holds one value, valid until the next call.
  ///
  /// - Parameter text: The bytes; ``padding`` more must be readable after them.
  /// - Throws: ``JSONLineError`` if the text is not UTF-8, not JSON, more than one value, has a number that no Double can
  ///   hold, or is longer than 4 GiB.
  mutating func tape(of text: UnsafeBufferPointer<UInt8>) throws(JSONLineError) -> JSONTape {
    if let tape = unsafe parse(text) { return tape }
    // simdjson has no place for integers beyond 64 bits; as numbers with a fraction they are what they are to us.
    if let wide = unsafe try JSONFault(Array(text)).widened { return try tape(copying: wide) }
    throw unread(text.count)
  }

  /// The tape of a text that may have no readable bytes after it; otherwise like ``tape(of:)``.
  mutating func tape(copying text: some Sequence<UInt8>) throws(JSONLineError) -> JSONTape {
    var padded = Array(text)
    let count = padded.count
    padded.append(contentsOf: repeatElement(0, count: Self.padding))
    if let tape = unsafe padded.withUnsafeBufferPointer({
      unsafe parse(UnsafeBufferPointer(rebasing: $0[..<count]))
    }) {
      return tape
    }
    padded.removeLast(Self.padding)
    if let wide = try JSONFault(padded).widened { return try tape(copying: wide) }
    throw unread(count)
  }

  /// Why a text was not read that is nonetheless JSON.
  private func unread(_ count: Int) -> JSONLineError {
    JSONLineError(found: "too large to be read, or for the memory that is left (\(count) bytes)")
  }

  private mutating func parse(_ text: UnsafeBufferPointer<UInt8>) -> JSONTape? {
    var document = unsafe csimdjson_document()
    // A byte order mark is none of a text's, but later versions of simdjson pass over it.
    guard let start = text.baseAddress, !text.isEmpty, unsafe text[0] != 0xEF,
      let parser = unsafe parser, unsafe csimdjson_parse(parser, start, text.count, &document),
      let words = unsafe document.tape, let strings = unsafe document.strings
    else { return nil }
    return unsafe JSONTape(words: words, strings: strings)
  }
}

extension JSONParser {
  /// Reads a text that is at hand, with or without a byte order mark before it; the tape is valid while `body` runs.
  static func read<Value, Failure: Error>(
    _ text: [UInt8], _ body: (Result<JSONTape, JSONLineError>) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    var parser = JSONParser()
    let tape: Result<JSONTape, JSONLineError>
    do throws(JSONLineError) {
      tape = .success(
        try parser.tape(copying: text.dropFirst(text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)))
    } catch {
      tape = .failure(error)
    }
    let value = try body(tape)
    _ = consume parser
    return value
  }
}
