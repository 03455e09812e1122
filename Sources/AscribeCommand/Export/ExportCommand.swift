import ArgumentParser
import Ascribe
import DecPOMDP
import Reports
import Trajectories
import Simulation

/// `ascribe export`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a scenario as a problem file in the .dpomdp format.",
    discussion: """
      EXAMPLES:
        ascribe export dec-tiger --output dec-tiger.dpomdp
        ascribe export two-step --output two-step.dpomdp

      All agents must act in every turn, with the same actions in every state. Terminal states become states that are \
      never left and pay nothing; names become what the format allows.
      """)

  @OptionGroup var argument: ScenarioArgument

  @Option(help: "The file.")
  var output: String

  func run() throws {
    try checkPath(output, of: "--output")
    if ProblemFile.isOne(argument.scenario) {
      try argument.model().write(to: output)
      return
    }
    let source = try argument.source()
    let mdp = try argument.compiled(source, memory: .lastObservation)
    let extraction = try extraction(of: mdp, label: source.label)
    var comments = [source.title]
    if !extraction.holdsBeyondHorizon {
      let note = "the model holds for up to \(Numerals.count(mdp.horizon, "turn")), the scenario's horizon"
      comments.append("Note: \(note).")
      Terminal.complain("ascribe: note: \(note): states that are only reached then are never left.")
    }
    try extraction.model.write(to: output, comments: comments)
  }

  private func extraction(of mdp: TurnMDP, label: String) throws -> ModelExtraction {
    do throws(ModelExtractionError) {
      return try ModelExtraction(of: mdp)
    } catch {
      throw UsageError(description: "Scenario \"\(label)\" cannot be a problem file: \(error)")
    }
  }
}
