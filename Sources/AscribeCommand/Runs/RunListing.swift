import Ascribe
import Reports
import RunStore

/// Runs of a store, the latest first.
struct RunListing: ReportedResult {
  static let schema = "ascribe.runs/1"

  let runs: [RunRecord]

  var title: String { "Runs" }

  /// One row a run.
  var document: Document {
    var document = Document()
    guard !runs.isEmpty else {
      document.add(paragraph: "There are no such runs.")
      return document
    }
    let experiments = Set(runs.map(\.experiment))
    document.add(
      Finding(
        "\(Numerals.count(runs.count, "run")) of \(Numerals.count(experiments.count, "experiment")), the latest first.",
        evidence: Self.statuses(of: runs)))
    let hasNames = runs.contains { $0.name != nil }
    let hasTags = runs.contains { !$0.tags.isEmpty }
    var columns: [Column] = ["run", "status", "started", .number("seconds", decimals: 1), "experiment"]
    if hasNames { columns.append("name") }
    columns.append("command")
    if hasTags { columns.append("tags") }
    var table = Table(nil, columns)
    for run in runs {
      var row: [Cell] = [
        .text(run.shortID), .text(run.status.rawValue), .text(run.started),
        run.seconds.map { .number($0) } ?? .blank, .text(run.experiment),
      ]
      if hasNames { row.append(.text(run.name ?? "")) }
      row.append(.text(run.command))
      if hasTags { row.append(.text(Self.text(of: run.tags))) }
      table.add(row)
    }
    document.add(table)
    return document
  }

  private static func statuses(of runs: [RunRecord]) -> String {
    let counts = Dictionary(grouping: runs, by: \.status).mapValues(\.count)
    return counts.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { "\(Numerals.count($0.value)) \($0.key.rawValue)" }.joined(separator: ", ")
  }

  /// Names with values in one line.
  static func text(of values: [String: String]) -> String {
    values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
  }
}
