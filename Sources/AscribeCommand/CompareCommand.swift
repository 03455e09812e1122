import ArgumentParser
import Ascribe
import CreditStatistics
import Trajectories

/// `ascribe compare`.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Compare two files of credits of one trace.",
    discussion: """
      Reads two files of credits (ascribe.credit/1) of the same decisions and compares them over all decisions, by \
      agent and by turn: first minus second, the second being the reference. The exit code is 1 if a credit differs by \
      more than TOLERANCE + RELATIVE * |second|; the largest such differences are listed.

      EXAMPLES:
        ascribe compare new.jsonl golden.jsonl --relative 1e-9
        ascribe compare gigpo.jsonl exact.jsonl --tolerance 0.5 --trace trace.jsonl
        ascribe compare gigpo.jsonl exact.jsonl --json --top 100
      """)

  @Argument(help: "The credits in question.")
  var first: String

  @Argument(help: "The reference.")
  var second: String

  @Option(help: "The trace that both are of: every record is checked against it.")
  var trace: String?

  @Option(
    parsing: .unconditional, help: "Largest difference that is none, in the credits' unit.",
    transform: decimalNumber)
  var tolerance = 0.0

  @Option(
    parsing: .unconditional, help: "The same as a share of the second credit; the two add up.",
    transform: decimalNumber)
  var relative = 0.0

  @Option(parsing: .unconditional, help: "How many differences to list.", transform: wholeNumber)
  var top = 10

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
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
    let (left, right) = try files()
    let comparison = try CreditsComparison(
      left, right, tolerance: CreditsComparison.Tolerance(absolute: tolerance, relative: relative),
      listing: top)
    if json {
      try Terminal.print(AscribeCommand.json(CreditsComparisonRecord(comparison, of: left, right)))
    } else {
      try Terminal.print(CreditsComparisonText(comparison, of: left, right).lines)
    }
    let beyond = comparison.rows.first?.beyond ?? 0
    guard beyond == 0 else {
      throw CheckFailure(
        description:
          "\(Numerals.count(beyond)) of \(Numerals.count(left.records.count, "credit")) "
          + "\(beyond == 1 ? "differs" : "differ") by more than the tolerance.")
    }
  }

  private func files() throws -> (CreditsFile, CreditsFile) {
    guard let trace else { return (try CreditsFile(reading: first), try CreditsFile(reading: second)) }
    let batch = try TraceReader.read(trace)
    return (try CreditsFile(reading: first, of: batch), try CreditsFile(reading: second, of: batch))
  }
}
