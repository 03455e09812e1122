import ArgumentParser
import Foundation
import Scenarios
import Trajectories
public import TurnMDP

/// The whole command line as a function: a user's own package calls it with its own scenarios.
///
/// ```swift
/// import AscribeCommand
///
/// AscribeCLI.main(scenarios: [ScenarioEntry("lighthouse", Lighthouse())])
/// ```
public enum AscribeCLI {
  /// The scenarios that the commands know.
  @TaskLocal static var scenarios = ScenarioCatalogue.builtIn

  /// Runs the command that the process was started with, and ends the process: with exit code 0 when it is done, 1
  /// when a check found a difference, 2 for bad usage or input.
  ///
  /// - Parameter scenarios: Scenarios beside the built-in ones; one of the same name takes the built-in one's place.
  public static func main(scenarios own: [ScenarioEntry] = []) -> Never {
    let names = Set(own.map(\.name))
    let all = own + ScenarioCatalogue.builtIn.filter { !names.contains($0.name) }
    let code = $scenarios.withValue(all) { run(Array(CommandLine.arguments.dropFirst())) }
    exit(code)
  }

  /// Runs a command; its exit code.
  private static func run(_ arguments: [String]) -> Int32 {
    do {
      var command = try RootCommand.parseAsRoot(arguments)
      try command.run()
      return 0
    } catch let failure as CheckFailure {
      Terminal.complain("ascribe: \(failure)")
      return 1
    } catch {
      if RootCommand.exitCode(for: error) == .success {
        Terminal.print(RootCommand.fullMessage(for: error))
        return 0
      }
      // What the parser itself finds comes with the usage; our own errors are sentences already.
      let isOurs = !(error is ValidationError) && RootCommand.exitCode(for: error) == .failure
      Terminal.complain(isOurs ? "ascribe: error: \(error)" : RootCommand.fullMessage(for: error))
      return 2
    }
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
        ascribe attribute trace.jsonl --method graphgpo --set omega=0.2 --output credits.jsonl

      EXIT CODES: 0 done, 1 a check found a difference, 2 bad usage or input.
      """,
    version: AscribeVersion.current,
    subcommands: [
      ScenariosCommand.self, DescribeCommand.self, MethodsCommand.self, RunCommand.self,
      AttributeCommand.self,
      ExactCommand.self,
    ])
}
