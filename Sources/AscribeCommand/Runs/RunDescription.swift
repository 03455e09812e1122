import Ascribe
import Reports
import RunStore

/// One run with everything that a store has of it.
struct RunDescription: ReportedResult {
  static let schema = "ascribe.stored-run/1"

  let run: RunRecord

  var title: String { "Run \(run.label)" }

  /// What was asked, how it went, what came of it.
  var document: Document {
    var document = Document("Run \(run.id)")
    document.add(Finding(sentence, evidence: run.failure))
    var terms = Terms(nil)
    terms.add("command", run.command)
    terms.add("folder", run.folder)
    terms.add("experiment", run.experiment)
    if let name = run.name { terms.add("name", name) }
    terms.add("started", run.started + (run.seconds.map { ", \(Numerals.fixed($0, 1)) s" } ?? ""))
    terms.add("by", "\(run.user) on \(run.host)")
    if let seconds = run.cpuSeconds {
      terms.add(
        "computed", "\(Numerals.digits(seconds)) CPU seconds" + (run.machine.map { " (\($0))" } ?? ""))
    }
    terms.add("version", run.version)
    for (name, text) in [
      ("commit", run.commit), ("parent", run.parent), ("seed", run.seed), ("fingerprint", run.fingerprint),
    ] {
      if let text { terms.add(name, text) }
    }
    if !run.tags.isEmpty { terms.add("tags", RunListing.text(of: run.tags)) }
    document.add(terms)
    if !run.parameters.isEmpty {
      document.add(
        Table(
          "Parameters", ["parameter", "value"],
          rows: run.parameters.sorted { $0.key < $1.key }.map { [.text($0.key), .text($0.value)] }))
    }
    addNumbers(to: &document)
    if let artefacts = run.artefacts, !artefacts.isEmpty {
      document.add(
        Table(
          "Artefacts", ["artefact", "type", .count("bytes"), "SHA-256", "kept"],
          rows: artefacts.map {
            [
              .text($0.name), .text($0.mediaType), .count($0.size), .text(String($0.digest.prefix(16))),
              .text($0.place == .outside ? "no" : "yes"),
            ]
          }))
    }
    return document
  }

  private var sentence: String {
    switch run.status {
    case .running: "It is at work."
    case .finished: run.exitCode == 1 ? "It is done, and found a difference." : "It is done."
    case .failed: "It ended with an error."
    case .killed: "Its process is gone without having said how it ended."
    }
  }

  private func addNumbers(to document: inout Document) {
    guard let metrics = run.metrics, !metrics.isEmpty else { return }
    let steps = Dictionary(grouping: metrics.filter { !$0.axis.isEmpty }) { [$0.name, $0.axis] }
    var table = Table("Numbers", ["number", .digits("value", 4), "steps"])
    for metric in metrics where metric.axis.isEmpty {
      let own = steps.filter { $0.key[0] == metric.name }
      table.add([
        .text(metric.name), metric.cell,
        .text(
          own.map { "\(Numerals.count($0.value.count)) by \($0.key[1])" }.sorted().joined(separator: ", ")),
      ])
    }
    let known = Set(metrics.filter(\.axis.isEmpty).map(\.name))
    for (key, own) in steps.sorted(by: { $0.key[0] < $1.key[0] }) where !known.contains(key[0]) {
      table.add([
        .text(key[0]), own.last?.cell ?? .blank, .text("\(Numerals.count(own.count)) by \(key[1]), the last"),
      ])
    }
    document.add(table)
  }
}

extension RunMetric {
  /// The number with its interval, as a table shows it.
  var cell: Cell {
    guard let value else { return .undefined(reason: "the result says why") }
    guard let low, let high else { return .number(value) }
    return .estimate(.value(value), interval: .value(Cell.Interval(low, high)))
  }
}
