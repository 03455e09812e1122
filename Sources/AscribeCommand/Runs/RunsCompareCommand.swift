import ArgumentParser
import RunStore

/// `ascribe runs compare`.
struct RunsCompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Compare two runs: what was asked differently, and what came of it.",
    discussion: """
      Where both ran on the same rules with the same seed, policy and sizes, their batches are the same episodes: \
      numbers are then compared batch by batch, with intervals of the mean difference. Otherwise the batches of \
      either run are independent. Runs with a method whose cards (`ascribe methods NAME`) differ in what its credits \
      are of, or in how episodes go on, are refused unless --across-cards is given.
      """)

  @Argument(help: "The first run: its identifier, how it begins, or its name.")
  var first: String

  @Argument(help: "The second run, which is subtracted.")
  var second: String

  @OptionGroup var choice: StoreChoice

  @Option(help: "Only numbers whose names begin so; may be repeated.")
  var metric: [String] = []

  @Flag(help: ArgumentHelp(stringLiteral: ComparedCards.help))
  var acrossCards = false

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let store = try choice.open()
    let runs = try [first, second].map { try RunRecord(store.run($0), in: store) }
    if !acrossCards { try ComparedCards.check(runs[0], runs[1], in: store) }
    try Terminal.show(RunComparison(runs[0], runs[1], names: metric), asJSON: json)
  }
}
