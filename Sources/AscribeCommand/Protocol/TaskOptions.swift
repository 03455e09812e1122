import ArgumentParser
import Ascribe

/// What is known of a task, by hand: alone, or in place of what a scenario or a trace says.
struct TaskOptions: ParsableArguments {
  @Option(
    help: "The setting: reasoning, agentic or multi-agent.", transform: word)
  var setting: TaskMetadata.Setting?

  @Option(parsing: .unconditional, help: "Agents that decide.", transform: wholeNumber)
  var agents: Int?

  @Option(parsing: .unconditional, help: "Turns of an episode, the median.", transform: wholeNumber)
  var turns: Int?

  @Option(parsing: .unconditional, help: "Mean tokens of an episode.", transform: decimalNumber)
  var tokens: Double?

  @Flag(inversion: .prefixedNo, help: "Whether rollouts from single steps are affordable.")
  var generousCompute: Bool?

  @Flag(inversion: .prefixedNo, help: "Whether a model beside the policy may be trained or asked.")
  var auxiliaryModel: Bool?

  @Option(
    help: "What the task can be set back to: none, text, decoder or environment.", transform: word)
  var replay: TaskMetadata.ReplayGrade?

  @Option(
    parsing: .unconditional, help: "Probability that the verifier is wrong, in 0...1.",
    transform: decimalNumber)
  var verifierError: Double?

  @Option(
    parsing: .unconditional,
    help: "E[Var(credit | what the agent knows, its action)], as `ascribe describe` has it.",
    transform: decimalNumber)
  var aliasingGap: Double?

  /// The first option that was given; `nil` if none was.
  var first: String? {
    [
      (setting != nil, "--setting"), (agents != nil, "--agents"), (turns != nil, "--turns"),
      (tokens != nil, "--tokens"), (generousCompute != nil, "--generous-compute"),
      (auxiliaryModel != nil, "--auxiliary-model"), (replay != nil, "--replay"),
      (verifierError != nil, "--verifier-error"), (aliasingGap != nil, "--aliasing-gap"),
    ].first(where: \.0)?.1
  }

  /// The metadata with what was said here.
  ///
  /// - Throws: ``UsageError`` for a number that is not accepted.
  func changing(_ given: TaskMetadata) throws(UsageError) -> TaskMetadata {
    var task = given
    if let setting { task.setting = setting }
    if let agents { task.agents = agents }
    if let turns { (task.leastTurns, task.medianTurns, task.mostTurns) = (nil, turns, nil) }
    if let tokens { task.tokens = tokens }
    if let generousCompute { task.generousCompute = generousCompute }
    if let auxiliaryModel { task.auxiliaryModel = auxiliaryModel }
    if let replay { task.replay = replay }
    if let verifierError { task.verifierError = verifierError }
    if let aliasingGap { task.aliasingGap = aliasingGap }
    if let flaw = task.flaw {
      throw UsageError(
        description: "--\(Self.option(flaw.field)) is \(flaw.found); accepted: \(flaw.accepted).")
    }
    return task
  }

  /// The option of a field.
  private static func option(_ field: String) -> String {
    switch field {
    case "medianTurns": "turns"
    case "verifierError": "verifier-error"
    case "aliasingGap": "aliasing-gap"
    default: field
    }
  }
}
