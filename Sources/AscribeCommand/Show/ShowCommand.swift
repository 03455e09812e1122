import ArgumentParser
import Ascribe
import Importers
import Reports

/// `ascribe show`.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print the report of a stored result, as the command printed it that made the result.",
    discussion: """
      EXAMPLES:
        ascribe show results.json
        ascribe show results.json --details
        ascribe show results.json --markdown > report.md
        ascribe show results.json --html report.html

      FILE is what a command wrote with --json, or results.json of `ascribe run --output`.
      """)

  @Argument(help: "The file with the result.")
  var file: String

  @Flag(help: "Also print what the command prints with --details.")
  var details = false

  @Flag(help: "Also print what the command prints with --cells.")
  var cells = false

  @Flag(help: "Write the report as Markdown.")
  var markdown = false

  @OptionGroup(title: "Pictures") var page: PageOptions
  @OptionGroup(title: "Pictures") var pictureTable: PictureTableOptions

  func run() throws {
    try checkPath(file, of: "FILE")
    let report = try StoredReports.reader(details: details, cells: cells).read(file)
    let files = try PageFiles(page.files + pictureTable.files)
    guard files.isWanted else {
      guard markdown else { return try Terminal.show(report.result.document) }
      return try Terminal.write(Array(MarkdownRenderer().render(report.result.document).utf8))
    }
    if markdown {
      throw UsageError(description: "--markdown is for standard output: leave out \(files.options).")
    }
    try files.write(report.result, writtenBy: report.header)
    try files.commit()
  }
}

/// A result that was read.
struct StoredReport {
  /// The result.
  let result: any ReportedResult
  /// Who wrote it.
  let header: ResultHeader
}

/// The reports of stored results. A kind of results is a line here.
enum StoredReports {
  /// A reader of all kinds, which shows more of them than the command did if it is asked to.
  static func reader(details: Bool, cells: Bool) -> ResultReader<StoredReport> {
    let more = ResultView(details: details, cells: cells)
    return ResultReader([
      viewed(StudyResult.self, more), viewed(ComparisonResult.self, more),
      viewed(SampledComparisonResult.self, more),
      viewed(CriticStudyResult.self, more), reported(SampledCriticResult.self),
      viewed(TrainingResult.self, more),
      viewed(TrainingSeriesResult.self, more),
      viewed(MeasurePredictionResult.self, more),
      viewed(FrontierResult.self, more),
      reported(StateKeyResult.self),
      viewed(BlameResult.self, more), viewed(BlameTraceResult.self, more),
      viewed(BlameScoreResult.self, more), reported(BlameBenchmark.self),
      reported(ExactResult.self), reported(ValueResult.self), reported(SampledValueResult.self),
      reported(SolveResult.self),
      reported(ReplayResult.self), reported(CreditsComparison.self), reported(TraceResult.self),
      reported(MethodDescription.self), reported(MethodListing.self), reported(SurveyListing.self),
      reported(MethodGrid.self), reported(ScenarioDescription.self),
      reported(ScenarioListing.self), reported(PlayedDescription.self), reported(FamilyListing.self),
      reported(ImportAccount.self), reported(RunListing.self), reported(RunDescription.self),
      reported(RunComparison.self), reported(RunRepetition.self), reported(SweepResult.self),
      reported(SweepListing.self), reported(Recommendation.self),
      reported(Checklist.self), reported(LeafAuditResult.self),
    ])
  }

  private static func reported<Result: ReportedResult>(_ kind: Result.Type) -> ResultKind<StoredReport> {
    ResultKind { (result: Result, header) in StoredReport(result: result, header: header) }
  }

  private static func viewed<Result: ViewedResult>(
    _ kind: Result.Type, _ more: ResultView
  ) -> ResultKind<StoredReport> {
    ResultKind { (result: Result, header) in
      var result = result
      result.view.details = result.view.details || more.details
      result.view.cells = result.view.cells || more.cells
      return StoredReport(result: result, header: header)
    }
  }
}
