public import Trajectories

/// Credits that are expected, by episode, turn and agent: from a file, or written down in a test.
///
/// ```swift
/// let expected = try CreditTable(
///   """
///   episode turn agent   credit
///   e0      0    planner 0.25
///   e0      0    coder   -0.25
///   """)
/// expectCredits(credits, equal: expected, of: batch)
/// ```
public struct CreditTable: Sendable {
  /// The credits, each (episode, turn, agent) once.
  public let records: [CreditRecord]

  /// Credits in any order.
  ///
  /// - Throws: ``CreditTableError/repeated(place:)`` if one place has two credits.
  public init(_ records: [CreditRecord]) throws(CreditTableError) {
    var places: Set<Place> = []
    for record in records {
      let place = Place(record)
      guard places.insert(place).inserted else { throw .repeated(place: "\(place)") }
    }
    self.records = records
  }

  /// Reads a table: one line a credit, its fields (episode, turn from 0, agent, credit) separated by blanks. Empty lines
  /// are passed over, and so is a first line `episode turn agent credit`.
  ///
  /// - Throws: ``CreditTableError``.
  public init(_ text: String) throws(CreditTableError) {
    var records: [CreditRecord] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let fields = line.split(whereSeparator: \.isWhitespace).map(String.init)
      if fields.isEmpty || records.isEmpty && fields == ["episode", "turn", "agent", "credit"] { continue }
      guard fields.count == 4, let turn = Int(fields[1]), turn >= 0, let credit = Double(fields[3]) else {
        throw .notARow(line: number + 1, found: String(line))
      }
      records.append(
        CreditRecord(episode: fields[0], turn: turn, agent: AgentID(fields[2]), credit: credit))
    }
    try self.init(records)
  }

  /// Reads a file of credits (`ascribe.credit/1`).
  ///
  /// - Throws: `TraceError` for a file that cannot be read, and for the first breach of the format.
  public init(reading path: String) throws(TraceError) { records = try CreditsReader.read(path).records }

  /// The expected credit of every decision of a batch, `nil` where the table has none or nothing was assigned, and the places of the table that
  /// the batch does not have.
  func aligned(with batch: TrajectoryBatch) -> (credits: [Double?], others: [Place]) {
    var expected = Dictionary(
      uniqueKeysWithValues: records.compactMap { record in record.credit.map { (Place(record), $0) } })
    var credits: [Double?] = []
    credits.reserveCapacity(batch.decisionCount)
    for episode in 0..<batch.episodeCount {
      for (turn, index) in batch.turns(of: episode).enumerated() {
        for decision in batch.decisions(of: index) {
          let agent = batch.symbols.agents[batch.decisions.agent[decision]]
          let place = Place(episode: batch.episodeName(episode), turn: turn, agent: agent)
          credits.append(expected.removeValue(forKey: place))
        }
      }
    }
    return (credits, records.map(Place.init).filter { expected[$0] != nil })
  }

  /// Where a credit stands.
  struct Place: Hashable, CustomStringConvertible {
    let episode: ByteName
    let turn: Int
    let agent: ByteName

    init(episode: String, turn: Int, agent: String) {
      self.episode = ByteName(episode)
      self.turn = turn
      self.agent = ByteName(agent)
    }

    init(_ record: CreditRecord) {
      self.init(episode: record.episode, turn: record.turn, agent: record.agent.name)
    }

    var description: String { "episode \"\(episode.text)\", turn \(turn), agent \"\(agent.text)\"" }
  }
}

/// Why there is no table of credits.
public enum CreditTableError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A line of the text, counted from 1, is no credit.
  case notARow(line: Int, found: String)
  /// One place has two credits.
  case repeated(place: String)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .notARow(let line, let found):
      "line \(line) of the table is \"\(found)\"; accepted: an episode, a turn from 0, an agent and a number, separated by blanks."
    case .repeated(let place): "\(place) stands twice in the table."
    }
  }
}
