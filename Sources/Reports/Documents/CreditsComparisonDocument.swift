package import Ascribe
import Ground
import Trajectories

extension CreditsComparison: ReportedResult {
  /// Whether the files agree, how far they are apart by agent and turn, and the largest differences.
  package var document: Document {
    var document = Document()
    document.add(fileTable)
    if let finding { document.add(finding) }
    document.add(rowTable)
    document.addUnlessEmpty(differenceTable)
    return document
  }

  private var fileTable: Table {
    Table(
      nil, ["", "file", "method", .prose("parameters")],
      rows: [("first", first), ("second", second)].map { name, file in
        let parameters = file.parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return [
          .text(name), .text(file.path), .text(file.method), .text(parameters.joined(separator: ",")),
        ]
      })
  }

  private var finding: Finding? {
    guard let all = rows.first else { return nil }
    let within =
      "within \(Numerals.digits(tolerance.absolute)) and \(Numerals.digits(tolerance.relative)) of the second"
    let inOne = all.assignedInOne.map { ", \(Numerals.count($0)) assigned in one file alone" } ?? ""
    let evidence = "largest difference \(Numerals.digits(all.largest)), \(within)\(inOne)"
    guard !agrees else {
      return Finding("All \(Numerals.count(all.decisions, "credit")) agree.", evidence: evidence)
    }
    return Finding(
      "\(Numerals.count(all.beyond)) of \(Numerals.count(all.decisions, "credit")) differ.",
      evidence: evidence)
  }

  private var rowTable: Table {
    Table(
      nil,
      [
        "decisions of", .count("number"), .count("differ"), .digits("largest"), .digits("mean"),
        .digits("root mean square"), .number("Spearman"), .number("Pearson"), .share("same sign"),
      ],
      rows: rows.map { row in
        [
          .text(Self.name(of: row.slice)), .count(row.decisions), .count(row.beyond), .number(row.largest),
          .number(row.meanDifference), .number(row.rootMeanSquare), .number(row.spearman),
          .number(row.pearson), .share(row.signAgreement),
        ]
      })
  }

  private var differenceTable: Table {
    Table(
      nil,
      [
        "episode", .count("turn"), "agent", .shortest("first"), .shortest("second"),
        .digits("difference"),
      ], keys: 3,
      rows: largest.map { place in
        let difference = place.first.flatMap { first in place.second.map { first - $0 } }
        return [
          .text(place.episode), .count(place.turn), .text(place.agent.name), Self.cell(place.first),
          Self.cell(place.second), Self.cell(difference),
        ]
      })
  }

  private static func cell(_ credit: Double?) -> Cell { credit.map { .number($0) } ?? .text("none") }

  private static func name(of slice: DecisionSlice) -> String {
    if let agent = slice.agent { return "agent \(agent)" }
    return slice.turn.map { "turn \($0)" } ?? "all"
  }
}
