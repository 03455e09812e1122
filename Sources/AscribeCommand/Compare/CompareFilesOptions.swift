import ArgumentParser
import Ascribe
import CreditStatistics
import Reports
import Trajectories

/// The options of `ascribe compare` for two files of credits, and the comparison.
struct CompareFilesOptions: ParsableArguments {
  @Option(help: "The trace that both are of: every record is checked against it.")
  var trace: String?

  @Option(
    parsing: .unconditional,
    help: "Largest difference that is none, in the credits' unit (default: 0).", transform: decimalNumber)
  var tolerance: Double?

  @Option(
    parsing: .unconditional,
    help: "The same as a share of the second credit; the two add up (default: 0).", transform: decimalNumber)
  var relative: Double?

  @Option(
    parsing: .unconditional, help: "How many differences to list (default: 10).", transform: wholeNumber)
  var top: Int?

  @Flag(help: ArgumentHelp(stringLiteral: ComparedCards.help))
  var acrossCards = false

  /// The options that were given.
  var used: [String] {
    [
      (trace != nil, "--trace"), (tolerance != nil, "--tolerance"), (relative != nil, "--relative"),
      (top != nil, "--top"), (acrossCards, "--across-cards"),
    ].filter(\.0).map(\.1)
  }

  /// Compares two files of credits and prints how they differ.
  ///
  /// - Throws: `CheckFailure` if they differ by more than the tolerance.
  func compare(_ first: String, _ second: String, json: Bool) throws {
    let tolerance = tolerance ?? 0
    let relative = relative ?? 0
    let top = top ?? 10
    for (value, option) in [(tolerance, "--tolerance"), (relative, "--relative")] {
      guard value.isFinite, value >= 0 else {
        throw UsageError(description: "\(option) is \(value); accepted: a number of at least 0.")
      }
    }
    try checkNumber(top, of: "--top", in: 0...1_000_000)
    for (path, name) in [(first, "The first file"), (second, "The second file"), (trace, "--trace")] {
      try checkPath(path, of: name)
    }
    guard [first, second, trace].count(where: { $0 == "-" }) < 2 else {
      throw UsageError(description: "Standard input, -, is named twice; it can be read once.")
    }
    let (left, right) = try files(first, second)
    if !acrossCards { try ComparedCards.check(left.header, right.header) }
    let comparison = try CreditsComparison(
      left, right, tolerance: try CreditsComparison.Tolerance(absolute: tolerance, relative: relative),
      listing: top)
    try Terminal.show(comparison, asJSON: json)
    let beyond = comparison.rows.first?.beyond ?? 0
    guard beyond == 0 else {
      throw CheckFailure(
        description:
          "\(Numerals.count(beyond)) of \(Numerals.count(left.records.count, "credit")) "
          + "\(beyond == 1 ? "differs" : "differ") by more than the tolerance.")
    }
  }

  private func files(_ first: String, _ second: String) throws -> (CreditsFile, CreditsFile) {
    guard let trace else { return (try CreditsFile(reading: first), try CreditsFile(reading: second)) }
    let batch = try TraceReader.read(trace)
    return (try CreditsFile(reading: first, of: batch), try CreditsFile(reading: second, of: batch))
  }
}
