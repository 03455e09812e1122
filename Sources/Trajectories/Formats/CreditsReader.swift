import Ground

/// Reads credits in the format `ascribe.credit/1`: a header record, then one record an (episode, turn, agent), in the
/// order of the trace.
///
/// Every rule of the format is checked, and the first breach stops the reading with a ``TraceError``. Without a trace
/// to compare with, the order of a trace means: the records of an episode stand together, its turns never go back, and an
/// agent stands at most once in a turn; turns in which nobody decides have no record. Blank lines, line ends, the byte order mark and
/// repeated names are treated as by ``TraceReader``.
///
/// A credit is a number, or `null` with a `reason` where nothing was assigned. A `row` is a string or an integer.
/// Beside a number there may be `low` and `high`, in this order of size, and how often it was seen, `visits`. The first record of
/// an episode may have `trace`, 16 hexadecimal digits that tell it from other episodes of its name: a hash of its outcome,
/// its rewards, and who did what.
///
/// A parameter reads back as an integer if it is written as one (`3`), and as a number otherwise (`3.0`, `3e0`).
/// Parameters stand in alphabetical order.
public enum CreditsReader {
  /// The schema's name.
  public static let schema = "ascribe.credit/1"

  /// Reads the credits of a batch.
  ///
  /// - Parameters:
  ///   - path: The file, as ``TraceReader/read(_:)`` takes it.
  ///   - batch: The batch that the credits were computed from.
  /// - Returns: The header, and credits aligned with the decisions of the batch.
  /// - Throws: ``TraceError`` for a file that cannot be read, for the first breach of the format, and for the first
  ///   record that is another one than the batch has there.
  /// - Complexity: O(bytes of the file + decisions).
  public static func read(
    _ path: String, for batch: TrajectoryBatch
  ) throws(TraceError) -> (header: CreditsHeader, credits: Credits) {
    try read(ByteSource(path, expected: expectedFile), for: batch)
  }

  /// Reads the credits of a batch from the bytes of a file that errors call `name`; otherwise like
  /// ``read(_:for:)``.
  public static func read(
    _ bytes: [UInt8], named name: String, for batch: TrajectoryBatch
  ) throws(TraceError) -> (header: CreditsHeader, credits: Credits) {
    try read(ByteSource(bytes, named: name), for: batch)
  }

  private static func read(
    _ source: consuming ByteSource, for batch: TrajectoryBatch
  ) throws(TraceError) -> (header: CreditsHeader, credits: Credits) {
    var lines = try CreditLines(source)
    let header = lines.header
    let agents = batch.symbols.agents.names.map { lines.symbol(ofAgent: $0) }
    var values: [Double] = []
    var reasons = OptionalColumn<NoCredit?>()
    var intervals = OptionalColumn<CreditInterval?>()
    var fingerprints = EpisodeFingerprints(batch)
    values.reserveCapacity(batch.decisionCount)
    for episode in 0..<batch.episodeCount {
      let name = lines.symbol(ofEpisode: batch.episodeName(episode))
      for (index, turn) in batch.turns(of: episode).enumerated() {
        for decision in batch.decisions(of: turn) {
          let agent = Int(batch.decisions.agent[decision])
          guard let line = try lines.next() else {
            throw TraceError(
              file: lines.file, found: "at its end after \(values.count) credits",
              expected:
                "\(batch.decisionCount), the next for \(Expectation(batch, episode, turn: index, agent: agent))"
            )
          }
          if let row = lines.plainRow(of: line), row.episode == name, row.turn == index,
            row.agent == agents[agent], let credit = row.credit,
            row.fingerprint == nil || row.fingerprint == fingerprints.value(of: episode)
          {
            reasons.append(nil, else: nil, row: values.count)
            intervals.append(row.interval.map { .some($0) }, else: nil, row: values.count)
            values.append(credit)
          } else {
            let (credit, reason, interval) = try Expectation(batch, episode, turn: index, agent: agent)
              .creditOrReason(in: line.record)
            if let found = try line.record.fingerprint(), found != fingerprints.value(of: episode) {
              throw line.record.error(
                "trace", found: found.hexadecimal,
                expected:
                  "\(fingerprints.value(of: episode).hexadecimal): the trace has another episode of that name"
              )
            }
            intervals.append(interval.map { .some($0) }, else: nil, row: values.count)
            reasons.append(reason.map { .some($0) }, else: nil, row: values.count)
            values.append(credit ?? 0)
          }
        }
      }
    }
    if let surplus = try lines.next() {
      throw TraceError(
        file: lines.file, line: surplus.source.line, found: "a record too many",
        expected: "the end of the file after \(values.count) credits")
    }
    return (
      header,
      Credits(
        method: header.method, parameters: header.parameters, values: values, reasons: reasons.column,
        intervals: intervals.column)
    )
  }

  /// Reads credits without the trace that they belong to.
  ///
  /// - Parameter path: The file, as ``TraceReader/read(_:)`` takes it.
  /// - Returns: The header, and the records in the order of the file.
  /// - Throws: ``TraceError`` for a file that cannot be read, and for the first breach of the format.
  /// - Complexity: O(bytes of the file).
  public static func read(
    _ path: String
  ) throws(TraceError) -> (header: CreditsHeader, records: [CreditRecord]) {
    try read(ByteSource(path, expected: expectedFile))
  }

  /// Reads credits from the bytes of a file that errors call `name`; otherwise like ``read(_:)``.
  public static func read(
    _ bytes: [UInt8], named name: String
  ) throws(TraceError) -> (header: CreditsHeader, records: [CreditRecord]) {
    try read(ByteSource(bytes, named: name))
  }

  private static func read(
    _ source: consuming ByteSource
  ) throws(TraceError) -> (header: CreditsHeader, records: [CreditRecord]) {
    var lines = try CreditLines(source)
    var records: [CreditRecord] = []
    var order = CreditOrder()
    while let line = try lines.next() {
      let row = try lines.row(of: line)
      try order.check(row, in: line)
      records.append(
        CreditRecord(
          episode: lines.episodes[row.episode], turn: row.turn, agent: AgentID(lines.agents[row.agent]),
          credit: row.credit, reason: row.reason, row: row.label, interval: row.interval,
          fingerprint: row.fingerprint))
    }
    return (lines.header, records)
  }

  private static let expectedFile = "a file of \(schema) records"
}

/// The (episode, turn, agent) that a batch has next.
private struct Expectation: CustomStringConvertible {
  let episode: String
  let turn: Int
  let agent: String

  init(_ batch: TrajectoryBatch, _ episode: Int, turn: Int, agent: Int) {
    self.episode = batch.episodeName(episode)
    self.turn = turn
    self.agent = batch.symbols.agents.names[agent]
  }

  var description: String { "episode \"\(episode)\", turn \(turn), agent \"\(agent)\"" }

  /// The credit of a record, if it is the expected one.
  func creditOrReason(
    in record: Record
  ) throws(TraceError) -> (credit: Double?, reason: NoCredit?, interval: CreditInterval?) {
    try check("episode", record.requiredString("episode").hasBytes(of: episode), in: record)
    try check("turn", record.turnOfCredit() == turn, in: record)
    try check("agent", record.requiredString("agent").hasBytes(of: agent), in: record)
    let found = try record.creditOrReason()
    _ = try record.label("row")
    return (found.credit, found.reason, try record.interval(hasCredit: found.credit != nil))
  }

  private func check(_ field: String, _ isExpected: Bool, in record: Record) throws(TraceError) {
    guard !isExpected else { return }
    throw record.error(
      field, found: record.object[field]?.summary ?? "missing", expected: "the trace's \(description)")
  }
}
