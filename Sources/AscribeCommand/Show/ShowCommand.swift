import ArgumentParser
import Ascribe
import Reports

/// `ascribe show`.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print the report of a stored result, as the command printed it that made the result.",
    discussion: """
      FILE is what a command wrote with --json, or results.json of `ascribe run --output`.

      EXAMPLES:
        ascribe show results.json
      """)

  @Argument(help: "The file with the result.")
  var file: String

  func run() throws {
    try checkPath(file, of: "FILE")
    try Terminal.print(try StoredReports.reader.read(file))
  }
}

/// The reports of stored results. A kind of results is a line here.
enum StoredReports {
  static let reader = ResultReader<[String]>([
    ResultKind { (result: StudyResult) in StudyReport(result).lines },
    ResultKind { (result: ComparisonResult) in ComparisonReport(result).lines },
    ResultKind { (result: CriticStudyResult) in CriticReport(result).lines },
    reported(ExactResult.self),
    reported(ValueResult.self),
    reported(SolveResult.self),
    reported(ReplayResult.self),
    reported(CreditsComparison.self),
    reported(TraceResult.self),
    reported(MethodDescription.self),
    reported(MethodListing.self),
    reported(ScenarioDescription.self),
    reported(ScenarioListing.self),
  ])

  /// A kind whose report is a document, rendered as standard output would show it.
  private static func reported<Result: ReportedResult>(_ kind: Result.Type) -> ResultKind<[String]> {
    ResultKind { (result: Result) in
      Terminal.renderer.render(result.document).split(separator: "\n", omittingEmptySubsequences: false)
        .dropLast().map(String.init)
    }
  }
}
