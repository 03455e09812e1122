import ArgumentParser
import Ascribe
import Reports

/// How values and credits are sampled where nothing can be solved.
struct SampledOptions: ParsableArguments {
  @Flag(
    help:
      "The value and the credits of the decisions that matter most (--top) from episodes that are played, without the tables of the scenario, however large it is. What is exact is not shown."
  )
  var sampled = false

  @Option(
    parsing: .unconditional,
    help:
      "With --sampled: half the width of the intervals of the value and of each credit at which sampling stops, in units of return. (default: none, up to --budget)",
    transform: decimalNumber)
  var precision: Double?

  @Option(
    parsing: .unconditional,
    help: "With --sampled: most episodes and continuations that are played. (default: \(usualBudget))",
    transform: wholeNumber)
  var budget: Int?

  @OptionGroup var draws: DrawOptions

  private static let usualBudget = 50_000

  /// Refuses what is for sampling alone.
  func check() throws(UsageError) {
    guard !sampled else { return }
    let given = [("--precision", precision != nil), ("--budget", budget != nil)]
    if let option = given.first(where: \.1)?.0 {
      throw UsageError(description: "\(option) is for --sampled; without it nothing is drawn.")
    }
  }

  /// Plays.
  ///
  /// - Parameter decisions: How many decisions are listed.
  func result(_ options: ScenarioOptions, decisions: Int) throws -> SampledValueResult {
    try checkNumber(decisions, of: "--top", in: 1...100)
    let memory = try options.checkedMemory()
    let source = try options.argument.source()
    let choice = try PolicyChoice(options.policy)
    let player = try options.argument.settings.player(of: source, memory: memory, following: choice)
    var plan = SampledValuePlan(
      player.simulator, reason: player.unsolvable ?? "It was asked for (--sampled).",
      returnBounds: player.returnBounds, seed: draws.seed, threads: draws.threadCount)
    plan.hasBinaryReturns = source.scenario.hasBinaryReturns
    plan.budget = budget ?? Self.usualBudget
    plan.precision = precision
    plan.decisions = decisions
    plan.names = source.names(choice)
    do {
      return try choice.explaining { try SampledValueStudy(plan).run() }
    } catch let error as StudyError {
      throw UsageError(description: "--\(error)")
    } catch let error as ArgumentError {
      throw UsageError(description: "--\(error)")
    }
  }
}
