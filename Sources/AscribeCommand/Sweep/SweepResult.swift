import Ascribe
import Reports
import RunStore

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

  /// The runs that are done.
  var done: [Run] { runs.filter { $0.status == RunStatus.finished.rawValue } }

  var document: Document {
    var document = Document()
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
    if let leaders = leaders(of: done) { document.add(leaders) }
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

  /// The number that is shown, by itself the one that ranks methods; `nil` if there is none.
  var shown: String? {
    let headline = Quantity.gradientAlignment.key
    return metric ?? (quantities.contains(headline) ? headline : quantities.first)
  }

  /// The numbers that are shown, of each run.
  private func shownNumbers(of runs: [Run]) -> [[Metric]] {
    runs.map { run in run.metrics.filter { $0.quantity == shown ?? "" } }
  }

  /// What has the largest number, and in how many runs; `nil` where runs have one number each.
  private func leaders(of runs: [Run]) -> Finding? {
    guard let shown else { return nil }
    var counts: [String: Int] = [:]
    var shared = 0
    for metrics in shownNumbers(of: runs) {
      let largest = metrics.compactMap(\.value).max()
      let leading = metrics.filter { $0.value != nil && $0.value == largest }
      guard metrics.count > 1, let leader = leading.first else { continue }
      guard leading.count == 1 else {
        shared += 1
        continue
      }
      counts[leader.subject, default: 0] += 1
    }
    guard !counts.isEmpty || shared > 0 else { return nil }
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let words = (sorted.map { "\($0.key) in \($0.value)" } + (shared > 0 ? ["shared in \(shared)"] : []))
      .joined(separator: ", ")
    return Finding("Largest \(shown): \(words) of \(Numerals.count(runs.count, "run")).")
  }

  /// A row a run and subject, with the number that is shown. Axes of a single value are left out, but for the scenario.
  private func numbers(of runs: [Run]) -> Table? {
    guard let metric = shown else { return nil }
    let found = shownNumbers(of: runs)
    let varying = axes.indices.filter { axis in axis == 0 || Set(self.runs.map { $0.values[axis] }).count > 1
    }
    let hasSubjects = found.joined().contains { !$0.subject.isEmpty }
    var columns = varying.map { Column(stringLiteral: axes[$0]) }
    if hasSubjects { columns.append("of") }
    var table = Table(
      "\(metric) (95% intervals where there are several batches)", columns + [.number(metric, decimals: 3)])
    for (run, metrics) in zip(runs, found) {
      for metric in metrics {
        var row: [Cell] = varying.map { .text(run.values[$0]) }
        if hasSubjects { row.append(.text(metric.subject)) }
        table.add(row + [Self.cell(of: metric)])
      }
    }
    return table
  }

  private static func cell(of metric: Metric) -> Cell {
    guard let value = metric.value, let interval = metric.interval else {
      return .number(metric.value, or: "the run gives no number")
    }
    return .estimate(.value(value), interval: .value(interval))
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
