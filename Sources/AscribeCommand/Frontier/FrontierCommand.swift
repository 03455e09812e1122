import ArgumentParser
import Ascribe
import CreditMethods
import Reports
import Simulation
import Trajectories

/// `ascribe frontier`.
struct FrontierCommand: RecordedCommand {
  static let configuration = CommandConfiguration(
    commandName: "frontier",
    abstract: "More rollouts with coarse credit, or fewer with fine credit? What turns buy with each method.",
    discussion: """
      EXAMPLES:
        ascribe frontier relay
        ascribe frontier relay --methods 'c3(alternatives=2|4)' --budgets 1e3..1e5
        ascribe frontier 'single(fork=0)' --sweep horizon=1,5,20 --budgets 1e3,1e4
        ascribe frontier relay --methods pinto --fit-episodes 0,128 --csv front.csv

      At every budget each arm judges as many episodes as its turns pay for, continuations and episodes for fits \
      included. Measured are the alignment of a batch's policy gradient with the exact one, its limit, and the exact \
      gain of one step along it; then where one arm overtakes another. Arms that need the exact solution, such as \
      exact, show what there is to be won.
      """)

  static let defaultMethods = "grpo,graphgpo,c3(alternatives=2|4),asymmetric,exact"

  @OptionGroup var options: ScenarioOptions

  @Option(
    help:
      "Arms, comma-separated: methods, and the controls exact and shuffled; bars part values of a parameter, each an arm of its own: c3(alternatives=2|4). (default: \(defaultMethods))"
  )
  var methods: String?

  @OptionGroup var amount: FrontierOptions

  @Option(
    help:
      "A parameter of the scenario with values, NAME=V1,V2,...: a frontier of each. horizon is the number of turns, whatever the scenario calls it."
  )
  var sweep: String?

  @Option(help: "A file for everything as one long table of comma-separated values.")
  var csv: String?

  @Option(help: "A file for the result as JSON.")
  var output: String?

  @OptionGroup var keeping: KeepingOptions

  @Flag(help: "Write the result as JSON.")
  var json = false

  @OptionGroup(title: "Pictures") var page: PageOptions

  @Flag(help: "Also print episodes, turns and limits at every budget, and all pairs of arms.")
  var details = false

  @OptionGroup(title: "Store of runs") var store: StoreOptions

  func run() throws {
    try checkPath(csv, of: "--csv")
    try checkPath(output, of: "--output")
    let memory = try options.checkedMemory()
    let swept = try sweep.map { try ScenarioSweep($0, of: options.argument) }
    let sources = try swept?.sources ?? [options.argument.source()]
    let frontiers = try sources.map { source in
      let loaded = try options.load(source, memory: memory)
      return try frontier(loaded, source.names(loaded.choice))
    }
    let experiments = try frontiers.map { try $0.experiments() }
    let order = try order(of: frontiers).text()
    if let finished = keeping.finished(
      output, order: order, files: [csv] + page.files.map(\.path), details: details)
    {
      return try finished.show(asJSON: json)
    }
    let kept = try keeping.open(
      output, order,
      batches: zip(frontiers, experiments).flatMap { frontier, experiments in
        experiments.map { _ in frontier.plan.study.batches }
      },
      unsharded: (csv == nil ? [] : ["--csv"]) + page.files.filter { $0.path != nil }.map(\.option))
    let works = experiments.flatMap(\.self)
    if let kept, !keeping.makesResult { return try kept.makePart(of: works) }
    let files = try PageFiles(page.files)
    let table = try csv.map { try AtomicFile($0) }
    let written = try output.map { try AtomicFile($0) }
    let progress = Progress(frontiers.reduce(0) { $0 + $1.batches }, "batches")
    defer { progress.finish() }
    try kept?.share(works)
    var settings: [FrontierResult.Setting] = []
    var done = 0
    var parts = 0
    for (place, frontier) in frontiers.enumerated() {
      let keeping = (0..<experiments[place].count).map { kept?.part(parts + $0) }
      settings.append(
        try kept.during {
          try frontier.run(
            experiments[place], value: swept?.values[place], progress: { progress.update(done + $0) },
            keeping: keeping)
        })
      done += frontier.batches
      parts += experiments[place].count
    }
    var result = FrontierResult(frontiers[0].plan, parameter: swept?.parameter, settings: settings)
    result.view.details = details
    try table?.append(Array(FrontierTable(result).lines.map { $0 + "\n" }.joined().utf8))
    let text = try AscribeCommand.json(
      ResultFile(result, order: order), to: written)
    try files.write(result)
    try Terminal.show(result, asJSON: json, text: text)
    try AtomicFile.commit([table, written].compactMap(\.self))
    kept?.end()
    try files.commit()
    if let output { Terminal.tell("Written to \(output).") }
  }

  /// Everything that measures of the frontiers depend on.
  private func order(of frontiers: [Frontier]) -> MeasuresOrder {
    let plan = frontiers[0].plan
    return MeasuresOrder(
      "frontier", frontiers.map { ($0.plan.study, $0.experimentTruth) },
      [
        "sweep": sweep ?? "none", "budgets": "\(plan.budgets)", "prices": "\(plan.prices)",
        "arms": "\(plan.arms.map { "\($0.label) \($0.fitEpisodes)" })", "step": "\(plan.step)",
      ])
  }

  private func frontier(_ loaded: LoadedScenario, _ names: ScenarioNames) throws -> Frontier {
    let requests = try FrontierOptions.calls(methods ?? Self.defaultMethods).map {
      try MethodArguments.request(
        $0, in: AscribeCLI.methods.withControls, on: loaded.mdp, episodes: amount.trialEpisodes)
    }
    do {
      var study = try StudyPlan(
        mdp: loaded.mdp, policy: loaded.policy, methods: requests, episodes: amount.trialEpisodes,
        groupSize: amount.groupSize, batches: amount.batches, seed: amount.draws.seed,
        threads: amount.draws.threadCount)
      study.names = names
      return try Frontier(
        FrontierPlan(
          study, budgets: amount.checkedBudgets(), prices: amount.checkedPrices(),
          fitEpisodes: amount.checkedFitEpisodes(), step: amount.step))
    } catch let error as StudyError {
      // The plan's numbers have the names of the options.
      throw UsageError(description: "--\(error)")
    } catch let error as FrontierError {
      throw UsageError(description: "--\(error)")
    }
  }
}
