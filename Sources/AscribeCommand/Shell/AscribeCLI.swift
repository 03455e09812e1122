import ArgumentParser
import Foundation
import Reports
import Scenarios
import Trajectories
public import Ascribe
public import Simulation

/// The whole command line as a function: a user's own package calls it with its own scenarios and methods.
///
/// ```swift
/// import Ascribe
/// import AscribeCommand
///
/// AscribeCLI.main(
///   scenarios: [ScenarioEntry("lighthouse", Lighthouse())], methods: [MethodEntry(LastDecision.self)])
/// ```
public enum AscribeCLI {
  /// The scenarios that the commands know.
  @TaskLocal static var scenarios = ScenarioCatalogue.builtIn
  /// The methods that the commands know.
  @TaskLocal static var methods = MethodCatalogue.builtIn
  /// The words of the command that runs, with the defaults of the project.
  @TaskLocal static var words: [String] = []

  /// Runs the command that the process was started with, and ends the process: with exit code 0 when it is done, 1
  /// when a check found a difference, 2 for bad usage or input and for output that cannot be written, and 128 plus the
  /// signal's number when it is interrupted (130 for Ctrl-C), with its temporary files removed.
  ///
  /// - Parameters:
  ///   - own: Scenarios beside the built-in ones; one of the same name takes the built-in one's place.
  ///   - methods: Methods beside the built-in ones, critics among them; one whose identifier is taken is bad usage, exit
  ///     code 2.
  public static func main(scenarios own: [ScenarioEntry] = [], methods: [MethodEntry] = []) -> Never {
    main(scenarios: own, methods: methods, team: nil)
  }

  /// Runs the command of processes that were started together; see ``main(scenarios:methods:)``.
  package static func main(
    scenarios own: [ScenarioEntry] = [], methods: [MethodEntry] = [], team: (any RankTeam)?
  ) -> Never {
    Terminal.ignoreClosedPipes()
    let interruption = Interruption()
    let names = Set(own.map(\.name))
    let all = own + ScenarioCatalogue.builtIn.filter { !names.contains($0.name) }
    let code = $scenarios.withValue(all) {
      Team.$current.withValue(team) { run(Array(CommandLine.arguments.dropFirst()), with: methods) }
    }
    withExtendedLifetime(interruption) { exit(code) }
  }

  /// Runs a command with methods beside the built-in ones; its exit code.
  private static func run(_ arguments: [String], with own: [MethodEntry]) -> Int32 {
    do {
      let listener = ExplorationNotes.listener()
      try ExplorationListener.$current.withValue(listener) {
        try $methods.withValue(MethodCatalogue.builtIn + own) {
          // A run that is repeated overwrites nothing; see `ascribe runs repeat`.
          let scratch = ProcessInfo.processInfo.environment[scratchVariable]
          try FileRoles.$current.withValue(FileRoles(scratch: scratch)) {
            if Team.takesPart(in: arguments) { try answer(withDefaults(arguments)) }
          }
        }
      }
      Team.end(0, nil)
      return 0
    } catch {
      let code = code(of: error)
      if Team.current != nil {
        Team.end(code, sentence(for: error))
      } else if code > 0 {
        Terminal.complain("ascribe: \(code == 1 ? "" : "error: ")\(sentence(for: error))")
      }
      return code
    }
  }

  /// The variable that names a folder which takes all files that a command writes.
  static let scratchVariable = "ASCRIBE_SCRATCH"

  /// What an error ends the process with.
  static func code(of error: any Error) -> Int32 {
    switch error {
    case OutputError.readerLeft: 0
    case is CheckFailure: 1
    default: 2
    }
  }

  /// A call with what the project's file says about options that it leaves out, and a note about them.
  private static func withDefaults(_ arguments: [String]) throws -> [String] {
    if let flaw = ReadingLimits.current.flaw { throw UsageError(description: flaw) }
    guard let defaults = try ProjectDefaults.here() else { return arguments }
    let (all, added) = try defaults.applied(to: arguments)
    if !added.isEmpty {
      Terminal.complain("ascribe: note: the project's defaults: \(added.joined(separator: " "))")
    }
    return all
  }

  /// Carries a command out, or shows the help or version that was asked for.
  private static func answer(_ arguments: [String]) throws {
    if arguments.count == 2, arguments[0] == "help", let topic = HelpTopics.text(of: arguments[1]) {
      return try Terminal.print(topic)
    }
    do {
      try RootCommand.checkName(in: arguments)
      var command = try RootCommand.parseAsRoot(arguments)
      try $words.withValue(arguments) { try RecordedRun.run(&command, arguments) }
    } catch {
      guard RootCommand.exitCode(for: error) == .success else { throw error }
      try Terminal.print(RootCommand.fullMessage(for: error))
    }
  }

  /// An error in words. What the parser itself finds comes with the usage; our own errors are sentences already.
  static func sentence(for error: any Error) -> String {
    // Our own errors are one sentence: a line feed in them is of a name.
    guard error is ValidationError || RootCommand.exitCode(for: error) != .failure else {
      return LongValues.cut(VisibleText.escaped("\(error)"))
    }
    let message = RootCommand.fullMessage(for: error)
    let prefix = "Error: "
    // The usage is in lines of its own.
    let lines = (message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : message).split(
      separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    return ([LongValues.cut(String(lines[0]))] + lines.dropFirst().map(String.init)).joined(separator: "\n")
  }
}

/// A check was carried out and found a difference: exit code 1.
struct CheckFailure: Error, CustomStringConvertible {
  let description: String
}

/// `ascribe`.
struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ascribe",
    abstract:
      "Which agent's decision, at which turn, deserves the credit, and which method can be trusted to say so?",
    discussion: """
      EXAMPLES:
        ascribe run relay
        ascribe run 'single(turns=10,fork=5)' --methods grpo,graphgpo,c3
        ascribe exact dec-tiger --policy uniform --json
        ascribe attribute trace.jsonl --method graphgpo --set omega=0.2

      EXIT CODES: 0 done, 1 a check found a difference, 2 bad usage or input, or \
      output that cannot be written, 130 interrupted by Ctrl-C.

      MORE: ascribe help environment, ascribe help exit-codes, ascribe help formats, ascribe help methods.
      """,
    version: AscribeVersion.current,
    subcommands: [
      ScenariosCommand.self, DescribeCommand.self, MethodsCommand.self, RunCommand.self,
      AttributeCommand.self, CompareCommand.self, TrainCommand.self, MeasuresCommand.self,
      FrontierCommand.self,
      KeysCommand.self,
      ExactCommand.self, CriticsCommand.self, SolveCommand.self,
      ReplayCommand.self, ShowCommand.self,
      ExportCommand.self,
      ImportCommand.self,
      BlameCommand.self,
      NewCommand.self,
      RunsCommand.self,
      SweepCommand.self,
      MergeCommand.self,
      RecommendCommand.self, ChecklistCommand.self,
    ])

  /// Refuses a command that does not exist: the parser would call it an unexpected argument, and answer a request for
  /// its help with the help of `ascribe`.
  static func checkName(in arguments: [String]) throws(UsageError) {
    let isHelp = arguments.first == "help"
    let asked = isHelp ? arguments.dropFirst().first : arguments.first
    let known =
      configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
      + (isHelp ? HelpTopics.names : [])
    guard let asked, !asked.hasPrefix("-"), !known.contains(asked) else { return }
    throw UsageError(
      description: "There is no command \"\(asked)\".\(NearestName.hint(for: asked, among: known))")
  }
}
