import Ascribe
import CreditStatistics
import Ground
import Reports
import RunStore

extension RunComparison: ReportedResult {
  var title: String { "Runs \(first.label) and \(second.label)" }

  /// Whether they differ, what was asked differently, and by how much the numbers differ.
  var document: Document {
    var document = Document("Runs \(first.label) and \(second.label)")
    document.add(finding)
    if differences.isEmpty {
      document.add(paragraph: "Nothing was asked differently.")
    } else {
      document.add(
        Table(
          "What differs", ["what", .text(first.shortID), .text(second.shortID)],
          rows: differences.map {
            [.text($0.name), .text($0.first ?? "(none)"), .text($0.second ?? "(none)")]
          }))
    }
    if !numbers.isEmpty { document.add(table) }
    for (names, run) in [(onlyFirst, first), (onlySecond, second)] where !names.isEmpty {
      let shown = names.prefix(Self.shown).joined(separator: ", ")
      let rest = names.count > Self.shown ? " and \(Numerals.count(names.count - Self.shown)) more" : ""
      document.add(note: "Only \(run.label) has: \(shown)\(rest).")
    }
    return document
  }

  private static let shown = 6

  private var finding: Finding {
    if hasEqualResults == true { return Finding("The results are equal to the last byte.") }
    let certain = numbers.filter { ($0.adjustedPValue.optional ?? 1) <= 1 - confidence }
    let tested = numbers.count { $0.test.optional != nil }
    let pairing =
      unpaired.map { "batches are not paired: \($0)" } ?? "paired by batch: the same episodes in both"
    guard let first = certain.first else {
      return Finding(
        tested == 0
          ? "No number can be tested."
          : "No number is sure to differ, of \(Numerals.count(tested)) that were tested.",
        evidence: pairing)
    }
    return Finding(
      certain.count == 1
        ? "\(first.name) differs for sure."
        : "\(Numerals.count(certain.count)) of \(Numerals.count(tested)) numbers differ for sure, \(first.name) among them.",
      evidence: pairing)
  }

  private var table: Table {
    var table = Table(
      "Numbers",
      [
        "number", .digits(first.shortID, 4), .digits(second.shortID, 4), .digits("difference", 3),
        .count("batches"), .digits("p", 2),
      ],
      notes: [
        "difference: first less second, with \(Numerals.fixed(100 * confidence, 0))% intervals by Student's t over "
          + "paired batches, or by resampling the batches of either run where they are not paired; p of the paired t "
          + "test, or Welch's, after Holm's correction for all of these numbers"
      ])
    for number in numbers {
      let plain = number.first.flatMap { one in number.second.map { one - $0 } }
      let cell: Cell =
        number.difference.optional != nil
        ? .estimate(number.difference) : .number(plain, or: "one of the two is undefined")
      table.add([
        .text(number.name), .number(number.first, or: "undefined in the run"),
        .number(number.second, or: "undefined in the run"), cell, .count(number.batches),
        .number(number.adjustedPValue),
      ])
    }
    return table
  }
}
