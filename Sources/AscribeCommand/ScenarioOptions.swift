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

  @Option(name: .customLong("state-limit"), help: "Most states that are enumerated before giving up.")
  var stateLimit = 2_000_000

  /// The compiled scenario with everything that was asked for.
  func load() throws -> LoadedScenario {
    guard let memory = Memory(memory) else {
      throw UsageError(
        description: "--memory is \"\(memory)\"; accepted: last, last:K with K in 1...1000, history.")
    }
    guard (1...2_000_000_000).contains(stateLimit) else {
      throw UsageError(
        description: "--state-limit is \(stateLimit); accepted: a whole number in 1...2000000000.")
    }
    let call = try Call(scenario)
    let choice = try PolicyChoice(policy)
    let entry = try AscribeCLI.scenarios.entry(named: call.name)
    let scenario = try entry.scenario(call.pairs)
    let mdp = try TurnMDP(compiling: scenario, memory: memory, stateLimit: stateLimit)
    return LoadedScenario(
      entry: entry, label: call.description,
      parameters: try ParameterValues(call.pairs, for: entry.parameters, of: "scenario \"\(entry.name)\""),
      facts: scenario.facts, mdp: mdp, choice: choice, policy: try choice.policy(on: mdp))
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

/// JSON as all commands write it: sorted keys, readable, the shortest digits that read back to the same number.
func json(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
