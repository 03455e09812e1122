import ArgumentParser
import Ascribe
import CreditMethods
import Reports
import Simulation
import Trajectories

/// `ascribe blame run`, and what `ascribe blame` does without a subcommand.
struct BlameRunCommand: RecordedCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Whom do methods blame, and were they right? On a scenario, or on annotated traces.",
    discussion: """
      EXAMPLES:
        ascribe blame relay --methods grpo,gigpo,graphgpo,c3
        ascribe blame coupling --methods coma,c3 --by impossible --json
        ascribe blame coupling --judges --html blame.html
        ascribe blame --trace annotated.jsonl --methods grpo,graphgpo
      """)

  @Argument(
    help:
      "The scenario: NAME or NAME(key=value,...), see `ascribe scenarios`; or a problem file. Left out with --trace."
  )
  var scenario: String?

  @Option(help: "A trace (ascribe.trace/1) whose failures have annotations, in place of a scenario.")
  var trace: String?

  @Option(
    help:
      "Methods, comma-separated: NAME or NAME(key=value,...), see `ascribe methods`. (default: \(defaultMethods); with --trace \(traceMethods))"
  )
  var methods: String?

  static let defaultMethods = RunCommand.defaultMethods + ",coma"
  static let traceMethods = "grpo,gigpo,graphgpo,td"

  @OptionGroup var held: BlameKeyOptions
  @OptionGroup var decisive: DecisiveRuleOptions
  @OptionGroup var sampling: BatchOptions

  @Option(
    name: .customLong("group-size"), parsing: .unconditional,
    help: "Episodes of a group, which share their start.", transform: wholeNumber)
  var groupSize = 8

  @Flag(
    help:
      "Also hold methods to simulated judges who err: where their ranking turns round, and what the confusion matrix mends."
  )
  var judges = false

  @OptionGroup var settings: ScenarioSettings
  @OptionGroup var play: PlayOptions
  @OptionGroup(title: "Simulated signals") var signals: SignalOptions

  @Option(help: "A file for the result as JSON.")
  var output: String?

  @Flag(help: "Write JSON.")
  var json = false

  @Flag(help: "Also print all rules, step accuracy by every answer, agents, and a failed episode.")
  var details = false

  @OptionGroup(title: "Pictures") var page: PageOptions
  @OptionGroup(title: "Pictures") var pictureTable: PictureTableOptions

  @OptionGroup(title: "Store of runs") var store: StoreOptions

  func run() throws {
    try checkPath(output, of: "--output")
    try checkPath(trace, of: "--trace")
    switch (scenario, trace) {
    case (nil, nil): throw UsageError(description: "Expected a scenario, or a trace with --trace FILE.")
    case (let scenario?, nil): try judge(scenario: scenario)
    case (nil, let trace?): try judge(trace: trace)
    case (let scenario?, _):
      throw UsageError(
        description: "--trace takes the place of a scenario, and \"\(scenario)\" is named, too: give one.")
    }
  }

  private func judge(scenario: String) throws {
    let memory = try play.checkedMemory()
    let (rule, limits) = (try decisive.rule(), try held.limits())
    let calls = try MethodArguments.calls(methods ?? Self.defaultMethods)
    let source = try settings.source(of: scenario)
    let loaded = try play.load(source) { try settings.compiled(source, memory: memory) }
    let requests = try MethodArguments.requests(
      calls, rewardSettings: loaded.mdp.rewardSettings, discount: loaded.mdp.discount,
      episodes: sampling.episodes)
    var study = try sampling.plan(
      requests, on: CompiledSimulator(loaded.mdp, policy: loaded.policy), named: loaded.names,
      groupSize: groupSize)
    study.signals = try signals.signals()
    var plan = BlamePlan(study)
    plan.rule = rule
    plan.limits = limits
    plan.key = held.key
    plan.asksJudges = judges
    let files = try PageFiles(page.files + pictureTable.files)
    let file = try output.map { try AtomicFile($0) }
    let progress = Progress(study.batches, "batches")
    defer { progress.finish() }
    var result = try loaded.choice.explaining { try BlameStudy(plan).run(progress: progress.update) }
    result.view = ResultView(details: details)
    try show(result, in: file, files)
    Terminal.noteSingleBatch(study.batches == 1)
  }

  private func judge(trace: String) throws {
    let unused =
      held.used + decisive.used + signals.used + (judges ? ["--judges"] : [])
      + (settings.horizon != nil ? ["--horizon"] : []) + (settings.discount != nil ? ["--discount"] : [])
      + (play.policy != "default" ? ["--policy"] : []) + (play.memory != "last" ? ["--memory"] : [])
    if let option = unused.first {
      throw UsageError(
        description:
          "\(option) is about a scenario; a trace is held to its annotations, and has no exact answers.")
    }
    let limits = try held.limits()
    let requests = try MethodArguments.requests(MethodArguments.calls(methods ?? Self.traceMethods))
    try MethodRequest.requireDistinct(requests)
    let batch = try LogHint.explaining(trace) { try TraceReader.read(trace) }
    let files = try PageFiles(page.files + pictureTable.files)
    let file = try output.map { try AtomicFile($0) }
    let context = AttributionContext(seed: sampling.draws.seed, threads: sampling.draws.threadCount)
    var result = try BlameTraceResult(
      batch, file: FileBytes.name(of: trace), methods: requests, in: context, limits: limits)
    result.view = ResultView(details: details)
    try show(result, in: file, files)
  }

  private func show<Result: ReportedResult>(
    _ result: Result, in file: AtomicFile?, _ files: PageFiles
  ) throws {
    let text = try AscribeCommand.json(ResultFile(result), to: file)
    try file?.commit()
    try files.write(result)
    try Terminal.show(result, asJSON: json, text: text)
    try files.commit()
    if let file { Terminal.tell("Written to \(file.path).") }
  }
}
