import ArgumentParser
import Ascribe
import Reports
import Simulation

/// `ascribe describe`.
struct DescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe", abstract: "Say what a scenario is: declared facts, sizes, agents, metadata.",
    discussion: """
      EXAMPLES:
        ascribe describe relay
        ascribe describe 'single(turns=20,fork=10)' --json
        ascribe describe tiger.dpomdp --horizon 2 --notes
      """)

  @OptionGroup var options: ScenarioOptions

  @Flag(help: "Write JSON.")
  var json = false

  @Flag(help: "Also list what may be a mistake in a problem file, such as numbers that are set twice.")
  var notes = false

  func run() throws {
    let loaded = try options.load(notes: notes)
    let solution = try ExactSolution(of: loaded.mdp, under: loaded.policy)
    let metadata = ScenarioMetadata(facts: loaded.facts, solution)
    try Terminal.show(
      ScenarioDescription(
        metadata, of: loaded.mdp, scenario: loaded.label, policy: loaded.choice.description,
        parameters: loaded.entry.parameters, notes: notes ? loaded.notes : nil), asJSON: json)
  }
}
