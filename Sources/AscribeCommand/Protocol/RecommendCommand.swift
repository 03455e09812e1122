import ArgumentParser
import Ascribe
import CreditMethods
import Reports
import Simulation
import Trajectories

/// `ascribe recommend`.
struct RecommendCommand: RecordedCommand {
  static let configuration = CommandConfiguration(
    commandName: "recommend",
    abstract: "Say which methods the survey's decision tree names for a task, and which preconditions fail.",
    discussion: """
      EXAMPLES:
        ascribe recommend relay
        ascribe recommend memory --auxiliary-model
        ascribe recommend --trace trace.jsonl
        ascribe recommend --setting reasoning --tokens 20000
        ascribe recommend --agents 1 --turns 60 --verifier-error 0.1 --json
        ascribe recommend --audit --family F4 --parametrisations 2
        ascribe recommend --audit --learning --family F3 --parametrisations 4

      The tree of arXiv 2604.09459 is walked from what is known of a task: of a SCENARIO, which is solved, or played where \
      it is too large; of a recorded trace (--trace); of a file (--metadata, a JSON object with some of the fields that \
      --json writes under "task"); or of options alone. Options take the place of what these say. Each question is shown \
      with its answer and the figure that it rests on, then the preconditions that fail with the metadata that say so, and \
      the survey's six diagnostics of the task. What cannot be known, of a trace above all, is said to be unknown.

      --audit takes no task: it draws parametrisations of the families of tasks (see `ascribe scenarios --families`) at \
      their small sizes, walks the tree for each, and sets the methods of its leaf beside the best of all that leaves \
      name and beside always grpo, by the cosine of a batch's gradient with the exact one, on the same episodes. A judge, \
      a belief and a reference are simulated with stated errors. With --learning each method also trains the scenario's \
      own policy, all for the same number of simulated turns.
      """)

  @Argument(help: "The scenario, as in `ascribe describe`.")
  var scenario: String?

  @Option(help: "A recorded trace in place of a scenario; - for standard input.")
  var trace: String?

  @Option(help: "A file with metadata in place of a scenario: a JSON object.")
  var metadata: String?

  @OptionGroup(title: "What is known of the task") var task: TaskOptions
  @OptionGroup(title: "Audit") var auditing: AuditOptions
  @OptionGroup(title: "Scenario") var settings: ScenarioSettings
  @OptionGroup(title: "Scenario") var play: PlayOptions
  @OptionGroup var draws: DrawOptions

  @Flag(help: "Write JSON.")
  var json = false

  @OptionGroup(title: "Store of runs") var store: StoreOptions

  func run() throws {
    try checkPath(trace, of: "--trace")
    try checkPath(metadata, of: "--metadata")
    try checkNumber(draws.threadCount, of: "--threads", in: 1...StudyPlan.mostThreads)
    let sources = [
      scenario.map { _ in "SCENARIO" }, trace.map { _ in "--trace" }, metadata.map { _ in "--metadata" },
    ].compactMap(\.self)
    if sources.count > 1 {
      throw UsageError(
        description: "\(sources.joined(separator: " and ")) each say what the task is: give one.")
    }
    if let (option, whole) = auditing.misplaced {
      throw UsageError(description: "\(option) is for \(whole).")
    }
    if auditing.audit { return try audit(sources) }
    if scenario == nil, let option = scenarioOption {
      throw UsageError(description: "\(option) is for a scenario, and none is named.")
    }
    let known = try known()
    do {
      let result = try Recommendation(
        for: task.changing(known.task), called: known.subject, offering: known.offers, in: AscribeCLI.methods)
      try Terminal.show(result, asJSON: json)
    } catch let error as TaskMetadataError {
      throw UsageError(description: "\(error)")
    }
  }

  /// - Parameter sources: What says what the task is; there must be none.
  private func audit(_ sources: [String]) throws {
    if let option = sources.first ?? task.first ?? scenarioOption {
      throw UsageError(
        description: "\(option) says something of one task, and --audit is of families of tasks.")
    }
    let plan = try auditing.plan(seed: draws.seed, threads: draws.threadCount)
    let progress = Progress(plan.families.count * plan.parametrisations, "parametrisations")
    defer { progress.finish() }
    do {
      let result = try plan.run(progress: progress.update)
      progress.finish()
      try Terminal.show(result, asJSON: json)
    } catch let error as LeafAuditError {
      throw UsageError(description: "\(error)")
    }
  }

  /// What is known of a task, what it is called, and what it offers to methods.
  private typealias Known = (task: TaskMetadata, subject: String, offers: Set<MethodCard.Need>?)

  private func known() throws -> Known {
    if let scenario { return try solved(scenario) }
    if let trace {
      let batch = try TraceReader.read(trace)
      return (
        TaskMetadata(batch, seed: draws.seed, threads: draws.threadCount), trace,
        MethodCard.Need.ofTrace(batch)
      )
    }
    if let metadata { return (try TaskMetadata(reading: metadata), metadata, nil) }
    return (TaskMetadata(), "the task", nil)
  }

  private func solved(_ name: String) throws -> Known {
    let memory = try play.checkedMemory()
    let source = try settings.source(of: name)
    do {
      let loaded = try play.load(source) { try settings.compiledForDescription(source, memory: memory) }
      let solution = try ExactSolution(of: loaded.mdp, under: loaded.policy)
      var offers = MethodCard.Need.ofScenario(agents: loaded.mdp.agents.count, isSolved: true)
      if loaded.mdp.declaresSignal { offers.insert(.signals) }
      return (TaskMetadata(solution, facts: loaded.facts), source.label, offers)
    } catch let error as ScenarioError {
      guard let reason = settings.reasonToPlay(error) else { throw error }
      return try played(source, memory, because: reason)
    }
  }

  private func played(_ source: ScenarioSource, _ memory: Memory, because reason: String) throws -> Known {
    let choice = try PolicyChoice(play.policy)
    let player = try settings.lazyPlayer(of: source, memory: memory, following: choice, because: reason)
    let played = try choice.explaining {
      try PlayedMetadata(playing: player.simulator, seed: draws.seed, threads: draws.threadCount)
    }
    let agents = source.scenario.agents.count
    return (
      TaskMetadata(played, agents: agents, facts: source.scenario.facts), source.label,
      MethodCard.Need.ofScenario(agents: agents, isSolved: false)
    )
  }

  /// The first option that is for a scenario alone.
  private var scenarioOption: String? {
    [
      (play.policy != "default", "--policy"), (play.memory != "last", "--memory"),
      (settings.turns != nil, "--horizon"), (settings.discount != nil, "--discount"),
      (settings.stateLimitOption != nil, "--state-limit"), (settings.rowLimit != nil, "--row-limit"),
    ].first(where: \.0)?.1
  }
}
