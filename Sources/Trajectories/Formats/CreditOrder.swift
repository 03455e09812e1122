/// Checks that credit records stand in an order that a trace can have.
struct CreditOrder {
  /// Line of the first record of each episode, by its symbol; 0 for none.
  private var lineOfEpisode: [Int] = []
  private var last: (episode: UInt32, turn: Int)?
  /// Line of the first record of the last record's turn.
  private var firstOfTurn = 0
  /// Line of the last record of each agent, by its symbol; 0 for none.
  private var lineOfAgent: [Int] = []

  /// Checks the next record.
  ///
  /// - Throws: ``TraceError`` if the records of its episode do not stand together, if its turn is before the last record's,
  ///   or if its agent has a record for this turn already. Turns may be left out: nobody decided in them.
  @inline(__always)
  mutating func check(_ row: CreditLines.Row, in line: RecordLine) throws(TraceError) {
    let continues = last?.episode == row.episode
    if !continues {
      let first = Self.exchange(line.source.line, of: row.episode, in: &lineOfEpisode)
      if first > 0 {
        throw Self.fault(
          "episode", of: line, foundOn: first, expected: "the records of an episode to stand together")
      }
    }
    let previous = continues ? last?.turn : nil
    let other = Self.exchange(line.source.line, of: row.agent, in: &lineOfAgent)
    if row.turn != previous {
      if let previous, row.turn < previous {
        throw line.record.error(
          "turn", found: "\(row.turn)", expected: "at least \(previous), the turn of the record before")
      }
      firstOfTurn = line.source.line
    } else if other >= firstOfTurn {
      throw Self.fault("agent", of: line, foundOn: other, expected: "an agent at most once a turn")
    }
    last = (row.episode, row.turn)
  }

  /// Notes the line of a symbol, and returns the one that it had.
  @inline(__always)
  private static func exchange(_ line: Int, of symbol: UInt32, in lines: inout [Int]) -> Int {
    while lines.count <= Int(symbol) { lines.append(0) }
    defer { lines[Int(symbol)] = line }
    return lines[Int(symbol)]
  }

  private static func fault(
    _ field: String, of line: RecordLine, foundOn other: Int, expected: String
  ) -> TraceError {
    let record = line.record
    let found = record.object[field]?.summary ?? "missing"
    return record.error(field, found: "\(found), as on line \(other)", expected: expected)
  }
}
