import ArgumentParser
import RunStore

/// `ascribe runs list`.
struct RunsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the runs of a store, the latest first.")

  @OptionGroup var choice: StoreChoice
  @OptionGroup var selection: RunSelectionOptions

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let selection = try selection.selection()
    let store = try choice.open()
    try Terminal.show(RunListing(runs: try store.runs(selection).map { RunRecord($0) }), asJSON: json)
  }
}
