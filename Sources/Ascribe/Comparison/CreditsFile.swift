public import Trajectories

/// A file of credits as it is compared: what wrote it, and its records.
public struct CreditsFile: Sendable {
  /// The file.
  public let path: String
  /// The method and its parameters.
  public let header: CreditsHeader
  /// One credit an (episode, turn, agent), in the order of the trace.
  public let records: [CreditRecord]

  /// Reads a file.
  ///
  /// - Throws: `TraceError` for a file that cannot be read, and for the first breach of the format.
  public init(reading path: String) throws(TraceError) {
    let (header, records) = try CreditsReader.read(path)
    self.init(path, header: header, records: records)
  }

  /// Reads a file and checks that it has the decisions of a trace, all of them and in its order.
  ///
  /// - Throws: `TraceError` for a file that cannot be read, for the first breach of the format, and for the first record
  ///   that is another one than the trace has there.
  public init(reading path: String, of trace: TrajectoryBatch) throws(TraceError) {
    let (header, credits) = try CreditsReader.read(path, for: trace)
    var records: [CreditRecord] = []
    records.reserveCapacity(credits.values.count)
    for episode in 0..<trace.episodeCount {
      let name = trace.episodeName(episode)
      for (index, turn) in trace.turns(of: episode).enumerated() {
        for decision in trace.decisions(of: turn) {
          records.append(
            CreditRecord(
              episode: name, turn: index,
              agent: AgentID(trace.symbols.agents[trace.decisions.agent[decision]]),
              credit: credits.reasons?[decision] == nil ? credits.values[decision] : nil,
              reason: credits.reasons?[decision], row: trace.decisions.row?[decision]))
        }
      }
    }
    self.init(path, header: header, records: records)
  }

  /// Credits that stand in memory; `path` is the name that errors give them.
  public init(_ path: String, header: CreditsHeader, records: [CreditRecord]) {
    self.path = path
    self.header = header
    self.records = records
  }
}
