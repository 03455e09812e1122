/// The records of a credits file after its header, one after the other.
///
/// A record is taken from the tape where it is plain, and read as a ``Record`` elsewhere, which has the words for what is
/// wrong with it.
struct CreditLines: ~Copyable {
  /// A record: its episode and agent as symbols.
  struct Row {
    let episode: UInt32
    let turn: Int
    let agent: UInt32
    let credit: Double?
    let reason: NoCredit?
    let label: RowLabel?
    let interval: CreditInterval?
    /// Which episode of that name it is, see ``EpisodeFingerprints``; `nil` if the record does not say.
    let fingerprint: UInt64?
  }

  private var lines: RecordLines
  private(set) var episodes = NameSymbols()
  private(set) var agents = NameSymbols()
  /// What the file's first record says.
  let header: CreditsHeader

  /// Reads the header.
  ///
  /// - Throws: ``TraceError`` for a source that cannot be read, and for a header that breaks the format.
  init(_ source: consuming ByteSource) throws(TraceError) {
    lines = RecordLines(source)
    guard let line = try lines.next() else {
      throw TraceError(file: lines.file, found: "empty", expected: "a header record")
    }
    header = try CreditsHeader(line.record)
  }

  /// What errors call the file.
  var file: String { lines.file }

  /// The next line, valid until the next call; `nil` after the last one.
  mutating func next() throws(TraceError) -> RecordLine? { try lines.next() }

  /// The symbols of names.
  mutating func symbol(ofEpisode name: String) -> UInt32 { episodes.intern(name) }
  mutating func symbol(ofAgent name: String) -> UInt32 { agents.intern(name) }

  /// A line's record if it is plain.
  @inline(__always) mutating func plainRow(of line: RecordLine) -> Row? {
    let tape = line.tape
    let fields = CreditFields(of: JSONTape.root, on: tape)
    guard !fields.isRepeated, fields.reason == 0, fields.row == 0 || tape.label(fields.row) != nil,
      let episode = episodes.intern(tape, fields.episode),
      let turn = tape.integer(fields.turn), CreditFields.turns.contains(turn),
      let agent = agents.intern(tape, fields.agent), let credit = tape.number(fields.credit)
    else { return nil }
    var interval: CreditInterval?
    if fields.low > 0 || fields.high > 0 {
      guard let low = tape.number(fields.low), let high = tape.number(fields.high), low <= high,
        fields.visits == 0 || CreditFields.visits.contains(tape.integer(fields.visits) ?? 0)
      else { return nil }
      interval = CreditInterval(
        low: low, high: high, visits: fields.visits == 0 ? nil : tape.integer(fields.visits))
    }
    var fingerprint: UInt64?
    if fields.trace > 0 {
      guard let digits = tape.text(fields.trace)?.repaired,
        let value = EpisodeFingerprints.value(digits)
      else { return nil }
      fingerprint = value
    }
    return Row(
      episode: episode, turn: turn, agent: agent, credit: credit, reason: nil,
      label: fields.row == 0 ? nil : tape.label(fields.row), interval: interval, fingerprint: fingerprint)
  }

  /// A line's record.
  ///
  /// - Throws: ``TraceError`` for a field that is missing or no value of its kind.
  mutating func row(of line: RecordLine) throws(TraceError) -> Row {
    if let row = plainRow(of: line) { return row }
    let record = line.record
    let episode = episodes.intern(try record.requiredString("episode"))
    let turn = try record.turnOfCredit()
    let agent = agents.intern(try record.requiredString("agent"))
    let (credit, reason) = try record.creditOrReason()
    return Row(
      episode: episode, turn: turn, agent: agent, credit: credit, reason: reason,
      label: try record.label("row"), interval: try record.interval(hasCredit: credit != nil),
      fingerprint: try record.fingerprint())
  }
}

/// Where the fields of a record of credits stand on a tape; see ``EpisodeFields``.
struct CreditFields {
  /// The turns that a record may have.
  static let turns = 0...Int(Int32.max)
  /// How often a record may say that something was seen.
  static let visits = 1...Int.max

  private(set) var isRepeated = false
  private(set) var episode = 0
  private(set) var turn = 0
  private(set) var agent = 0
  private(set) var credit = 0
  private(set) var reason = 0
  private(set) var row = 0
  private(set) var low = 0
  private(set) var high = 0
  private(set) var visits = 0
  private(set) var trace = 0

  @inline(__always) init(of object: Int, on tape: JSONTape) {
    tape.forEachField(of: object) { name, value in
      switch name.count {
      case 3:
        if name == "row" {
          note(value, in: &row, &isRepeated)
        } else if name == "low" {
          note(value, in: &low, &isRepeated)
        }
      case 4:
        if name == "turn" {
          note(value, in: &turn, &isRepeated)
        } else if name == "high" {
          note(value, in: &high, &isRepeated)
        }
      case 5:
        if name == "agent" {
          note(value, in: &agent, &isRepeated)
        } else if name == "trace" {
          note(value, in: &trace, &isRepeated)
        }
      case 6:
        if name == "credit" {
          note(value, in: &credit, &isRepeated)
        } else if name == "reason" {
          note(value, in: &reason, &isRepeated)
        } else if name == "visits" {
          note(value, in: &visits, &isRepeated)
        }
      case 7: if name == "episode" { note(value, in: &episode, &isRepeated) }
      default: break
      }
    }
  }
}

extension Record {
  /// Which episode of its name a record of credits is of; `nil` if it does not say.
  func fingerprint() throws(TraceError) -> UInt64? {
    guard let digits = try string("trace") else { return nil }
    guard let value = EpisodeFingerprints.value(digits) else {
      throw error(
        "trace", found: JSONValue.string(digits).summary, expected: "a fingerprint of 16 hexadecimal digits")
    }
    return value
  }

  /// The turn of a record of credits.
  func turnOfCredit() throws(TraceError) -> Int {
    let range = CreditFields.turns
    return try required(
      "turn", integer("turn", in: range), expected: "an integer in \(range.lowerBound)...\(range.upperBound)")
  }

  /// The credit of a record of credits, or why there is none: `null` and a reason stand together.
  func creditOrReason() throws(TraceError) -> (credit: Double?, reason: NoCredit?) {
    guard try isNull("credit") else {
      let credit = try required("credit", number("credit"), expected: "a number, or null with a reason")
      guard let reason = try string("reason") else { return (credit, nil) }
      throw error(
        "reason", found: JSONValue.string(reason).summary,
        expected: "no reason beside a credit that is a number")
    }
    let expected = "a code, because \"credit\" is null"
    let code = try required("reason", string("reason"), expected: expected)
    guard !code.isEmpty else { throw error("reason", found: "empty", expected: expected) }
    return (nil, NoCredit(rawValue: code))
  }
}

extension Record {
  /// The interval of a record of credits; `nil` if it has none. Its ends stand together, beside a credit.
  func interval(hasCredit: Bool) throws(TraceError) -> CreditInterval? {
    let (low, high) = (try number("low"), try number("high"))
    guard low != nil || high != nil else { return nil }
    guard let low else { throw error("low", found: "missing", expected: "a number beside \"high\"") }
    guard let high else { throw error("high", found: "missing", expected: "a number beside \"low\"") }
    guard hasCredit else {
      throw error("low", found: "\(low)", expected: "no interval beside a credit that is null")
    }
    guard low <= high else { throw error("high", found: "\(high)", expected: "at least \(low), \"low\"") }
    return CreditInterval(low: low, high: high, visits: try integer("visits", in: CreditFields.visits))
  }
}

extension CreditsHeader {
  /// The header that a file's first record is.
  fileprivate init(_ record: Record) throws(TraceError) {
    try record.checkSchema(CreditsReader.schema)
    let method = try record.requiredString("method")
    let parameters = try record.required("parameters", record.object("parameters"), expected: "an object")
    let version = try record.requiredString("version")
    self.init(method: method, parameters: try ParameterValues(parameters), version: version)
  }
}

extension ParameterValues {
  fileprivate init(_ record: Record) throws(TraceError) {
    var entries: [Entry] = []
    for (name, value) in try record.fields() {
      let parameter: ParameterValue
      switch value {
      case .flag(let flag): parameter = .flag(flag)
      case .integer(let integer): parameter = .integer(integer)
      case .number(let number): parameter = .number(number)
      case .string(let string): parameter = .text(string)
      case .null, .array, .object:
        throw record.error(name, found: value.typedSummary, expected: "a number, a boolean or a string")
      }
      entries.append(Entry(name: name, value: parameter))
    }
    self.init(entries)
  }
}
