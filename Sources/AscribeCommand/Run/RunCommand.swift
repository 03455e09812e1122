import ArgumentParser
import Ascribe
import CreditMethods
import Foundation
import Reports
import Trajectories
import Simulation

/// `ascribe run`.
struct RunCommand: RecordedCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Simulate a scenario, attribute it with several methods, compare them with the truth.",
    discussion: """
      EXAMPLES:
        ascribe run relay
        ascribe run 'decoy(turns=6)' --methods 'grpo,c3(alternatives=16)'
        ascribe run relay --methods 'grpo@1024,graphgpo,coma' --details
        ascribe run relay --budget 6000 --methods grpo,graphgpo,c3
        ascribe run dec-tiger --memory history --batches 40 --output results/tiger
        ascribe run relay --truth 'sampled(decisions=32)' --batches 5
        ascribe run relay --truth 'bounded(cells=100)'
        ascribe run relay --judge 'error=0.2,bias=outcome' --belief exact
        ascribe run relay --methods lare,grpo --factors error=0.3
        ascribe run relay --reference uniform --entropy --output results/relay
        ascribe run relay --html relay.html
        ascribe run relay --episodes 4096 --stream relay.jsonl
        ascribe run relay --batches 400 --output results/relay --resume
        ascribe run relay --batches 400 --shard 2/4 --output part-{shard}
      """)

  @OptionGroup var options: ScenarioOptions

  static let defaultMethods = "grpo,gigpo,graphgpo,c3,pinto,symmetric,asymmetric"

  @Option(
    help:
      "Methods to compare, comma-separated: NAME or NAME(key=value,...), and @N behind it for a method that judges N episodes a batch; see `ascribe methods`. (default: \(defaultMethods))"
  )
  var methods: String?

  @OptionGroup var sampling: BatchOptions
  @OptionGroup var budget: BudgetOptions

  @Option(
    name: .customLong("group-size"), parsing: .unconditional,
    help: "Episodes of a group, which share their start.", transform: wholeNumber)
  var groupSize = 8

  @Option(help: "A folder for trace.jsonl, exact.credits.jsonl, METHOD.credits.jsonl and results.json.")
  var output: String?

  @Flag(help: "Replace the folder of --output, if it holds results of Ascribe and nothing else.")
  var replace = false

  @OptionGroup var keeping: KeepingOptions

  @Option(
    help:
      "Only simulate: write the episodes of all batches to this trace as they come, in constant memory (- for standard output), and attribute nothing."
  )
  var stream: String?

  @Flag(help: "Write the results as JSON.")
  var json = false

  @Flag(
    name: .customLong("across-contrasts"),
    help: "With --against: hold methods to it even where their credits compare something else.")
  var acrossContrasts = false

  @OptionGroup var held: TruthOptions

  @OptionGroup(title: "Simulated signals") var signals: SignalOptions

  @OptionGroup(title: "Pictures") var page: PageOptions
  @OptionGroup(title: "Pictures") var pictureTable: PictureTableOptions
  @OptionGroup(title: "Pictures") var states: StatesOptions

  @Flag(help: "Also print diagnostics, fits, contrasts, differences of the methods, and an episode.")
  var details = false

  @Flag(help: "Also print the mean credit of every method by agent and turn.")
  var cells = false

  @OptionGroup(title: "Store of runs") var store: StoreOptions

  func run() throws {
    try checkPath(output, of: "--output")
    try checkPath(stream, of: "--stream")
    try budget.checkPrice(isBudgeted: budget.turns != nil)
    let memory = try options.checkedMemory()
    let source = try options.argument.source()
    let choice = try PolicyChoice(options.policy)
    let player = try options.argument.settings.player(
      of: source, memory: memory, following: choice, for: held.kind())
    if let stream { return try self.stream(to: stream, player, source, choice) }
    var plan = try plan(player, source.names(choice))
    plan.signals = try signals.signals()
    let truth = try held.truth(of: player, for: plan)
    try plan.checkSignals(with: truth)
    if methods == nil, truth.exact == nil { plan.methods = try runnable(plan) }
    if let turns = budget.turns {
      if output != nil {
        throw UsageError(
          description:
            "--output writes one trace that every method judged; with --budget each has its own episodes.")
      }
      if sampling.fitEpisodes == nil { plan.fitEpisodes = 0 }
      try budget.allot(turns, to: &plan, truth: truth)
    }
    let study = Study(plan, truth: truth)
    let hasExact = truth.exact != nil
    let order = try MeasuresOrder("run", [(plan, truth)], choice.identity).text()
    let pictures = (page.files + pictureTable.files + states.files).filter { $0.path != nil }
    if let finished = keeping.finished(
      output, in: "results.json", order: order, files: pictures.map(\.path), details: details, cells: cells)
    {
      return try finished.show(asJSON: json)
    }
    let folder = try (keeping.makesResult ? output : nil).map {
      try OutputFolder(
        $0, plan: plan, scenario: source.label, hasExact: hasExact, replaces: replace)
    }
    let kept = try keeping.open(
      output, order, batches: [plan.batches], unsharded: pictures.map(\.option))
    let written = output.map { OutputText(plan, scenario: source.label, hasExact: hasExact, in: $0) }
    if let kept, !keeping.makesResult { return try kept.makePart(of: [study], files: written?.bytes) }
    let files = try PageFiles(page.files + pictureTable.files + states.files)
    var gatherer =
      files.isWanted
      ? PageGatherer(methods: plan.methods.map(\.label), solution: truth.exact?.solution) : nil
    let progress = Progress(plan.batches, "batches")
    defer { progress.finish() }
    try kept?.share([study], files: written?.bytes)
    let part = kept?.part(files: written?.bytes)
    var (result, batches) = try choice.explaining {
      try held.explainingLack {
        try kept.during {
          try study.runByBatch(
            progress: progress.update, keeping: part, consume: gatherer == nil ? nil : { gatherer?.add($0) })
        }
      }
    }
    result.view = ResultView(details: details, cells: cells)
    let text = try AscribeCommand.json(ResultFile(result, order: order))
    if let gatherer {
      try files.write(
        result, gatherer.data(units: result.methods.map(\.unit), fingerprint: plan.tables?.mdp.fingerprint))
    }
    if let part, let folder {
      for batch in 0..<plan.batches { try folder.append(try part.files(ofBatch: batch)) }
    }
    try folder?.finish(results: text)
    kept?.end()
    try Terminal.show(result, asJSON: json, text: text, batches: batches)
    try files.commit()
    if let output {
      Terminal.tell(
        "Written to \(output): trace, \(hasExact ? "exact credits, " : "")credits of each method, results.json."
      )
    }
    Terminal.noteSingleBatch(plan.batches == 1)
  }

  private func plan(_ player: ScenarioPlayer, _ names: ScenarioNames) throws -> StudyPlan {
    let arms = try MethodArms(methods ?? Self.defaultMethods)
    if arms.hasEpisodes, budget.turns != nil {
      throw UsageError(
        description: "--budget says how many episodes each method judges: write no @ in --methods.")
    }
    if arms.hasEpisodes, output != nil {
      throw UsageError(
        description: "--output writes one trace that every method judged: write no @ in --methods.")
    }
    let requests = try MethodArguments.requests(
      arms.calls, rewardSettings: player.rewardSettings, discount: player.simulator.discount,
      episodes: sampling.episodes)
    var plan = try sampling.plan(
      arms.requests(requests),
      on: player.simulator, named: names, groupSize: groupSize)
    plan.holdsAcrossContrasts = acrossContrasts
    plan.against = try budget.exactCredit()
    return plan
  }

  /// The methods of a plan that can do without an exact solution; a note on standard error tells of the others.
  private func runnable(_ plan: StudyPlan) throws -> [MethodRequest] {
    var few = plan
    (few.episodes, few.batches, few.fitEpisodes) = (plan.groupSize, 1, 0)
    return try plan.methods.filter { method in
      few.methods = [method]
      do {
        _ = try Study(few, truth: .none(reason: "")).run()
        return true
      } catch AttributionError.lacks(_, let need, _) {
        Terminal.complain("ascribe: note: \(method.label) is left out: it needs \(need).")
        return false
      }
    }
  }
}
