package import Ascribe

extension Checklist: ReportedResult {
  /// What the report is of.
  package var title: String { "Checklist of \(subject)" }

  /// How many rows are there, and each row.
  package var document: Document {
    var document = Document()
    let count = { (level: Checklist.Level) in
      let own = rows.filter { $0.level == level }
      return "\(own.count { $0.status == .ok }) of \(own.count) \(level.rawValue)"
    }
    let absent = missing.map(\.item)
    document.add(
      Finding(
        absent.isEmpty
          ? "No required row is missing." : "Missing of what is required: \(absent.joined(separator: "; ")).",
        evidence: "ok: \(count(.required)) rows, \(count(.recommended)) ones"))
    var table = Self.table(of: rows)
    table.notes = ["\(subject): \(kind), written by version \(writtenBy)"]
    document.add(table)
    return document
  }

  /// Rows as a table.
  static func table(of rows: [Row]) -> Table {
    Table(
      nil, [.count("#"), "group", "item", "level", "here", .prose("what the result says")],
      rows: rows.map {
        [
          .count($0.number), .text($0.group), .text($0.item), .text($0.level.rawValue),
          .text($0.status.rawValue),
          .text($0.value),
        ]
      })
  }
}
