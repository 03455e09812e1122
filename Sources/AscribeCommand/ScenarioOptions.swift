import ArgumentParser
import Ascribe
import Foundation
import Trajectories
import TurnMDP

/// The options that name a scenario, and what its agents do and remember.
struct ScenarioOptions: ParsableArguments {
  @Argument(help: "The scenario: NAME or NAME(key=value,...); see `ascribe scenarios`.")
  var scenario: String

  @Option(
    help: "The joint policy: default (the scenario's own), uniform, or table:FILE (an ascribe.policy/1 file)."
  )
  var policy = "default"

  @Option(help: "What agents remember: last (observation), last:K (observations), or history.")
  var memory = "last"

  @Option(
    name: .customLong("state-limit"), parsing: .unconditional,
    help: "Most states that are enumerated before giving up.", transform: wholeNumber)
  var stateLimit = 2_000_000

  /// The compiled scenario with everything that was asked for.
  func load() throws -> LoadedScenario {
    guard let memory = Memory(memory) else {
      throw UsageError(
        description: "--memory is \"\(memory)\"; accepted: last, last:K with K in 1...1000, history.")
    }
    try checkNumber(stateLimit, of: "--state-limit", in: 1...2_000_000_000)
    let call = try call()
    let choice = try PolicyChoice(policy)
    let entry = try AscribeCLI.scenarios.entry(named: call.name)
    let scenario = try entry.scenario(call.pairs)
    let mdp = try compiled(scenario, label: call.description, memory: memory)
    return LoadedScenario(
      entry: entry, label: call.description,
      parameters: try ParameterValues(call.pairs, for: entry.parameters, of: "scenario \"\(entry.name)\""),
      facts: scenario.facts, mdp: mdp, choice: choice, policy: try choice.policy(on: mdp))
  }

  private func call() throws(UsageError) -> Call {
    do throws(CallError) {
      return try Call(scenario)
    } catch {
      throw UsageError(description: "The scenario: \(error)")
    }
  }

  private func compiled(_ scenario: any Scenario, label: String, memory: Memory) throws -> TurnMDP {
    do {
      return try TurnMDP(compiling: scenario, memory: memory, stateLimit: stateLimit)
    } catch ScenarioError.tooManyStates(_, let limit, let memory) {
      throw UsageError(
        description:
          "Scenario \"\(label)\" has more than \(limit) states under --memory \(memory). Shorten its "
          + "horizon, use a shorter memory, or raise --state-limit.")
    }
  }
}

/// A scenario, compiled, with its policy.
struct LoadedScenario {
  let entry: ScenarioEntry
  let label: String
  let parameters: ParameterValues
  let facts: ScenarioFacts
  let mdp: TurnMDP
  let choice: PolicyChoice
  let policy: Policy

  /// The scenario as it was asked for, and what it is.
  var title: String { facts.summary.isEmpty ? label : "\(label): \(facts.summary)" }
}

/// Bad usage that the parser cannot see.
struct UsageError: Error, CustomStringConvertible {
  let description: String
}

/// Refuses an option's number that is out of range.
func checkNumber(_ number: Int, of option: String, in range: ClosedRange<Int>) throws(UsageError) {
  guard range.contains(number) else {
    throw UsageError(
      description:
        "\(option) is \(number); accepted: a whole number in \(range.lowerBound)...\(range.upperBound).")
  }
}

/// Refuses an empty path, which would stand for the root folder or the working folder as the case may be.
func checkPath(_ path: String?, of option: String) throws(UsageError) {
  if path?.isEmpty == true { throw UsageError(description: "\(option) is empty; expected a path.") }
}

/// JSON as all commands write it: sorted keys, readable, the shortest digits that read back to the same number.
func json(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
