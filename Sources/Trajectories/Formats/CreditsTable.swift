/// Credits as a plain table: comma-separated values, one line an (episode, turn, agent) and method.
///
/// The columns are `method,episode,turn,agent,credit,reason,row`. A credit that is none is empty and has a reason; `row`
/// is what the trace knows the decision by. Where a method gives intervals the columns `low,high,visits` follow. Fields with a comma, a semicolon or a quotation mark stand in quotation marks,
/// in which a quotation mark is doubled (RFC 4180, section 2); what hides is escaped, and what a spreadsheet would run has an
/// apostrophe before it (`ascribe help formats`); lines end with a line feed alone. A table by token repeats
/// the lines of a decision for each of its tokens, with a further column `token` that counts them from 0.
public enum CreditsTable {
  /// Adds the first line, the names of the columns.
  public static func appendHeader(
    byToken: Bool = false, withIntervals: Bool = false, to buffer: inout [UInt8]
  ) {
    buffer.append(text: "method,episode,turn,agent,credit,reason,row")
    if withIntervals { buffer.append(text: ",low,high,visits") }
    buffer.append(text: byToken ? ",token\n" : "\n")
  }

  /// Adds the lines of a batch: decision by decision in the batch's order, and for each one method by method.
  ///
  /// - Parameters:
  ///   - credits: What the methods are called, and their credits of the batch.
  ///   - batch: What the credits were computed from.
  ///   - byToken: Whether every token of a decision has its lines; a decision without tokens then has none.
  ///   - withIntervals: Whether the table has the columns of intervals.
  ///   - buffer: Where the lines go.
  /// - Throws: ``CreditsError`` for credits or intervals that are not the batch's; the buffer is then as it was.
  /// - Complexity: O(bytes written).
  public static func append(
    _ credits: [(label: String, credits: Credits)], of batch: TrajectoryBatch, byToken: Bool = false,
    withIntervals: Bool = false, to buffer: inout [UInt8]
  ) throws(CreditsError) {
    for (_, credits) in credits {
      try CreditsError.check(credits.values, credits.reasons, credits.intervals, of: batch)
    }
    let labels = credits.map { CSVField.bytes($0.label) }
    let agents = batch.symbols.agents.names.map(CSVField.bytes)
    for episode in 0..<batch.episodeCount {
      let name = CSVField.bytes(batch.episodeName(episode))
      for (index, turn) in batch.turns(of: episode).enumerated() {
        for decision in batch.decisions(of: turn) {
          let row = (batch.decisions.row?[decision]).map { CSVField.bytes($0.description) } ?? []
          for token in 0..<batch.lines(of: decision, byToken: byToken) {
            for (method, label) in labels.enumerated() {
              buffer += label
              buffer.append(text: ",")
              buffer += name
              buffer.append(text: ",")
              buffer.append(integer: index)
              buffer.append(text: ",")
              buffer += agents[Int(batch.decisions.agent[decision])]
              buffer.append(text: ",")
              if let reason = credits[method].credits.reasons?[decision] {
                buffer.append(text: ",")
                buffer += CSVField.bytes(reason.rawValue)
              } else {
                buffer.append(number: credits[method].credits.values[decision])
                buffer.append(text: ",")
              }
              buffer.append(text: ",")
              buffer += row
              if withIntervals { append(credits[method].credits.intervals?[decision], to: &buffer) }
              if byToken {
                buffer.append(text: ",")
                buffer.append(integer: token)
              }
              buffer.append(text: "\n")
            }
          }
        }
      }
    }
  }

  private static func append(_ interval: CreditInterval?, to buffer: inout [UInt8]) {
    buffer.append(text: ",")
    if let interval { buffer.append(number: interval.low) }
    buffer.append(text: ",")
    if let interval { buffer.append(number: interval.high) }
    buffer.append(text: ",")
    if let visits = interval?.visits { buffer.append(integer: visits) }
  }
}
