import Ascribe
import CreditMethods
import Reports
import Trajectories

/// What becomes of credits at two levels: what is said of them, and the table that they are written to.
struct TwoLevelWork {
  private var collector: TwoLevelCollector
  private let labels: [String]
  private var table: TwoLevelTable?
  private var file: AtomicFile?
  private var output: [UInt8] = []

  /// - Parameters:
  ///   - path: Where the table goes; `nil` for standard output.
  ///   - format: How it is written: a table of lines or of JSON, and nothing otherwise.
  init(
    _ levels: LevelPair, of requests: [MethodRequest], whole: Int?, by rule: SegmentRule?, to path: String?,
    _ format: CreditFormat
  ) throws {
    collector = TwoLevelCollector(on: requests, at: levels, whole: whole, segments: rule)
    labels = requests.map(\.label)
    guard format == .csv || format == .json else { return }
    file = try path.map { try AtomicFile($0) }
    var head: [UInt8] = []
    table = TwoLevelTable(at: levels, asJSON: format == .json, segments: rule.map { "\($0)" }, to: &head)
    try write(head)
  }

  private mutating func write(_ text: [UInt8]) throws {
    if let file { try file.append { $0 += text } } else { output += text }
  }

  /// Adds a batch.
  mutating func add(
    _ batch: TrajectoryBatch, _ attributions: [Attribution], in context: AttributionContext
  ) throws {
    if collector.levels.part == .token, batch.decisions.tokens == nil {
      throw UsageError(
        description:
          "--two-level \(collector.levels) needs the field \"tokens\", and no decision of the trace has it.")
    }
    let credits = try collector.add(batch, attributions: attributions, in: context)
    guard table != nil else { return }
    var text: [UInt8] = []
    let rows = zip(labels, zip(credits, attributions)).map { label, made in
      (label: label, credit: made.0, reasons: made.1.reasons)
    }
    table?.append(rows, whole: collector.whole, of: batch, to: &text)
    try write(text)
  }

  /// What was found.
  var result: TraceResult.TwoLevels { TraceResult.TwoLevels(collector, labels: labels) }

  /// Gives the file its name, or writes to standard output.
  mutating func finish() throws {
    var end: [UInt8] = []
    table?.finish(to: &end)
    try write(end)
    if let file { try AtomicFile.commit([file]) }
    if !output.isEmpty { try Terminal.write(output) }
  }
}
