import Ascribe
import Reports

/// What the runs of a plan found, as one table.
struct SweepResult: ReportedResult {
  static let schema = "ascribe.sweep/1"

  /// The command that they ran.
  let command: String
  /// What differs between them.
  let axes: [String]
  /// The runs, in the order of the plan; those of other shards are not among them.
  let runs: [Run]
  /// The number that reports show.
  var metric: String?

  /// One run.
  struct Run: Codable, Sendable {
    /// Its value of each axis.
    let values: [String]
    /// How it ended, or `MISSING`.
    let status: String
    /// Its identifier in the store.
    let id: String?
    /// Why it failed.
    let failure: String?
    /// Its numbers, those of single batches left out.
    let metrics: [Metric]
  }

  /// A number of a run.
  struct Metric: Codable, Sendable {
    let name: String
    let value, low, high: Double?

    /// The number without what it is of: `gradientAlignment` of `gradientAlignment/grpo`.
    var quantity: Substring { name.prefix { $0 != "/" } }
    /// What it is of.
    var subject: String { String(name.dropFirst(quantity.count + 1)) }
  }

  var title: String { "Sweep of \(command)" }

  var document: Document {
    var document = Document()
    let done = runs.filter { $0.status == "FINISHED" }
    let others = Dictionary(grouping: runs, by: \.status).filter { $0.key != "FINISHED" }.sorted {
      $0.key < $1.key
    }
    document.add(
      Finding(
        "\(Numerals.count(done.count)) of \(Numerals.count(runs.count, "run")) \(done.count == 1 ? "is" : "are") done.",
        evidence: others.isEmpty
          ? nil
          : others.map { "\(Numerals.count($0.value.count)) \($0.key.lowercased())" }.joined(
            separator: ", ")))
    if let table = numbers(of: done) { document.add(table) }
    let failed = runs.filter { $0.failure != nil }
    if !failed.isEmpty {
      var table = Table("Runs that failed", axes.map { Column(stringLiteral: $0) } + ["run", "why"])
      for run in failed {
        table.add(
          run.values.map { .text($0) } + [.text(String((run.id ?? "").prefix(8))), .text(run.failure ?? "")])
      }
      document.add(table)
    }
    return document
  }

  /// The quantities that the runs have, in their order.
  var quantities: [String] {
    runs.flatMap(\.metrics).reduce(into: []) { names, metric in
      if !names.contains(String(metric.quantity)) { names.append(String(metric.quantity)) }
    }
  }

  /// A row a run and subject, with the number that is shown.
  private func numbers(of runs: [Run]) -> Table? {
    guard let metric = metric ?? quantities.first else { return nil }
    let found = runs.map { run in run.metrics.filter { $0.quantity == metric } }
    let hasSubjects = found.joined().contains { !$0.subject.isEmpty }
    var columns = axes.map { Column(stringLiteral: $0) }
    if hasSubjects { columns.append("of") }
    var table = Table(
      "\(metric) (95% intervals where there are several batches)", columns + [.number(metric, decimals: 3)])
    for (run, metrics) in zip(runs, found) {
      for metric in metrics {
        var row: [Cell] = run.values.map { .text($0) }
        if hasSubjects { row.append(.text(metric.subject)) }
        table.add(row + [Self.cell(of: metric)])
      }
    }
    return table
  }

  private static func cell(of metric: Metric) -> Cell {
    guard let value = metric.value else { return .undefined(reason: "the run gives no number") }
    guard let low = metric.low, let high = metric.high else { return .number(value) }
    return .estimate(.value(value), interval: .value(Cell.Interval(low, high)))
  }

  /// One long table of comma-separated values: a row a run and number.
  var table: String {
    let header = axes + ["status", "run", "metric", "value", "low", "high"]
    let rows = runs.flatMap { run -> [[String]] in
      let head = run.values + [run.status, run.id ?? ""]
      guard !run.metrics.isEmpty else { return [head + ["", "", "", ""]] }
      return run.metrics.map { metric in
        head + [metric.name] + [metric.value, metric.low, metric.high].map { $0.map { "\($0)" } ?? "" }
      }
    }
    return ([header] + rows).map { $0.map(CSVField.text).joined(separator: ",") + "\n" }.joined()
  }
}
