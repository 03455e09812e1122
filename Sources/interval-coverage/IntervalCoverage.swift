import ArgumentParser
import Ascribe
import Foundation

/// Measures how often the intervals that `run`, `compare SCENARIO` and `critics` print cover what they are intervals of, and
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

  @Option(help: "Commands, comma-separated: run, compare, critics, tests.")
  var commands = "run,compare,critics,tests"

  @Option(help: "Methods of run and compare, comma-separated.")
  var methods = "grpo,graphgpo,c3(alternatives=4),pinto"

  @Option(help: "Methods of the tests, comma-separated.")
  var tested = "grpo,gigpo,graphgpo,c3(alternatives=4),coma,pinto,symmetric,asymmetric"

  @Option(help: "Critics.")
  var critics = "pinto,symmetric"

  @Option(help: "Resamples of joint intervals, which are not counted.")
  var resamples = 20

  @Option(help: "Seed of every draw.")
  var seed: UInt64 = 0

  @Option(help: "Most threads.")
  var threads = 2

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
      for scenario in scenarios {
        let stage = try Stage(
          scenario, methods: command == "critics" ? critics : command == "tests" ? tested : methods,
          isOfCritics: command == "critics",
          episodes: episodes, fitEpisodes: fitEpisodes, batches: most, resamples: resamples, seed: seed,
          threads: threads)
        switch command {
        case "run":
          try report(
            "run", scenario, &lines,
            try Repetitions(counts, repetitions: repetitions, pool: pool) {
              Study(stage.plan(batches: $0), truth: stage.truth)
            }.tally {
              Named.all(of: $0)
            })
        case "compare":
          let truth = try stage.exact
          try report(
            "compare", scenario, &lines,
            try Repetitions(counts, repetitions: repetitions, pool: pool) {
              Comparison(try ComparisonPlan(stage.plan(batches: $0)), truth: truth)
            }.tally { Named.all(of: $0) })
        case "critics":
          try report(
            "critics", scenario, &lines,
            try Repetitions(counts, repetitions: repetitions, pool: pool) {
              try CriticStudy(stage.plan(batches: $0))
            }.tally {
              Named.all(of: $0)
            })
        case "tests":
          let tests = try PairTests(
            counts, Study(stage.plan(batches: most), truth: stage.truth), quantity: .spearman,
            repetitions: repetitions, pool: pool)
          try show(tests.markdown(title: "`run \(scenario)`, differences of Spearman"))
        default: throw ValidationError("--commands: \"\(command)\" is none.")
        }
      }
    }
    if let csv {
      try lines.map { $0 + "\n" }.joined().write(toFile: csv, atomically: true, encoding: .utf8)
    }
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
