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

  @Option(
    parsing: .unconditional,
    help:
      "Give every method this many episodes a batch, whatever it simulates beside them, in place of --budget.",
    transform: wholeNumber)
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
      "Simulate batches until the interval of every method's gradient alignment is narrower than this, looking at it more than once without losing its confidence.",
    transform: decimalNumber)
  var precision: Double?

  @Option(
    help:
      "Scale on which errors are measured: best (each method's credits times one factor that brings them closest) or raw (default: best)."
  )
  var scale: String?

  @OptionGroup var budget: BudgetOptions

  @Option(
    name: .customLong("against-method"),
    help: "Compare with this one of the methods, written as in --methods, in place of an exact credit.")
  var againstMethod: String?

  @Option(
    help:
      "What tells situations apart where errors are taken apart: knowledge (the turn and what the agent knows) or cell (the turn and the state with all memories) (default: knowledge)."
  )
  var situations: String?

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
      "A file for numpy and rliable: of each method the gradient alignments, batches x scenarios, as float64."
  )
  var npz: String?

  @Option(help: "A file for the result as JSON.")
  var output: String?

  @OptionGroup var keeping: KeepingOptions

  @Flag(
    name: .customLong("across-contrasts"),
    help: "With --against: hold methods to it even where their credits compare something else.")
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

  @OptionGroup(title: "Pictures") var page: PageOptions
  @OptionGroup var held: TruthOptions
  @OptionGroup var signals: SignalOptions
  @OptionGroup var settings: ScenarioSettings
  @OptionGroup var play: PlayOptions

  /// The options that were given, except `--methods`.
  var used: [String] {
    let options: [(Bool, String)] = [
      (batches != nil, "--batches"), (episodes != nil, "--episodes"), (groupSize != nil, "--group-size"),
      (fitEpisodes != nil, "--fit-episodes"), (precision != nil, "--precision"), (scale != nil, "--scale"),
      (againstMethod != nil, "--against-method"), (situations != nil, "--situations"),
      (seed != nil, "--seed"), (threads != nil, "--threads"), (output != nil, "--output"),
      (keeping.shard != nil, "--shard"), (keeping.resume, "--resume"), (csv != nil, "--csv"),
      (npz != nil, "--npz"),
      (acrossContrasts, "--across-contrasts"), (details, "--details"), (cells, "--cells"),
      (seconds, "--seconds"), (held.truth != nil, "--truth"), (settings.horizon != nil, "--horizon"),
      (settings.discount != nil, "--discount"), (play.policy != "default", "--policy"),
      (play.memory != "last", "--memory"),
    ]
    return options.filter(\.0).map(\.1) + budget.used + signals.used
      + page.files.filter { $0.path != nil }.map(\.option)
  }

  /// Compares the methods on every scenario, writes the files and prints the comparison.
  func compare(_ names: [String], json: Bool) throws {
    let scale = try checkedScale()
    try checkPaths()
    let arms = try MethodArms(methods ?? "")
    let memory = try play.checkedMemory()
    let sources = try names.map { try settings.source(of: $0) }
    let labels = sources.map(\.label)
    if let repeated = labels.indices.first(where: { labels[..<$0].contains(labels[$0]) }) {
      throw UsageError(description: "Scenario \"\(labels[repeated])\" is named twice.")
    }
    if budget.turns != nil, episodes != nil {
      throw UsageError(
        description: "--budget gives methods equal turns and --episodes equal episodes: give one.")
    }
    if arms.hasEpisodes, budget.turns != nil || againstMethod != nil {
      throw UsageError(
        description:
          "\(budget.turns != nil ? "--budget" : "--against-method") says which episodes methods judge: write "
          + "no @ in --methods.")
    }
    if againstMethod != nil, budget.turns != nil {
      throw UsageError(
        description:
          "--against-method compares the credits of the same episodes: give --episodes in place of --budget.")
    }
    guard let loaded = try loaded(sources, memory: memory) else {
      return try compareSampled(sources, arms, memory: memory, json: json)
    }
    let comparisons = try loaded.map { try Comparison(try plan($0, arms, scale)) }
    let order = try order(of: comparisons).text()
    if let finished = keeping.finished(
      output, order: order, files: [csv, npz] + page.files.map(\.path), details: details, cells: cells)
    {
      return try finished.show(asJSON: json)
    }
    let kept = try keeping.open(
      output, order, batches: comparisons.map(\.plan.study.batches), unsharded: unsharded)
    if let kept, !keeping.makesResult { return try kept.makePart(of: comparisons) }
    let files = try PageFiles(page.files)
    let table = try csv.map { try AtomicFile($0) }
    let archive = try npz.map { try AtomicFile($0) }
    let written = try output.map { try AtomicFile($0) }
    try kept?.share(comparisons)
    var found: [ScenarioComparison] = []
    var data = ReportData()
    for (place, comparison) in comparisons.enumerated() {
      let progress = Progress(comparison.plan.study.batches, "batches of \(labels[place])")
      defer { progress.finish() }
      guard var gatherer = gatherer(for: comparison, of: comparisons.count, files) else {
        found.append(
          try kept.during { try comparison.run(progress: progress.update, keeping: kept?.part(place)) })
        continue
      }
      let scenario = try kept.during {
        try comparison.run(progress: progress.update, keeping: kept?.part(place)) { gatherer.add($0) }
      }
      data = gatherer.data(
        units: scenario.methods.map { $0.scale.optional ?? 1 },
        fingerprint: comparison.plan.study.tables?.mdp.fingerprint)
      found.append(scenario)
    }
    guard let scores = ScenarioScores(found) else { return }
    try table?.append(Array(ComparisonTable(found).lines.map { $0 + "\n" }.joined().utf8))
    try archive?.append(try scores.archive())
    guard let result = ComparisonResult(found, view: ResultView(details: details, cells: cells)) else {
      return
    }
    let text = try AscribeCommand.json(
      ResultFile(result, order: order), to: written)
    try files.write(result, data)
    try Terminal.show(result, asJSON: json, text: text)
    try AtomicFile.commit([table, archive, written].compactMap(\.self))
    kept?.end()
    try files.commit()
    if let output { Terminal.tell("Written to \(output).") }
    complain(found, scores)
  }

  /// Everything that measures of the comparisons depend on.
  private func order(of comparisons: [Comparison]) -> MeasuresOrder {
    let plan = comparisons[0].plan
    return MeasuresOrder(
      "compare", comparisons.map { ($0.plan.study, $0.engine.truth) },
      [
        "scale": plan.scale.rawValue, "against": plan.reference, "situations": plan.situations.rawValue,
        "precision": plan.precision.map { "\($0)" } ?? "none", "seconds": "\(plan.keepsSeconds)",
      ])
  }

  /// Options that a part of the batches cannot carry out.
  var unsharded: [String] {
    let options: [(Bool, String)] = [
      (csv != nil, "--csv"), (npz != nil, "--npz"), (precision != nil, "--precision"),
    ]
    return options.filter(\.0).map(\.1) + page.files.filter { $0.path != nil }.map(\.option)
  }

  /// What gathers credits and episodes for pictures, which are of a single scenario; `nil` where none are wanted.
  private func gatherer(
    for comparison: Comparison, of scenarios: Int, _ files: PageFiles
  ) -> PageGatherer? {
    guard files.isWanted, scenarios == 1 else { return nil }
    return PageGatherer(
      methods: comparison.plan.study.methods.map(\.label), solution: comparison.engine.truth.exact?.solution)
  }

  /// The scenarios, compiled whole; `nil` if one of them is too large for that, or a truth of some decisions was asked for.
  private func loaded(_ sources: [ScenarioSource], memory: Memory) throws -> [LoadedScenario]? {
    switch try held.kind() {
    case .sampled, .bounded: return nil
    case .some(TruthSummary.Kind.none):
      throw UsageError(
        description: "--truth none: methods are compared with a truth; accepted: exact, bounded, sampled.")
    case .exact:
      return try sources.map { source in
        try play.load(source, compiling: { try settings.compiled(source, memory: memory) })
      }
    default: break
    }
    var loaded: [LoadedScenario] = []
    for source in sources {
      guard let mdp = try settings.compiledUnlessLarge(source, memory: memory) else { return nil }
      loaded.append(try play.load(source, compiling: { mdp }))
    }
    return loaded
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
    Terminal.noteSingleBatch(found.contains { $0.sampled.batches == 1 })
    if npz != nil, scores.hasUndefined {
      Terminal.complain(
        "ascribe: note: some gradient alignments are undefined; they are NaN in the archive of scores.")
    }
  }

  private func checkedScale() throws(UsageError) -> CreditScale {
    guard let scale else { return .best }
    guard let known = CreditScale(rawValue: scale) else {
      throw UsageError(description: "--scale is \"\(scale)\"; accepted: raw, best.")
    }
    return known
  }

  func checkedSituations() throws(UsageError) -> SituationKind {
    guard let situations else { return .knowledge }
    guard let known = SituationKind(rawValue: situations) else {
      throw UsageError(description: "--situations is \"\(situations)\"; accepted: knowledge, cell.")
    }
    return known
  }

  /// The default budget is what so many episodes take.
  static let defaultEpisodes = 1024

  private func checkPaths() throws(UsageError) {
    try checkPath(csv, of: "--csv")
    try checkPath(npz, of: "--npz")
    try checkPath(output, of: "--output")
    if let csv, csv == npz {
      throw UsageError(description: "--csv and --npz are the same file, \(csv).")
    }
  }
}
