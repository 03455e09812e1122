import ArgumentParser
import Ascribe
import Trajectories

/// `ascribe merge`.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join the parts that --shard wrote: the same bytes as from one process.",
    discussion: """
      EXAMPLES:
        ascribe run relay --shard 1/2 --output part-{shard}
        ascribe run relay --shard 2/2 --output part-{shard}
        ascribe merge part-1-of-2 part-2-of-2 --output results/relay
        ascribe merge part-1-of-2 part-2-of-2 --details --json
        ascribe merge part-1-of-2 part-2-of-2 --join parts-1-to-2

      Parts are made anywhere, in any order, by the same command with --shard I/N. All N of them are needed, by the same \
      version; one that is missing, double, damaged or of another command is refused and named. The scenario is solved \
      again, nothing is simulated. Files that the command reads must still be what they were.

      --join makes one part of those that follow on each other, which takes no more than their bytes: so very many are \
      joined by several processes, some thousand at a time, and the result is made of what they wrote.
      """)

  @Argument(help: "The parts, in any order.")
  var parts: [String]

  @Option(help: "As --output of the command that made the parts.")
  var output: String?

  @Flag(help: "As --replace of that command.")
  var replace = false

  @Option(help: "As --csv of that command.")
  var csv: String?

  @Option(help: "As --npz of that command.")
  var npz: String?

  @Flag(help: "Write JSON.")
  var json = false

  @Flag(help: "Also print what --details prints.")
  var details = false

  @Flag(help: "Also print what --cells prints.")
  var cells = false

  @Option(
    help: "Write the parts, which must follow on each other, to this file as one part, and make no result.")
  var join: String?

  func run() throws {
    if let join { return try self.join(to: join) }
    let merged = try MergedShards(parts)
    let flags = [("--replace", replace), ("--details", details), ("--cells", cells), ("--json", json)]
    let options = [("--output", output), ("--csv", csv), ("--npz", npz)]
    let given =
      flags.filter { $0.1 && !merged.command.contains($0.0) }.map(\.0)
      + options.compactMap { name, value in value.map { "\(name)=\($0)" } }
    let words = WordList.adding(given, to: merged.command)
    var command = try parsed(words)
    // A store of runs gets what one process would have given it.
    try MergedShards.$current.withValue(merged) { try RecordedRun.run(&command, words) }
  }

  private func join(to path: String) throws {
    try checkPath(path, of: "--join")
    let given: [(Bool, String)] = [
      (output != nil, "--output"), (replace, "--replace"), (csv != nil, "--csv"), (npz != nil, "--npz"),
      (json, "--json"), (details, "--details"), (cells, "--cells"),
    ]
    if let option = given.first(where: \.0)?.1 {
      throw UsageError(description: "\(option) is for the result, and --join makes none: leave it out.")
    }
    try JoinedParts(parts).write(to: path)
  }

  /// The command of the parts with the options of this one.
  private func parsed(_ words: [String]) throws -> any ParsableCommand {
    do {
      return try RootCommand.parseAsRoot(words)
    } catch {
      let sentence = AscribeCLI.sentence(for: error)
      // Each kind of command has other files beside its result.
      if let option = sentence.firstMatch(of: /Unknown option '(--[a-z]+)/)?.1,
        let command = words.first(where: { !$0.hasPrefix("-") })
      {
        throw UsageError(description: "\(option) is no option of `ascribe \(command)`, which made the parts.")
      }
      throw UsageError(
        description: "`ascribe \(words.joined(separator: " "))`: "
          + "\(sentence.split(separator: "\n").first ?? "")")
    }
  }
}
