import ArgumentParser
import Foundation

/// What is printed for articles on models of recorded episodes: `make posterior-table` and `make closure-curve`;
/// and on labels of decisions, `make label-errors`.
@main
struct PosteriorTable: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "posterior-table",
    abstract:
      "Hold the model of recorded episodes, and sampled labels, to exact values, as articles in Markdown.",
    subcommands: [CalibrationCommand.self, ClosureCommand.self, LabelsCommand.self])
}

/// Settings of all articles.
struct Repeating: ParsableArguments {
  @Option(help: "Repetitions of each row.") var repetitions = 200
  @Option(help: "Seed of every draw.") var seed: UInt64 = 0
  @Option(help: "Most threads.") var threads = 2
}

/// `posterior-table calibration`.
struct CalibrationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibration", abstract: "How often the intervals of posterior hold the exact credit.")

  @OptionGroup var repeating: Repeating
  @Option(help: "Models that are drawn.") var draws = 400

  func run() throws {
    print(try CalibrationArticle(repeating: repeating, draws: draws).text(), terminator: "")
  }
}

/// `posterior-table closure`.
struct ClosureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "closure",
    abstract: "How near credits of crbc and graphgpo come to the exact advantage on relay.")

  @OptionGroup var repeating: Repeating

  func run() throws {
    print(try ClosureArticle(repeating: repeating).text(), terminator: "")
  }
}

/// `posterior-table labels`.
struct LabelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "labels",
    abstract: "How far labels that are means of N continuations are from exact action values.")

  @OptionGroup var repeating: Repeating

  func run() throws { print(try LabelsArticle(repeating: repeating).text(), terminator: "") }
}
