/// Checks that credit records stand in an order that a trace can have.
struct CreditOrder {
  private var lineOfEpisode: [String: Int] = [:]
  private var last: (episode: String, turn: Int)?
  /// Line of the first record of the last record's turn.
  private var firstOfTurn = 0
  /// Line of the last record of each agent.
  private var lineOfAgent: [AgentID: Int] = [:]

  /// Checks the next record.
  ///
  /// - Throws: ``TraceError`` if the records of its episode do not stand together, if its turn is neither the last
  ///   record's nor the next one, or if its agent has a record for this turn already.
  mutating func check(_ record: CreditRecord, in line: Record) throws(TraceError) {
    let continues = last?.episode == record.episode
    if !continues {
      if let first = lineOfEpisode[record.episode] {
        throw line.error(
          "episode", found: "\(JSONValue.string(record.episode).summary), as on line \(first)",
          expected: "the records of an episode to stand together")
      }
      lineOfEpisode[record.episode] = line.source.line
    }
    let previous = continues ? last?.turn : nil
    if record.turn != previous {
      guard record.turn == previous.map({ $0 + 1 }) ?? 0 else {
        throw line.error("turn", found: "\(record.turn)", expected: Self.expectation(after: previous))
      }
      firstOfTurn = line.source.line
    } else if let other = lineOfAgent[record.agent], other >= firstOfTurn {
      throw line.error(
        "agent", found: "\(JSONValue.string(record.agent.name).summary), as on line \(other)",
        expected: "an agent at most once a turn")
    }
    lineOfAgent[record.agent] = line.source.line
    last = (record.episode, record.turn)
  }

  private static func expectation(after previous: Int?) -> String {
    previous.map { "\($0) or \($0 + 1)" } ?? "0, the first turn of the episode"
  }
}
