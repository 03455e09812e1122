import ArgumentParser
import Ascribe
import Reports
import RunStore
import Trajectories

/// `ascribe runs export`.
struct RunsExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write runs with all of their numbers, for other programs.",
    discussion: """
      --json writes what `runs show --json` has of each run. --csv writes one long table: a row a parameter, tag and \
      number, with the columns run, experiment, run_name, status, kind, name, axis, step, value, low and high. A \
      number of the whole run has no axis; others have one a batch, or along their turns.
      """)

  @Argument(
    help: "Runs: their identifiers, how they begin, or their names. All that are selected if none is named.")
  var runs: [String] = []

  @OptionGroup var choice: StoreChoice
  @OptionGroup var selection: RunSelectionOptions

  @Flag(help: "Write one long table of comma-separated values.")
  var csv = false

  @Flag(help: "Write JSON.")
  var json = false

  @Option(help: "A file to write to, in place of standard output.")
  var output: String?

  func run() throws {
    try checkPath(output, of: "--output")
    guard csv != json else { throw UsageError(description: "Give --csv or --json.") }
    let selection = try selection.selection()
    let store = try choice.open()
    let found = try runs.isEmpty ? store.runs(selection) : runs.map { try store.run($0) }
    let records = try found.map { try RunRecord($0, in: store) }
    let text =
      try csv ? RunTable.text(of: records) : AscribeCommand.json(ResultFile(RunListing(runs: records))) + "\n"
    try output.map { try AtomicFile.write(Array(text.utf8), to: $0) } ?? Terminal.write(Array(text.utf8))
  }
}
