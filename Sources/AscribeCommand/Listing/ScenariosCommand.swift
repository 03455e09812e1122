import ArgumentParser
import Ascribe
import Reports

/// `ascribe scenarios`.
struct ScenariosCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scenarios", abstract: "List the scenarios.",
    discussion: "EXAMPLES:\n  ascribe scenarios\n  ascribe scenarios --json")

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws { try Terminal.show(ScenarioListing(AscribeCLI.scenarios), asJSON: json) }
}
