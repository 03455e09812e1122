import ArgumentParser
import Ascribe
import Foundation
import Reports
import Simulation
import Trajectories

/// `ascribe measures`.
struct MeasuresCommand: RecordedCommand {
  static let configuration = CommandConfiguration(
    commandName: "measures",
    abstract: "Find out which measure of credits predicts how fast policies learn from them.",
    discussion: """
      EXAMPLES:
        ascribe measures
        ascribe measures relay single --starts 10 --seeds 4
        ascribe measures --small

      On every scenario and from every starting policy all arms are measured as `ascribe run` measures them, and \
      trained as `ascribe train` trains them; Kendall's tau says how well the order by a measure is the order by \
      learning. Among the arms are ladders of exact credit with more and more noise and bias, which must never be \
      better.
      """)

  /// Arms that run on every scenario, and the ladders.
  static let defaultMethods =
    "grpo,gigpo,graphgpo,hgpo,gae,mc,c3(alternatives=2),leave_one_out,asymmetric,exact,exact(noise=0.5),exact(noise=1),"
    + "exact(noise=2),exact(noise=4),exact(bias=0.5),exact(bias=1),exact(bias=2),shuffled"

  /// Arms of the small form, whose batches pay for no continuations.
  static let smallMethods =
    "grpo,gigpo,graphgpo,gae,mc,leave_one_out,exact,exact(noise=1),exact(noise=4),exact(bias=1),shuffled"

  /// A family with forks, detours, luck, memory and coordination.
  static let family = [
    Member("single"), Member("single(turns=20,fork=10)"), Member("chain"), Member("repair"), Member("decoy"),
    Member("coupling"), Member("typed"), Member("or(agents=3,doProbability=0.8)"), Member("and"),
    Member("two-step"), Member("memory", .history), Member("dec-tiger", .history), Member("relay"),
  ]

  /// A small form: three scenarios, few runs.
  static let smallFamily = [Member("single"), Member("coupling"), Member("two-step")]

  /// A scenario with what its agents remember.
  struct Member {
    let scenario: String
    let memory: Memory

    init(_ scenario: String, _ memory: Memory = .lastObservation) {
      self.scenario = scenario
      self.memory = memory
    }
  }

  @Argument(help: "Scenarios, as in `ascribe run`; a family of 13 if none is given.")
  var scenarios: [String] = []

  @OptionGroup var settings: ScenarioSettings

  @Option(help: "What agents of the named scenarios remember: last (observation), last:K or history.")
  var memory: String?

  @Option(help: "Arms, comma-separated: methods, exact and shuffled. (default: \(defaultMethods))")
  var methods: String?

  @Option(
    parsing: .unconditional, help: "Starting policies near the scenario's own (default: 5).",
    transform: wholeNumber)
  var starts: Int?

  @Option(parsing: .unconditional, help: "Runs from each (default: 2).", transform: wholeNumber)
  var seeds: Int?

  @Option(
    parsing: .unconditional, help: "Updates of a run, for arms that simulate nothing beside (default: 40).",
    transform: wholeNumber)
  var updates: Int?

  @Option(
    parsing: .unconditional, help: "Episodes of an update, and of a batch (default: 128).",
    transform: wholeNumber)
  var episodes: Int?

  @Option(
    parsing: .unconditional, help: "Batches on which arms are measured from each start (default: 10).",
    transform: wholeNumber)
  var batches: Int?

  @Flag(help: "A small form: three scenarios, three starting policies, one run of 20 updates of 32 episodes.")
  var small = false

  @OptionGroup var draws: DrawOptions

  @Flag(help: "Write the result as JSON.")
  var json = false

  @Flag(help: "Also print every scenario, the ladders, and what each arm learned.")
  var details = false

  @OptionGroup(title: "Store of runs") var store: StoreOptions

  func run() throws {
    let plans = try members().map { try plan($0) }
    let labels = plans.map(\.study.names.label)
    if let repeated = labels.indices.first(where: { labels[..<$0].contains(labels[$0]) }) {
      throw UsageError(description: "Scenario \"\(labels[repeated])\" is named twice.")
    }
    do {
      let study = try MeasurePrediction(plans, batches: batches ?? (small ? 4 : 10))
      let progress = Progress(plans.count, "scenarios")
      defer { progress.finish() }
      var result = try study.run(progress: progress.update)
      result.view.details = details
      progress.finish()
      try Terminal.show(result, asJSON: json)
    } catch let error as StudyError {
      throw UsageError(description: "--\(error)")
    }
  }

  private func members() throws -> [Member] {
    guard !scenarios.isEmpty else {
      if memory != nil { throw UsageError(description: "--memory is for scenarios that are named.") }
      return small ? Self.smallFamily : Self.family
    }
    let memory = try memory.map { text in
      guard let memory = Memory(text) else {
        throw UsageError(description: "--memory is \"\(text)\"; accepted: last, last:K or history.")
      }
      return memory
    }
    return scenarios.map { Member($0, memory ?? .lastObservation) }
  }

  private func plan(_ member: Member) throws -> TrainingPlan {
    let source = try settings.source(of: member.scenario)
    let mdp = try settings.compiled(source, memory: member.memory)
    let calls = try MethodArguments.calls(methods ?? (small ? Self.smallMethods : Self.defaultMethods))
    let episodes = episodes ?? (small ? 32 : 128)
    let requests = try calls.map { call in
      if call.name == TrainingArm.exactGradientName {
        throw UsageError(description: "--methods: exact-gradient has no credits that could be measured.")
      }
      return try MethodArguments.request(
        call, in: AscribeCLI.methods.withControls, on: mdp, episodes: episodes)
    }
    do {
      var study = try StudyPlan(
        mdp: mdp, policy: .behaviour(of: mdp), methods: requests, episodes: episodes, groupSize: 8,
        batches: 1,
        seed: draws.seed, threads: draws.threadCount)
      study.names = source.names(.scenarioDefault)
      let turns = try study.turns(ofEpisodes: episodes)
      let updates = updates ?? (small ? 20 : 40)
      try checkNumber(updates, of: "--updates", in: 1...10_000)
      return try TrainingPlan(
        study, arms: requests.map { TrainingArm(.method($0)) }, budget: updates * max(1, turns)
      ) { plan in
        plan.starts = starts ?? (small ? 3 : 5)
        plan.seeds = seeds ?? (small ? 1 : 2)
        plan.checks = 1
      }
    } catch let error as StudyError {
      throw UsageError(description: "--\(error)")
    }
  }
}
