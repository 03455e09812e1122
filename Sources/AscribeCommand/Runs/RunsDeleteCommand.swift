import ArgumentParser
import Reports
import RunStore

/// `ascribe runs delete`.
struct RunsDeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Delete runs with all that the store has of them alone. There is no way back.")

  @Argument(help: "Runs: their identifiers, how they begin, or their names.")
  var runs: [String]

  @OptionGroup var choice: StoreChoice

  func run() throws {
    let store = try choice.open()
    // All are known before any is deleted.
    let found = try runs.map { try store.run($0) }
    if let working = found.first(where: { $0.status == .running }) {
      throw UsageError(
        description:
          "Run \(working.id.prefix(8)) is at work on \(working.host); it can be deleted when it has ended.")
    }
    let ids = Set(found.map(\.id))
    try store.delete(ids.sorted())
    try Terminal.print("Deleted \(Numerals.count(ids.count, "run")).")
  }
}
