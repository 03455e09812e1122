import Ascribe
import CreditMethods
import Reports
import Trajectories

/// What of the files beside a trace is for its tasks and decisions, known when the last batch was seen.
struct SupplementUse {
  private let hindsightFile: String
  private let records: [HindsightRecord]
  private var hindsight: [Hindsight] = []
  private var history: HistoryUse?
  private let historyMethod: String

  /// A method that reads hindsight records, and which of them are for a decision by its key.
  private struct Hindsight {
    let label: String
    let key: StateKey
    var isUsed: [Bool]
  }

  /// Nothing is used yet.
  init(by requests: [MethodRequest], in context: AttributionContext, hindsightFile: String) {
    self.hindsightFile = hindsightFile
    records = context.hindsight ?? []
    let method = requests.first { $0.card.supplements.contains(.history) }
    historyMethod = method?.card.id ?? ""
    history = context.history.map(HistoryUse.init(of:))
    guard context.hindsight != nil else { return }
    hindsight = requests.filter { $0.card.supplements.contains(.hindsight) }.map {
      Hindsight(
        label: $0.label, key: $0.choice("key", or: .state),
        isUsed: [Bool](repeating: false, count: records.count))
    }
  }

  /// Adds a batch of the trace.
  mutating func add(_ batch: TrajectoryBatch) {
    history?.add(batch)
    for index in hindsight.indices {
      let found = HindsightTable.areForDecisions(records, of: batch, by: hindsight[index].key)
      for (record, isFound) in found.enumerated() where isFound { hindsight[index].isUsed[record] = true }
    }
  }

  /// Adds to the error of a method which decisions the hindsight records are for, if for none of those seen so far.
  func explaining<Result>(_ attribute: () throws -> Result) throws -> Result {
    do {
      return try attribute()
    } catch let error as AttributionError {
      guard let method = hindsight.first(where: { !$0.isUsed.contains(true) }) else { throw error }
      throw UsageError(description: "\(error) \(unused(by: method, "no decision up to there"))")
    }
  }

  /// Says that no record is for a decision, and what the first one is for.
  private func unused(by method: Hindsight, _ decisions: String) -> String {
    let record = records[0]
    return
      "The records of \(hindsightFile) are for \(decisions), by key=\(method.key.rawValue); the first is for action "
      + "\"\(record.action)\" of agent \"\(record.agent)\" in state \"\(record.state)\" of task \"\(record.task)\"."
  }

  /// What is to be said of hindsight records that are for no decision of the trace.
  ///
  /// - Throws: `AttributionError` for a history of other tasks only, ``UsageError`` for a file without a record that is
  ///   for a decision.
  func notes() throws -> [String] {
    try history?.require(by: historyMethod)
    var notes: [String] = []
    for method in hindsight {
      let others = method.isUsed.count { !$0 }
      guard others < records.count else {
        throw UsageError(description: unused(by: method, "no decision of the trace"))
      }
      guard others > 0 else { continue }
      notes.append(
        "\(method.label): \(others) of \(Numerals.count(records.count, "record")) of \(hindsightFile) "
          + "\(others == 1 ? "is" : "are") for no decision of the trace.")
    }
    return notes
  }
}
