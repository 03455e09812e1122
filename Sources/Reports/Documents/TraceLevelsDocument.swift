import Ascribe
import CreditMethods

extension TraceResult {
  /// Credit at two levels: whether parts sum to their units and methods keep what they claim, then the largest units.
  func addLevels(_ levels: TwoLevels, to document: inout Document) {
    for finding in levels.sumFindings + levels.claimFindings { document.add(finding) }
    document.add(levels.sumTable)
    let largest = levels.largestTable
    if !largest.rows.isEmpty { document.add(largest) }
  }
}

extension TraceResult.TwoLevels {
  /// Methods that are spoken of one by one.
  private static let spoken = 3

  private var units: String { "\(unit.rawValue)s" }
  private var parts: String { "\(part.rawValue)s" }

  // MARK: Findings

  /// Whether parts sum to their units: one sentence for the methods of which they do, one each for others.
  fileprivate var sumFindings: [Finding] {
    let judged = methods.filter { $0.units > 0 }
    guard !judged.isEmpty else {
      return [Finding("No \(unit.rawValue) has a credit: there is nothing to sum.")]
    }
    let failing = judged.filter { $0.failing > 0 }
    let holding = judged.filter { $0.failing == 0 }
    var findings = failing.prefix(Self.spoken).map { method in
      Finding(
        "\(method.label): the \(parts) do NOT sum to the credit of \(owner(of: method)): largest residual "
          + "\(Numerals.digits(method.largestResidual))\(place(method.worst)).",
        evidence:
          "\(Numerals.count(method.failing)) of \(Numerals.count(method.units, unit.rawValue)), on average "
          + "\(Numerals.digits(method.meanResidual))")
    }
    if failing.count > Self.spoken {
      findings.append(
        Finding("Nor do those of \(Numerals.count(failing.count - Self.spoken, "other method"))."))
    }
    if let first = holding.first {
      let largest = holding.map { abs($0.largestResidual) }.max() ?? 0
      let names =
        holding.count <= Self.spoken
        ? holding.map(\.label).joined(separator: ", ") : Numerals.count(holding.count, "method")
      findings.insert(
        Finding(
          "\(names): the \(parts) of every \(unit.rawValue) sum to \(whole.map { "the credit that \($0) gives it" } ?? "its credit").",
          evidence:
            "\(Numerals.count(first.units, unit.rawValue)), \(Numerals.count(first.divided)) of them of several parts; largest "
            + "residual \(Numerals.digits(largest)), tolerance \(Numerals.scientific(Self.tolerance))"),
        at: 0)
    }
    return findings
  }

  private func owner(of method: Method) -> String {
    whole.map { $0 == method.label ? "their \(unit.rawValue)" : "their \(unit.rawValue) by \($0)" }
      ?? "their \(unit.rawValue)"
  }

  private func place(_ place: Place?, at level: CreditLevel? = nil) -> String {
    guard let place else { return "" }
    let level = level ?? unit
    let episode = "episode \"\(place.episode)\""
    return level == .episode ? " in \(episode)" : " at \(level.rawValue) \(place.unit) of \(episode)"
  }

  /// What becomes of the claims of the cards.
  fileprivate var claimFindings: [Finding] {
    var findings: [Finding] = []
    for method in methods {
      for claim in method.claims {
        let words = "\(MethodCard.SumClaim(claim.level, claim.whole))"
        if claim.failing > 0 {
          findings.append(
            Finding(
              "\(method.label) claims that \(words), and they do NOT: off by "
                + "\(Numerals.digits(claim.largestResidual))\(place(claim.worst, at: claim.level)).",
              evidence: "\(Numerals.count(claim.failing)) of \(Numerals.count(claim.checked, "sum"))"))
        } else if claim.checked > 0 {
          findings.append(
            Finding(
              "\(method.label) claims that \(words), and they do.",
              evidence: "\(Numerals.count(claim.checked, "sum")) compared"))
        } else {
          let reason =
            claim.whole.isSeenInTraces
            ? "there is no second episode to compare" : "a trace alone does not show it"
          findings.append(Finding("\(method.label) claims that \(words); \(reason)."))
        }
      }
    }
    let silent = methods.filter(\.claims.isEmpty).map(\.label)
    if !silent.isEmpty {
      let names =
        silent.count <= Self.spoken ? silent.joined(separator: ", ") : Numerals.count(silent.count, "method")
      findings.append(Finding("No sum over turns or agents is claimed by \(names), with these settings."))
    }
    return findings
  }

  // MARK: Tables

  fileprivate var sumTable: Table {
    let isMissing = methods.contains { $0.withoutCredit > 0 }
    var columns: [Column] = [
      "method", "one credit a", .count(units), .count("parts"), .count("of several"), .count("not summing"),
      .digits("largest residual"), .digits("mean residual"),
    ]
    if isMissing { columns.append(.count("without credit")) }
    var table = Table(
      "Credit of \(units) and of their \(parts)\(segments.map { ", segments by \($0)" } ?? "")", columns,
      notes: [
        "one credit a: what the method gives a credit to, whole; its decisions have equal parts of it",
        "residual: credit of the \(unit.rawValue) less the sum of its parts",
      ])
    for method in methods {
      var row: [Cell] = [
        .text(method.label), .text(method.held.rawValue), .count(method.units), .count(method.parts),
        .count(method.divided), .count(method.failing), .number(method.largestResidual),
        .number(method.meanResidual),
      ]
      if isMissing { row.append(.count(method.withoutCredit)) }
      table.add(row)
    }
    return table
  }

  fileprivate var largestTable: Table {
    var columns: [Column] = ["method", "episode"]
    if unit != .episode { columns.append(.count(unit.rawValue)) }
    columns += [.digits("credit"), .prose(parts)]
    let title = "\(units.prefix(1).uppercased())\(units.dropFirst()) with most credit"
    var table = Table(title, columns)
    for method in methods.prefix(2 * Self.spoken) {
      for found in method.largest.prefix(methods.count > 2 ? 1 : 3) {
        var row: [Cell] = [.text(method.label), .text(found.place.episode)]
        if unit != .episode { row.append(.count(found.place.unit)) }
        row += [.number(found.credit), .text(words(of: found))]
        table.add(row)
      }
    }
    return table
  }

  private func words(of found: Unit) -> String {
    let named = found.parts.map { "\($0.name) \(Numerals.digits($0.credit))" }.joined(separator: ", ")
    let rest = found.partCount - found.parts.count
    return rest > 0 ? "\(named), \(Numerals.count(rest)) more" : named
  }
}
