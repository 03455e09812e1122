import ArgumentParser
import Ascribe
import CreditStatistics
import Foundation

/// Measures how often the intervals that `run`, `compare`, `critics` and `replay` print cover what they are intervals of, and
/// what their tests reject.
///
/// One long run of small batches is played for each scenario; its batches are then put together by chance as so many
/// repetitions of a study, and its own collector sums each of them up. What the intervals should cover is what the same
/// collector says of all batches.
@main
struct IntervalCoverage: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interval-coverage",
    abstract: "Measure the coverage of every printed interval of 95%, as tables in Markdown.")

  @Option(help: "Repetitions at each number of batches.")
  var repetitions = 2000

  @Option(help: "Batches of the long run that repetitions are drawn from; without it, by their cost.")
  var pool: Int?

  @Option(help: "Episodes of a batch, in groups of 8.")
  var episodes = 64

  @Option(help: "Episodes a batch that critics are fitted to beside it.")
  var fitEpisodes = 64

  @Option(help: "Batches of a repetition, comma-separated.")
  var batches = "5,10,20"

  @Option(
    help: """
      Commands, comma-separated: run, bounded-run, sampled-run, compare, precision, scores, critics, sampled-critics, sampled, \
      replay, tests, blame, trust.
      """)
  var commands =
    "run,bounded-run,sampled-run,compare,precision,scores,critics,sampled-critics,sampled,replay,tests,blame,trust"

  @Option(help: "Methods of run and compare, comma-separated.")
  var methods = "grpo,graphgpo,c3(alternatives=4),pinto"

  @Option(help: "Methods of the tests, comma-separated.")
  var tested = "grpo,gigpo,graphgpo,c3(alternatives=4),coma,pinto,symmetric,asymmetric"

  @Option(help: "Critics.")
  var critics = "pinto,symmetric"

  @Option(help: "Methods of blame, comma-separated.")
  var blaming = "grpo,gigpo,graphgpo,c3(alternatives=4),coma"

  @Option(help: "Methods of trust, comma-separated.")
  var trusted = "grpo,gigpo,graphgpo,td"

  @Option(help: "Episodes of the tasks that signs are held to.")
  var many = 256

  @Option(help: "Resamples of joint intervals and of scores.")
  var resamples = 1000

  @Option(help: "The width of --precision.")
  var precision = 0.1

  @Option(help: "Seed of every draw.")
  var seed: UInt64 = 0

  @Option(help: "Most threads.")
  var threads = 2

  @Option(help: "A folder that long runs are kept in, and read from where they are the same.")
  var pools: String?

  @Option(help: "A file for every number by method and slice, as comma-separated values.")
  var csv: String?

  @Argument(help: "Scenarios.")
  var scenarios = ["single", "relay", "memory", "or(agents=3,doProbability=0.8)", "dec-tiger"]

  func run() throws {
    let counts = batches.split(separator: ",").compactMap { Int($0) }.filter { $0 > 1 }.sorted()
    guard let most = counts.last, repetitions > 0, (pool ?? most) >= most else {
      throw ValidationError("--batches, --repetitions and --pool: numbers above 0, the pool the largest.")
    }
    var report = CoverageReport(repetitions: repetitions, batches: counts)
    for command in commands.split(separator: ",").map(String.init) {
      if command == "scores" {
        try addScores(counts, to: &report)
        continue
      }
      for scenario in scenarios {
        FileHandle.standardError.write(Data("\(command) \(scenario)\n".utf8))
        try add(command, scenario, counts, to: &report)
      }
    }
    try FileHandle.standardOutput.write(contentsOf: Data(report.markdown.utf8))
    if let csv {
      try report.table.write(toFile: csv, atomically: true, encoding: .utf8)
    }
  }

  /// Batches of the long run of a command on a scenario: what its batches and its sums cost decides.
  private func size(of command: String, on scenario: String) -> Int {
    if let pool { return pool }
    // Episodes of relay are ten turns long.
    return switch (command, scenario) {
    case ("compare", "relay"), ("precision", "relay"), ("bounded-run", "relay"), ("sampled-run", "relay"): 600
    case ("critics", "relay"): 500
    case ("run", "relay"), ("compare", _), ("precision", _), ("critics", _), ("sampled-critics", _): 1000
    default: 2000
    }
  }

  private func add(
    _ command: String, _ scenario: String, _ counts: [Int], to report: inout CoverageReport
  ) throws {
    let judged =
      switch command {
      case "critics", "sampled-critics": critics
      case "tests": tested
      case "blame": blaming
      case "trust": trusted
      default: methods
      }
    let pools = keptRuns(judged)
    let stage = try makeStage(
      scenario, judged, isOfCritics: command.hasSuffix("critics"), batches: counts.last ?? 2)
    let pool = size(of: command, on: scenario)
    switch command {
    case "run":
      let repeated = Repetitions(counts, repetitions: repetitions, pool: pool, threads: threads) {
        Study(stage.plan(batches: $0), truth: stage.truth)
      }
      report.add(
        try repeated.tally(pools, command: "run", scenario: scenario) { Named.all(of: $0) }, "run", scenario,
        pool: pool)
    case "compare":
      let truth = try stage.exact
      let repeated = Repetitions(counts, repetitions: repetitions, pool: pool, threads: threads) {
        Comparison(try ComparisonPlan(stage.plan(batches: $0)), truth: truth)
      }
      report.add(
        try repeated.tally(pools, command: "compare", scenario: scenario) { Named.all(of: $0) }, "compare",
        scenario, pool: pool)
    case "precision":
      let truth = try stage.exact
      let repeated = Repetitions(
        counts.map { 4 * $0 }, repetitions: repetitions, pool: pool, threads: threads
      ) {
        // The long run is not to stop.
        Comparison(
          try ComparisonPlan(stage.plan(batches: $0), precision: $0 == pool ? nil : precision), truth: truth)
      }
      report.add(
        try repeated.tally(pools, command: "compare", scenario: scenario) { Named.sequential(of: $0) },
        "compare --precision \(precision)", scenario, pool: pool)
    case "replay":
      report.add(
        try ReplayRepetitions(counts: counts, repetitions: repetitions, stage: stage, threads: threads)
          .tally(), "replay",
        scenario, pool: nil)
    case "critics":
      let repeated = Repetitions(counts, repetitions: repetitions, pool: pool, threads: threads) {
        try CriticStudy(stage.plan(batches: $0))
      }
      report.add(
        try repeated.tally(pools, command: "critics", scenario: scenario) { Named.all(of: $0) }, "critics",
        scenario, pool: pool)
    case "sampled-critics":
      let repeated = Repetitions(counts, repetitions: repetitions, pool: pool, threads: threads) {
        try SampledCriticStudy(
          stage.plan(batches: $0),
          truth: .sampled(SampledTruthPlan(decisions: 32, continuations: 16), reason: "It is measured."))
      }
      report.add(
        try repeated.tally(pools, command: command, scenario: scenario) { Named.all(of: $0) },
        "critics --truth sampled(decisions=32,continuations=16)", scenario, pool: pool)
    case "bounded-run", "sampled-run":
      let decisions = 32
      let truth: Truth =
        command == "sampled-run"
        ? .sampled(SampledTruthPlan(decisions: decisions, continuations: 16), reason: "It is measured.")
        : try stage.bounded(decisions: decisions, share: 0.95)
      let repeated = Repetitions(counts, repetitions: repetitions, pool: pool, threads: threads) {
        try stage.lazyStudy(batches: $0, truth: truth)
      }
      let exact = try stage.lazyStudy(batches: pool, truth: stage.bounded(decisions: decisions, share: 1))
      let title =
        truth.bounding.map { "run --truth bounded(decisions=32,cells=\($0.cells))" }
        ?? "run --truth sampled(decisions=32,continuations=16)"
      report.add(
        try repeated.tally(
          pools, command: title, scenario: scenario, judgedBy: ("run --truth bounded(decisions=32)", exact)
        ) { Named.agreement(of: $0) }, title, scenario, pool: pool)
    case "sampled":
      let repeated = SampledRepetitions(
        counts: counts, repetitions: repetitions, stage: stage, threads: threads)
      report.add(
        try repeated.tally(), "exact --sampled, plays by \(SampledRepetitions.step)", scenario, pool: nil)
    case "blame":
      let repeated = BlameRepetitions(
        counts: counts, repetitions: repetitions, pool: pool, threads: threads, pools: pools
      ) { try stage.blame(batches: $0) }
      do {
        report.add(try repeated.tally(scenario: scenario), "blame", scenario, pool: pool)
      } catch let error as BlameError {
        // Whatever is done on it, nothing succeeds, or nothing fails.
        report.add("### `blame \(scenario)`\n\n\(error)\n")
      }
    case "trust":
      let repeated = TrustRepetitions(
        counts: counts, repetitions: repetitions, pool: pool, size: 8, many: many,
        requests: stage.plan(batches: 1).methods, stage: stage, seed: seed, threads: threads)
      report.add(try repeated.tally(), "attribute --summary", scenario, pool: pool)
      report.add(
        try repeated.signs(
          title: "Signs of `attribute --summary` on `\(scenario)`, tasks of 8 episodes held to \(many)"))
    case "tests":
      let tests = try PairTests(
        counts, Study(stage.plan(batches: counts.last ?? 2), truth: stage.truth),
        quantity: .gradientAlignment,
        repetitions: repetitions,
        batches: { try pools.measures(of: $0, batches: pool, command: "tests", scenario: scenario) })
      report.add(
        tests.markdown(
          title: "Tests of `run \(scenario)`, differences of the batch gradient, \(pool) batches"))
    default: throw ValidationError("--commands: \"\(command)\" is none.")
    }
  }

  /// What scenarios together say, from the long runs of `compare`; those with batches without a gradient have no score.
  private func addScores(_ counts: [Int], to report: inout CoverageReport) throws {
    let pool = scenarios.map { size(of: "compare", on: $0) }.min() ?? 0
    var scored: [(scenario: String, alignments: [[Double]])] = []
    for scenario in scenarios {
      let stage = try makeStage(scenario, methods, isOfCritics: false, batches: pool)
      let comparison = Comparison(try ComparisonPlan(stage.plan(batches: pool)), truth: try stage.exact)
      let alignments = try keptRuns(methods).measures(
        of: comparison, batches: pool, command: "compare", scenario: scenario
      ).map { $0.alignments.map { $0.optional ?? .nan } }
      if alignments.allSatisfy({ $0.allSatisfy(\.isFinite) }) { scored.append((scenario, alignments)) }
    }
    let names = scored.map(\.scenario)
    let repeated = ScoreRepetitions(
      counts: counts, repetitions: repetitions, methods: try Call.list(methods).map(\.description),
      scenarios: names, bootstrap: Bootstrap(resamples: resamples, seed: seed), threads: threads)
    report.add(
      repeated.tally(scored.map(\.alignments)), "compare", names.joined(separator: " "), pool: pool)
  }

  private func keptRuns(_ methods: String) -> Pools {
    Pools(
      folder: pools, settings: "\(methods), \(episodes) episodes, \(fitEpisodes) to fit, seed \(seed)")
  }

  private func makeStage(
    _ scenario: String, _ methods: String, isOfCritics: Bool, batches: Int
  ) throws -> Stage {
    try Stage(
      scenario, methods: methods, isOfCritics: isOfCritics, episodes: episodes, fitEpisodes: fitEpisodes,
      batches: batches, resamples: resamples, seed: seed, threads: threads)
  }
}
