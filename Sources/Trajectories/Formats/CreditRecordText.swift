import Ground

/// The records of a batch as text. What repeats from record to record is made once.
struct CreditRecordText {
  private let values: [Double]
  private let reasons: [NoCredit?]?
  private let intervals: [CreditInterval?]?
  private let batch: TrajectoryBatch
  /// The text from a record's turn to its credit, for each agent.
  private let agents: [[UInt8]]
  /// The text of a record of the episode up to its turn.
  private var head: [UInt8] = []
  private var fingerprints: EpisodeFingerprints

  init(
    _ values: [Double], _ reasons: [NoCredit?]?, _ intervals: [CreditInterval?]?, of batch: TrajectoryBatch
  ) throws(CreditsError) {
    try CreditsError.check(values, reasons, intervals, of: batch)
    self.intervals = intervals
    self.values = values
    self.reasons = reasons
    self.batch = batch
    fingerprints = EpisodeFingerprints(batch)
    agents = batch.symbols.agents.names.map { name in
      var text: [UInt8] = []
      text.append(text: #","agent":"#)
      text.append(string: name)
      text.append(text: #","credit":"#)
      return text
    }
  }

  /// Adds the records of an episode.
  mutating func append(_ episode: Int, to buffer: inout [UInt8]) {
    head.removeAll(keepingCapacity: true)
    head.append(text: #"{"episode":"#)
    head.append(string: batch.episodeName(episode))
    head.append(text: #","turn":"#)
    // Of the episode's first record: which episode of that name it is.
    var fingerprint: String? = fingerprints.value(of: episode).hexadecimal
    for (index, turn) in batch.turns(of: episode).enumerated() {
      for decision in batch.decisions(of: turn) {
        buffer.append(contentsOf: head)
        buffer.append(integer: index)
        buffer.append(contentsOf: agents[Int(batch.decisions.agent[decision])])
        if let reason = reasons?[decision] {
          buffer.append(text: #"null,"reason":"#)
          buffer.append(string: reason.rawValue)
        } else {
          buffer.append(number: values[decision])
          if let interval = intervals?[decision] { buffer.append(interval) }
        }
        buffer.append(row: batch.decisions.row?[decision])
        if let digits = fingerprint {
          buffer.append(text: #","trace":""#)
          buffer.append(contentsOf: digits.utf8)
          buffer.append(text: "\"")
          fingerprint = nil
        }
        buffer.append(text: "}\n")
      }
    }
  }
}

extension [UInt8] {
  /// Adds the fields of an interval.
  fileprivate mutating func append(_ interval: CreditInterval) {
    append(text: #","low":"#)
    append(number: interval.low)
    append(text: #","high":"#)
    append(number: interval.high)
    guard let visits = interval.visits else { return }
    append(text: #","visits":"#)
    append(integer: visits)
  }
}
