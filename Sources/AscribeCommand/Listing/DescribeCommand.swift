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
        ascribe describe 'proof(size=large)'
      """)

  @OptionGroup var options: ScenarioOptions

  @Flag(help: "Write JSON.")
  var json = false

  @Flag(help: "Also list what may be a mistake in a problem file, such as numbers that are set twice.")
  var notes = false

  func run() throws {
    let memory = try options.checkedMemory()
    let source = try options.argument.source(notes: notes)
    let settings = options.argument.settings
    do {
      try describe(
        options.play.load(source) { try settings.compiledForDescription(source, memory: memory) })
    } catch let error as ScenarioError {
      guard let reason = settings.reasonToPlay(error) else { throw error }
      try describe(source, memory: memory, because: reason)
    }
  }

  private func describe(_ loaded: LoadedScenario) throws {
    let solution = try ExactSolution(of: loaded.mdp, under: loaded.policy)
    let metadata = ScenarioMetadata(facts: loaded.facts, solution)
    try Terminal.show(
      ScenarioDescription(
        metadata, of: loaded.mdp, scenario: loaded.label, policy: loaded.choice.description,
        parameters: loaded.entry.parameters, notes: notes ? loaded.notes : nil), asJSON: json)
  }

  /// Describes a scenario that is too large to be compiled by playing it.
  private func describe(_ source: ScenarioSource, memory: Memory, because reason: String) throws {
    let choice = try PolicyChoice(options.policy)
    let player = try options.argument.settings.lazyPlayer(
      of: source, memory: memory, following: choice, because: reason)
    let played = try choice.explaining { try PlayedMetadata(playing: player.simulator) }
    try Terminal.show(
      PlayedDescription(
        source.scenario, named: source.label, policy: choice.description, memory: memory,
        truth: TruthSummary(.sampled, reason: player.unsolvable), played: played,
        parameters: source.entry.parameters), asJSON: json)
  }
}
