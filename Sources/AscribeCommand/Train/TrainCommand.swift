import ArgumentParser
import Ascribe
import CreditMethods
import DecPOMDP
import Foundation
import Reports
import Simulation
import Trajectories

/// `ascribe train`.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract:
      "Train policies with the credit of each method, and follow the exact return after every update.",
    discussion: """
      Arms are methods, and controls beside them: exact (the exact counterfactual credit; exact(noise=1) and \
      exact(bias=1) spoil it), shuffled (exact credits in random order, which must not learn) and exact-gradient \
      (no sampling, the ceiling of the rule of updates). All arms of a run start from the same policy and share \
      their draws.

      EXAMPLES:
        ascribe train relay
        ascribe train memory --memory history --methods grpo,exact,shuffled
        ascribe train relay --update ppo --tune --output runs/relay
        ascribe train single --start behaviour --seeds 20 --budget 200000
      """)

  static let defaultMethods =
    "grpo,gigpo,graphgpo,c3(alternatives=4),asymmetric,exact,shuffled,exact-gradient"

  @OptionGroup var options: ScenarioOptions

  @Option(
    help: "Arms, comma-separated: methods, exact, shuffled, exact-gradient. (default: \(defaultMethods))"
  )
  var methods: String?

  @Option(
    parsing: .unconditional,
    help: "Simulated turns of a run: episodes, continuations and episodes for fits. (default: 100 updates)",
    transform: wholeNumber)
  var budget: Int?

  @OptionGroup var amount: TrainAmountOptions
  @OptionGroup var update: TrainUpdateOptions

  @Option(
    help:
      "A folder for plan.json, runs.jsonl, curves.csv and results.json; an interrupted study goes on there.")
  var output: String?

  @Flag(help: "Write the result as JSON.")
  var json = false

  @Flag(help: "Also print all pairs of arms, and credits and policies along the way.")
  var details = false

  func run() throws {
    try checkPath(output, of: "--output")
    let source = try options.argument.source()
    let loaded = try options.load(source, memory: options.checkedMemory())
    let plan = try plan(loaded, source.names(loaded.choice))
    let training = try Training(plan, optimum: optimum(source, loaded))
    let folder = try output.map { try TrainingFolder($0, plan: plan) }
    if let done = folder?.finished.count, done > 0 {
      Terminal.complain(
        "ascribe: note: \(Numerals.count(done, "run")) were done before and are read from \(output ?? "").")
    }
    let progress = Progress(training.runs, "runs")
    defer { progress.finish() }
    var curves = folder?.finished ?? []
    var result = try training.run(finished: curves, progress: progress.update) { curve in
      try folder?.append(curve)
      curves.append(curve)
    }
    result.view.details = details
    let text = try AscribeCommand.json(ResultFile(result))
    try folder?.finish(curves, arms: plan.arms.map(\.label), results: text)
    try json ? Terminal.print(text) : Terminal.show(result.document)
    if let output { Terminal.tell("Written to \(output): every run, its curve, results.json.") }
  }

  private func plan(_ loaded: LoadedScenario, _ names: ScenarioNames) throws -> TrainingPlan {
    let arms = try MethodArguments.calls(methods ?? Self.defaultMethods).map { call -> TrainingArm in
      guard call.name != TrainingArm.exactGradientName else {
        guard call.settings.isEmpty else {
          throw UsageError(description: "--methods: exact-gradient has no settings.")
        }
        return TrainingArm(.exactGradient)
      }
      return TrainingArm(
        .method(
          try MethodArguments.request(
            call, in: AscribeCLI.methods.withControls, on: loaded.mdp, episodes: amount.episodes)))
    }
    do {
      var study = try StudyPlan(
        mdp: loaded.mdp, policy: loaded.policy, methods: arms.compactMap(\.method), episodes: amount.episodes,
        groupSize: amount.groupSize, batches: 1, fitEpisodes: amount.fitEpisodes, seed: amount.draws.seed,
        threads: amount.draws.threadCount)
      study.names = names
      return try TrainingPlan(study, arms: arms, budget: budget) { plan in
        try amount.apply(to: &plan)
        try update.apply(to: &plan)
      }
    } catch let error as StudyError {
      throw UsageError(description: "--\(error)")
    } catch let error as TrainingError {
      switch error {
      case .notAccepted, .budget, .episodes, .tooManyUpdates, .noCritic, .cannotPersist:
        throw UsageError(description: "--\(error)")
      case .noArms, .tablesOfAPolicy, .overflow, .everyRateFails: throw error
      }
    }
  }

  /// The best return of agents that remember everything, where the solver finds it at once.
  private func optimum(_ source: ScenarioSource, _ loaded: LoadedScenario) throws -> TrainingOptimum? {
    guard loaded.mdp.memory == .history, update.policyClass == .table,
      let states = try? options.argument.compiled(source, memory: .lastObservation)
    else { return nil }
    // A count rather than a clock, so that the result is always the same.
    var asked = 0
    let limits = SearchLimits(bytes: 1 << 28) {
      asked += 1
      return asked > 2000
    }
    guard let policy = try? OptimalPolicy(of: states, limits: limits), policy.solution.status == .optimal
    else {
      return nil
    }
    return TrainingOptimum(policy.solution.value, .optimal)
  }
}
