import ArgumentParser
import Ascribe
import DecPOMDP
import Foundation
import Trajectories
import TurnMDP

/// The options that name a scenario, and what its agents do and remember.
struct ScenarioOptions: ParsableArguments {
  @Argument(
    help:
      "The scenario: NAME or NAME(key=value,...), see `ascribe scenarios`; or a problem file, FILE.dpomdp."
  )
  var scenario: String

  @OptionGroup var problem: ProblemOptions

  @Option(
    help:
      "The joint policy: default (the scenario's own), uniform, fixed:ACTION (or one for each agent, fixed:ACTION,...), or table:FILE (an ascribe.policy/1 file)."
  )
  var policy = "default"

  @Option(help: "What agents remember: last (observation), last:K (observations), or history.")
  var memory = "last"

  @Option(
    name: .customLong("state-limit"), parsing: .unconditional,
    help: "Most states that are enumerated before giving up.", transform: wholeNumber)
  var stateLimit = 2_000_000

  /// The compiled scenario with everything that was asked for.
  ///
  /// - Parameter notes: Whether to take notes of what may be a mistake in a problem file.
  func load(notes: Bool = false) throws -> LoadedScenario {
    guard let memory = Memory(memory) else {
      throw UsageError(
        description: "--memory is \"\(memory)\"; accepted: last, last:K with K in 1...1000, history.")
    }
    try checkNumber(stateLimit, of: "--state-limit", in: 1...2_000_000_000)
    if ProblemFile.isOne(scenario) {
      return try load(problem.problem(scenario, notes: notes), memory: memory)
    }
    try problem.checkAbsence(for: scenario)
    if notes { throw UsageError(description: "--notes is for problem files (.dpomdp).") }
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

  private func load(_ problem: ProblemFile, memory: Memory) throws -> LoadedScenario {
    let choice = try PolicyChoice(policy)
    try problem.checkSize()
    let mdp = try compiled(problem.scenario, label: problem.label, memory: memory)
    return LoadedScenario(
      entry: ScenarioEntry(problem.label, problem.scenario), label: problem.label,
      parameters: problem.parameters, facts: problem.scenario.facts, mdp: mdp, choice: choice,
      policy: try choice.policy(on: mdp), notes: problem.notes.map(\.description))
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
  /// What may be a mistake in the file that the scenario was read from.
  var notes: [String] = []

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
