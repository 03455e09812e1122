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

  @Option(help: "Batches of the long run that repetitions are drawn from.")
  var pool = 10_000

  @Option(help: "Episodes of a batch, in groups of 8.")
  var episodes = 64

  @Option(help: "Episodes a batch that critics are fitted to beside it.")
  var fitEpisodes = 64

  @Option(help: "Batches of a repetition, comma-separated.")
  var batches = "5,10,20"

  @Option(help: "Commands, comma-separated: run, compare, precision, scores, critics, replay, tests.")
  var commands = "run,compare,precision,scores,critics,replay,tests"

  @Option(help: "Methods of run and compare, comma-separated.")
  var methods = "grpo,graphgpo,c3(alternatives=4),pinto"

  @Option(help: "Methods of the tests, comma-separated.")
  var tested = "grpo,gigpo,graphgpo,c3(alternatives=4),coma,pinto,symmetric,asymmetric"

  @Option(help: "Critics.")
  var critics = "pinto,symmetric"

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
    guard let most = counts.last, repetitions > 0, pool >= most else {
      throw ValidationError("--batches, --repetitions and --pool: numbers above 0, the pool the largest.")
    }
    var lines = ["command,scenario,method,quantity,batches,repetitions,undefined,coverage,width,target"]
    for command in commands.split(separator: ",") {
      if command == "scores" {
        try report("compare", scenarios.joined(separator: " "), &lines, try scores(counts))
        continue
      }
      for scenario in scenarios {
        let judged = command == "critics" ? critics : command == "tests" ? tested : methods
        let pools = keptRuns(judged)
        let stage = try makeStage(scenario, judged, isOfCritics: command == "critics", batches: most)
        switch command {
        case "run":
          try report(
            "run", scenario, &lines,
            try Repetitions(counts, repetitions: repetitions, pool: pool) {
              Study(stage.plan(batches: $0), truth: stage.truth)
            }.tally(pools, command: "run", scenario: scenario) { Named.all(of: $0) })
        case "compare":
          let truth = try stage.exact
          try report(
            "compare", scenario, &lines,
            try Repetitions(counts, repetitions: repetitions, pool: pool) {
              Comparison(try ComparisonPlan(stage.plan(batches: $0)), truth: truth)
            }.tally(pools, command: "compare", scenario: scenario) { Named.all(of: $0) })
        case "precision":
          let truth = try stage.exact
          try report(
            "compare --precision \(precision)", scenario, &lines,
            try Repetitions(counts.map { 4 * $0 }, repetitions: repetitions, pool: pool) {
              // The long run is not to stop.
              Comparison(
                try ComparisonPlan(stage.plan(batches: $0), precision: $0 == pool ? nil : precision),
                truth: truth)
            }.tally(pools, command: "compare", scenario: scenario) { Named.sequential(of: $0) })
        case "replay":
          try report(
            "replay", scenario, &lines,
            try ReplayRepetitions(counts: counts, repetitions: repetitions, stage: stage).tally())
        case "critics":
          try report(
            "critics", scenario, &lines,
            try Repetitions(counts, repetitions: repetitions, pool: pool) {
              try CriticStudy(stage.plan(batches: $0))
            }.tally(pools, command: "critics", scenario: scenario) { Named.all(of: $0) })
        case "tests":
          let tests = try PairTests(
            counts, Study(stage.plan(batches: most), truth: stage.truth), quantity: .gradientAlignment,
            repetitions: repetitions,
            batches: { try pools.measures(of: $0, batches: pool, command: "tests", scenario: scenario) })
          try show(tests.markdown(title: "`run \(scenario)`, differences of the batch gradient"))
        default: throw ValidationError("--commands: \"\(command)\" is none.")
        }
      }
    }
    if let csv {
      try lines.map { $0 + "\n" }.joined().write(toFile: csv, atomically: true, encoding: .utf8)
    }
  }

  /// What all scenarios together say, from the long runs of `compare`.
  private func scores(_ counts: [Int]) throws -> Tally {
    let alignments = try scenarios.map { scenario in
      let stage = try makeStage(scenario, methods, isOfCritics: false, batches: pool)
      let comparison = Comparison(try ComparisonPlan(stage.plan(batches: pool)), truth: try stage.exact)
      let partials = try keptRuns(methods).measures(
        of: comparison, batches: pool, command: "compare", scenario: scenario)
      return partials.map { $0.alignments.map { $0.optional ?? .nan } }
    }
    return ScoreRepetitions(
      counts: counts, repetitions: repetitions, methods: try Call.list(methods).map(\.description),
      scenarios: scenarios, bootstrap: Bootstrap(resamples: resamples, seed: seed)
    ).tally(alignments)
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

  private func show(_ text: String) throws {
    try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
  }

  private func report(
    _ command: String, _ scenario: String, _ lines: inout [String], _ tally: Tally
  ) throws {
    try show(tally.markdown(title: "`\(command) \(scenario)`"))
    lines += tally.lines(start: [command, scenario])
  }
}
