import ArgumentParser
import Ascribe
import Reports
import RunStore
import Trajectories

/// `ascribe runs show`.
struct RunsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one run of a store with everything that is known of it.",
    discussion: """
      With --report the report of its result is printed, as the command printed it, and with --artefact the bytes of \
      something that it made.
      """)

  @Argument(help: ArgumentHelp("The run: its identifier, how it begins, or its name.", valueName: "run"))
  var identifier: String

  @OptionGroup var choice: StoreChoice

  @Flag(help: "Print the report of its result.")
  var report = false

  @Option(help: "Write the bytes of this artefact to standard output, or to the file of --output.")
  var artefact: String?

  @Option(help: "With --artefact: a file for the bytes.")
  var output: String?

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    try checkPath(output, of: "--output")
    if output != nil, artefact == nil { throw UsageError(description: "--output is for --artefact.") }
    if report, artefact != nil || json {
      throw UsageError(description: "--report prints a report: leave out \(json ? "--json" : "--artefact").")
    }
    let store = try choice.open()
    let found = try store.run(identifier)
    if report {
      let name = RunRecorder.result
      let bytes = try store.bytes(of: name, run: found.id)
      let kinds = StoredReports.reader(details: false, cells: false)
      let stored = try kinds.read(.init(bytes), path: "run \(found.id.prefix(8)), \(name)")
      return try Terminal.show(stored.result.document)
    }
    if let artefact {
      let bytes = try store.bytes(of: artefact, run: found.id)
      return try output.map { try AtomicFile.write(bytes, to: $0) } ?? Terminal.write(bytes)
    }
    try Terminal.show(RunDescription(run: RunRecord(found, in: store)), asJSON: json)
  }
}
