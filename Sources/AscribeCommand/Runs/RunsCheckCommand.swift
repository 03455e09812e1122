import ArgumentParser
import Reports
import RunStore
import Trajectories

/// `ascribe runs check`.
struct RunsCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check that a store is whole.",
    discussion: """
      SQLite looks at the file, the bytes of every artefact that is kept are held to their SHA-256, and every run that \
      finished is to have its artefacts. The exit code is 1 if anything is wrong.
      """)

  @OptionGroup var choice: StoreChoice

  func run() throws {
    let store = try choice.open()
    var flaws = try store.flaws()
    let runs = try store.runs()
    for run in runs {
      let artefacts = try store.artefacts(of: run.id)
      if run.status == .finished, artefacts.isEmpty {
        flaws.append("run \(run.id) is finished and made nothing")
      }
      for artefact in artefacts where artefact.place != .outside {
        do throws(StoreError) {
          _ = try store.bytes(of: artefact.name, run: run.id)
        } catch {
          flaws.append("run \(run.id): \(error)")
        }
      }
    }
    guard flaws.isEmpty else {
      try Terminal.print(flaws.map { VisibleText.escaped($0) })
      throw CheckFailure(description: "\(Numerals.count(flaws.count, "flaw")) of the store \(store.path).")
    }
    try Terminal.print("The store is whole: \(Numerals.count(runs.count, "run")).")
  }
}
