import ArgumentParser
import Ascribe
import Reports
import Trajectories

/// `ascribe blame score`.
struct BlameScoreCommand: RecordedCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Hold a judge's answers to the key of a benchmark.",
    discussion: """
      EXAMPLES:
        ascribe blame score answers.jsonl key.jsonl
        ascribe blame score answers.jsonl key.jsonl --by correction --json

      ANSWERS has one line an episode (ascribe.blame-answer/1): {"schema":"ascribe.blame-answer/1","episode":NAME, \
      "step":NUMBER}, with "agent" beside or in place of "step"; null, or neither, blames nobody, and so does an episode \
      that is left out. KEY is key.jsonl of `ascribe blame export`.
      """)

  @Argument(help: "The judge's answers.")
  var answers: String

  @Argument(help: "The key of the benchmark.")
  var key: String

  @OptionGroup var held: BlameKeyOptions

  @Option(parsing: .unconditional, help: "Seed of the intervals.", transform: wholeNumber)
  var seed: UInt64 = 0

  @Flag(help: "Write JSON.")
  var json = false

  @Flag(help: "Also print the rules about every agent.")
  var details = false

  @OptionGroup(title: "Pictures") var page: PageOptions
  @OptionGroup(title: "Pictures") var pictureTable: PictureTableOptions

  @OptionGroup(title: "Store of runs") var store: StoreOptions

  func run() throws {
    try checkPath(answers, of: "ANSWERS")
    try checkPath(key, of: "KEY")
    if answers == "-", key == "-" {
      throw UsageError(description: "ANSWERS and KEY are both standard input; give a file for one.")
    }
    let limits = try held.limits()
    let files = try PageFiles(page.files + pictureTable.files)
    let keys = try BlameKeyReader.read(key)
    var result = try BlameScoreResult(
      BlameAnswerReader.read(answers), against: keys, held: held.key, limits: limits, answersFile: answers,
      keyFile: key, seed: seed)
    result.view = ResultView(details: details)
    try files.write(result)
    try Terminal.show(result, asJSON: json)
    try files.commit()
  }
}
