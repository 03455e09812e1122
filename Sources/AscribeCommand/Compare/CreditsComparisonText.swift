import Ground
import Ascribe
import CreditStatistics
import Foundation
import Trajectories

/// A comparison of two files of credits as a person reads it.
struct CreditsComparisonText {
  private let comparison: CreditsComparison
  private let files: [CreditsFile]

  init(_ comparison: CreditsComparison, of first: CreditsFile, _ second: CreditsFile) {
    self.comparison = comparison
    files = [first, second]
  }

  var lines: [String] {
    fileTable + [""] + rowTable + (comparison.largest.isEmpty ? [] : [""] + differenceTable)
  }

  private var fileTable: [String] {
    var table = TextTable(["", "file", "method", "parameters"], left: [0, 1, 2, 3])
    for (name, file) in zip(["first", "second"], files) {
      let parameters = file.header.parameters.entries.map { "\($0.name)=\($0.value)" }
      table.add([name, file.path, file.header.method, parameters.joined(separator: ",")])
    }
    return table.lines
  }

  private var rowTable: [String] {
    var table = TextTable([
      "decisions of", "number", "differ", "largest", "mean", "root mean square", "Spearman", "Pearson",
      "same sign",
    ])
    for row in comparison.rows {
      table.add([
        Self.name(of: row.scope), Numerals.count(row.decisions), Numerals.count(row.beyond),
        Self.difference(row.largest), row.meanDifference.optional.map(Self.difference) ?? "undefined",
        row.rootMeanSquare.optional.map(Self.difference) ?? "undefined", Numerals.measured(row.spearman),
        Numerals.measured(row.pearson), row.signAgreement.optional.map(Numerals.share) ?? "undefined",
      ])
    }
    return table.lines
  }

  private var differenceTable: [String] {
    var table = TextTable(["episode", "turn", "agent", "first", "second", "difference"], left: [0, 2])
    for place in comparison.largest {
      table.add([
        place.episode, "\(place.turn)", place.agent.name, "\(place.first)", "\(place.second)",
        Self.difference(place.first - place.second),
      ])
    }
    return table.lines
  }

  private static func name(of scope: CreditsComparison.Scope) -> String {
    switch scope {
    case .all: "all"
    case .agent(let agent): "agent \(agent)"
    case .turn(let turn): "turn \(turn)"
    }
  }

  /// Differences may be rounding or whole credits: three digits, whatever their size.
  private static func difference(_ value: Double) -> String { String(format: "%.3g", value == 0 ? 0 : value) }
}
