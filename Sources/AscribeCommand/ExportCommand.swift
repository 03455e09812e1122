import ArgumentParser
import Ascribe
import DecPOMDP
import Trajectories
import TurnMDP

/// `ascribe export`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a scenario as a problem file in the .dpomdp format.",
    discussion: """
      All agents must act in every turn, with the same actions in every state. Terminal states become states that are \
      never left and pay nothing; names become what the format allows.

      EXAMPLES:
        ascribe export dec-tiger --output dec-tiger.dpomdp
        ascribe export two-step --output two-step.dpomdp
      """)

  @Argument(help: "The scenario: NAME or NAME(key=value,...), or a problem file, which is rewritten.")
  var scenario: String

  @Option(help: "The file.")
  var output: String

  @Option(
    name: .customLong("state-limit"), parsing: .unconditional,
    help: "Most states that are enumerated before giving up.", transform: wholeNumber)
  var stateLimit = 2_000_000

  func run() throws {
    try checkPath(output, of: "--output")
    try checkNumber(stateLimit, of: "--state-limit", in: 1...2_000_000_000)
    if ProblemFile.isOne(scenario) {
      try DPOMDPFile(reading: scenario).model.write(to: output)
      return
    }
    let options = try ScenarioOptions.parse([scenario, "--state-limit", "\(stateLimit)"])
    let loaded = try options.load()
    let extraction = try extraction(of: loaded)
    var comments = [loaded.title]
    if !extraction.holdsBeyondHorizon {
      let note = "the model holds for up to \(loaded.mdp.horizon) turns, the scenario's horizon"
      comments.append("Note: \(note).")
      Terminal.complain("ascribe: note: \(note): states that are only reached then are never left.")
    }
    try extraction.model.write(to: output, comments: comments)
  }

  private func extraction(of loaded: LoadedScenario) throws -> ModelExtraction {
    do throws(ModelExtractionError) {
      return try ModelExtraction(of: loaded.mdp)
    } catch {
      throw UsageError(description: "Scenario \"\(loaded.label)\" cannot be a problem file: \(error)")
    }
  }
}
