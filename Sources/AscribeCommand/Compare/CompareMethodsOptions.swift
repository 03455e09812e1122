import ArgumentParser
import Ascribe
import Foundation
import Reports
import Trajectories
import Simulation

/// The options of `ascribe compare` for methods on scenarios, and the comparison.
struct CompareMethodsOptions: ParsableArguments {
  @Option(help: "Methods to compare, comma-separated: NAME or NAME(key=value,...); see `ascribe methods`.")
  var methods: String?

  @Option(
    parsing: .unconditional,
    help: "Batches, the units of every interval and test; with --precision, at most (default: 20).",
    transform: wholeNumber)
  var batches: Int?

  @Option(parsing: .unconditional, help: "Episodes of a batch (default: 128).", transform: wholeNumber)
  var episodes: Int?

  @Option(
    name: .customLong("group-size"), parsing: .unconditional,
    help: "Episodes of a group, which share their start (default: 8).", transform: wholeNumber)
  var groupSize: Int?

  @Option(
    name: .customLong("fit-episodes"), parsing: .unconditional,
    help: "Episodes a batch that are simulated beside it, for critics to be fitted to (default: 2048).",
    transform: wholeNumber)
  var fitEpisodes: Int?

  @Option(
    parsing: .unconditional,
    help:
      "Simulate batches until the interval of every method's rank correlation is narrower than this, looking at it more than once without losing its confidence.",
    transform: decimalNumber)
  var precision: Double?

  @Option(
    help:
      "Scale on which errors are measured: best (each method's credits times one factor that brings them closest) or raw (default: best)."
  )
  var scale: String?

  @Option(
    help: "Compare with this one of the methods, written as in --methods, in place of the exact credit.")
  var against: String?

  @Option(parsing: .unconditional, help: "Seed of every draw (default: 0).", transform: wholeNumber)
  var seed: UInt64?

  @Option(
    parsing: .unconditional,
    help: "Most threads; the output does not depend on it. All cores if not given.", transform: wholeNumber)
  var threads: Int?

  @Option(help: "A file for everything as one long table of comma-separated values.")
  var csv: String?

  @Option(
    help:
      "A file for numpy and rliable: of each method the rank correlations, batches x scenarios, as float64.")
  var npz: String?

  @Flag(
    name: .customLong("across-contrasts"),
    help: "Rank methods even where what their credits compare differs.")
  var acrossContrasts = false

  @Flag(
    help:
      "Also print bias by agent and by turn, pivotal decisions, policy gradients, variance components, and cost."
  )
  var details = false

  @Flag(help: "Also print the errors by agent and turn.")
  var cells = false

  @Flag(
    help: "Also show the seconds that each method took; they differ from call to call, as nothing else does.")
  var seconds = false

  @OptionGroup var settings: ScenarioSettings
  @OptionGroup var play: PlayOptions

  /// The options that were given, except `--methods`.
  var used: [String] {
    [
      (batches != nil, "--batches"), (episodes != nil, "--episodes"), (groupSize != nil, "--group-size"),
      (fitEpisodes != nil, "--fit-episodes"), (precision != nil, "--precision"), (scale != nil, "--scale"),
      (against != nil, "--against"), (seed != nil, "--seed"), (threads != nil, "--threads"),
      (csv != nil, "--csv"), (npz != nil, "--npz"), (acrossContrasts, "--across-contrasts"),
      (details, "--details"), (cells, "--cells"), (seconds, "--seconds"),
      (settings.horizon != nil, "--horizon"),
      (settings.discount != nil, "--discount"), (play.policy != "default", "--policy"),
      (play.memory != "last", "--memory"),
    ].filter(\.0).map(\.1)
  }

  /// Compares the methods on every scenario, writes the files and prints the comparison.
  func compare(_ names: [String], json: Bool) throws {
    let scale = try checkedScale()
    try checkPaths()
    let calls = try calls()
    let memory = try play.checkedMemory()
    let loaded = try names.map { name in
      let source = try settings.source(of: name)
      return try play.load(source, compiling: { try settings.compiled(source, memory: memory) })
    }
    let labels = loaded.map(\.label)
    if let repeated = labels.indices.first(where: { labels[..<$0].contains(labels[$0]) }) {
      throw UsageError(description: "Scenario \"\(labels[repeated])\" is named twice.")
    }
    let comparisons = try loaded.map { try Comparison(try plan($0, calls, scale)) }
    let table = try csv.map { try AtomicFile($0) }
    let archive = try npz.map { try AtomicFile($0) }
    var found: [ScenarioComparison] = []
    for (label, comparison) in zip(labels, comparisons) {
      let progress = Progress(comparison.plan.study.batches, "batches of \(label)")
      defer { progress.finish() }
      found.append(try comparison.run(progress: progress.update))
    }
    guard let scores = ScenarioScores(found) else { return }
    try table?.append(Array(ComparisonTable(found).lines.map { $0 + "\n" }.joined().utf8))
    try archive?.append(try scores.archive())
    guard let result = ComparisonResult(found, view: ResultView(details: details, cells: cells)) else {
      return
    }
    try Terminal.show(result, asJSON: json)
    try AtomicFile.commit([table, archive].compactMap(\.self))
    complain(found, scores)
  }

  /// What a reader of the results should know although it is no error.
  private func complain(
    _ found: [ScenarioComparison], _ scores: ScenarioScores
  ) {
    for comparison in found where comparison.isPrecise == false {
      Terminal.complain(
        "ascribe: note: the precision was not reached on \(comparison.scenario.names.label) with "
          + "\(Numerals.count(comparison.sampled.batches, "batch", plural: "batches")).")
    }
    if found.contains(where: { $0.sampled.batches == 1 }) {
      Terminal.complain(
        "ascribe: note: one batch only, so there are no intervals and no tests: they need two or more.")
    }
    if npz != nil, scores.hasUndefined {
      Terminal.complain(
        "ascribe: note: some rank correlations are undefined; they are NaN in the archive of scores.")
    }
  }

  private func checkedScale() throws(UsageError) -> CreditScale {
    guard let scale else { return .best }
    guard let known = CreditScale(rawValue: scale) else {
      throw UsageError(description: "--scale is \"\(scale)\"; accepted: raw, best.")
    }
    return known
  }

  private func checkPaths() throws(UsageError) {
    try checkPath(csv, of: "--csv")
    try checkPath(npz, of: "--npz")
    if let csv, csv == npz {
      throw UsageError(description: "--csv and --npz are the same file, \(csv).")
    }
  }

  private func calls() throws -> [Call] {
    do {
      return try Call.list(methods ?? "")
    } catch {
      throw UsageError(description: "--methods: \(error)")
    }
  }

  private func plan(_ loaded: LoadedScenario, _ calls: [Call], _ scale: CreditScale) throws -> ComparisonPlan
  {
    let requests = try MethodArguments.requests(
      calls, rewardSettings: loaded.mdp.rewardSettings, discount: loaded.mdp.discount)
    do {
      var study = try StudyPlan(
        mdp: loaded.mdp, policy: loaded.policy, methods: requests, episodes: episodes ?? 128,
        groupSize: groupSize ?? 8, batches: batches ?? 20, fitEpisodes: fitEpisodes ?? 2048, seed: seed ?? 0,
        threads: BatchOptions.threads(threads))
      study.ranksAcrossContrasts = acrossContrasts
      study.names = loaded.names
      var plan = try ComparisonPlan(
        study, scale: scale, against: try against.map { try Call($0).description }, precision: precision)
      plan.keepsSeconds = seconds
      return plan
    } catch let error as StudyError {
      // The plan's numbers have the names of the options.
      throw UsageError(description: "--\(error)")
    } catch let error as ComparisonError {
      throw UsageError(description: "--\(error)")
    } catch let error as CallError {
      throw UsageError(description: "--against: \(error)")
    }
  }
}
