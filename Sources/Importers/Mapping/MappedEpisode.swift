import Trajectories

/// The rows of one episode, as they come in.
struct MappedEpisode {
  let task: String
  let name: String
  let place: LogPlace
  private var rows: [MappedRow] = []
  private var score: Double?
  private var status: OutcomeStatus?

  init(task: String, name: String, place: LogPlace) {
    self.task = task
    self.name = name
    self.place = place
  }

  /// Adds a row; one that contradicts what rows before said of the episode's end is refused.
  mutating func append(
    _ row: MappedRow, _ mapping: RowMapping, _ reader: FieldReader
  ) throws(TraceError) {
    if let other = row.score, mapping.plans[RowMapping.Name.score.rawValue].isSame {
      if let score, score != other { throw try contradiction(.score, "\(other)", "\(score)", reader) }
      score = other
    }
    if let other = row.status, mapping.plans[RowMapping.Name.status.rawValue].isSame {
      if let status, status != other { throw try contradiction(.status, "\(other)", "\(status)", reader) }
      status = other
    }
    rows.append(row)
  }

  private func contradiction(
    _ name: RowMapping.Name, _ found: String, _ before: String, _ reader: FieldReader
  ) throws(TraceError) -> TraceError {
    try reader.error(
      name,
      found: "\(found), and \(before) in another row of the episode \(JSONValue.string(self.name).summary)",
      expected: "one result for an episode (or \"of\": \"last\" in the mapping)")
  }

  /// The episode, its rows in order.
  func draft(
    _ mapping: RowMapping, _ texts: MappedTexts, _ agents: [AgentID], _ sink: TraceSink
  ) -> MappedDraft {
    let ordered = ordered(mapping, sink)
    var outcome = RecordedOutcome(
      status: status ?? ordered.last { $0.status != nil }?.status,
      score: score ?? ordered.last { $0.score != nil }?.score)
    if outcome.status == nil, outcome.score == nil { outcome.ending = mapping.endings }
    let isNumbered = mapping[.turn] != nil
    var starts: [Int] = []
    for (index, row) in ordered.enumerated() {
      guard index > 0, isNumbered, let turn = row.turn, turn == ordered[index - 1].turn else {
        starts.append(index)
        continue
      }
    }
    return MappedDraft(
      task: task, name: name, outcome: outcome, rows: ordered, starts: starts, texts: texts, agents: agents)
  }

  private func ordered(_ mapping: RowMapping, _ sink: TraceSink) -> [MappedRow] {
    guard mapping[.turn] != nil else { return rows }
    guard rows.allSatisfy({ $0.turn != nil }) else {
      sink.note(guessed: "turns in the order of the file, not all rows having a number", at: place)
      return rows
    }
    var ordered = rows
    if !zip(rows, rows.dropFirst()).allSatisfy({ ($0.turn ?? 0) <= ($1.turn ?? 0) }) {
      ordered = rows.enumerated().sorted {
        let (left, right) = ($0.element.turn ?? 0, $1.element.turn ?? 0)
        return left != right ? left < right : $0.offset < $1.offset
      }.map(\.element)
    }
    let gaps = zip(ordered, ordered.dropFirst()).count { ($1.turn ?? 0) - ($0.turn ?? 0) > 1 }
    sink.note(guessed: "gaps in the numbers of turns, closed up", gaps, at: place)
    return ordered
  }
}
