import ArgumentParser
import Ascribe
import DecPOMDP
import Foundation
import Reports
import Trajectories
import Simulation

/// The options that name a scenario, and what its agents do and remember.
struct ScenarioOptions: ParsableArguments {
  @OptionGroup var argument: ScenarioArgument
  @OptionGroup var play: PlayOptions

  /// The joint policy, as the user wrote it.
  var policy: String { play.policy }

  /// The compiled scenario with everything that was asked for.
  ///
  /// - Parameter notes: Whether to take notes of what may be a mistake in a problem file.
  func load(notes: Bool = false) throws -> LoadedScenario {
    let memory = try checkedMemory()
    return try load(argument.source(notes: notes), memory: memory)
  }

  /// The same for a job that needs no more than the policy reaches: where the whole scenario is too large, only that is
  /// compiled.
  ///
  /// - Parameters:
  ///   - coverage: What the job needs beside what the policy does.
  ///   - hint: What the refusal of a scenario that is too large says at its end.
  func load(covering coverage: Coverage, hint: String = "") throws -> LoadedScenario {
    try load(argument.source(), memory: checkedMemory(), covering: coverage, hint: hint)
  }

  /// The same of a scenario that was resolved before.
  func load(
    _ source: ScenarioSource, memory: Memory, covering coverage: Coverage, hint: String = ""
  ) throws -> LoadedScenario {
    let choice = try PolicyChoice(policy)
    let tables = try argument.compiled(
      source, memory: memory, following: choice, coverage: coverage, hint: hint)
    return LoadedScenario(source: source, mdp: tables.mdp, choice: choice, policy: tables.policy)
  }

  /// A resolved scenario, compiled, with the policy that was asked for.
  func load(_ source: ScenarioSource, memory: Memory) throws -> LoadedScenario {
    try play.load(source, compiling: { try argument.compiled(source, memory: memory) })
  }

  /// A resolved scenario, compiled whole; `nil` where it is too large for that, so that it can only be played.
  func loadUnlessLarge(_ source: ScenarioSource, memory: Memory) throws -> LoadedScenario? {
    try argument.settings.compiledUnlessLarge(source, memory: memory).map { mdp in
      try play.load(source, compiling: { mdp })
    }
  }

  /// What agents remember.
  func checkedMemory() throws(UsageError) -> Memory { try play.checkedMemory() }
}

/// The options that say what agents do and remember.
struct PlayOptions: ParsableArguments {
  @Option(
    help:
      "The joint policy: default (the scenario's own), uniform, fixed:ACTION (or one for each agent, fixed:ACTION,...), or table:FILE (an ascribe.policy/1 file)."
  )
  var policy = "default"

  @Option(help: "What agents remember: last (observation), last:K (observations), or history.")
  var memory = "last"

  /// A resolved scenario, compiled, with the policy that was asked for.
  ///
  /// - Parameter compiling: Compiles it; called once the policy's name is known to be one.
  func load(_ source: ScenarioSource, compiling: () throws -> TurnMDP) throws -> LoadedScenario {
    let choice = try PolicyChoice(policy)
    let mdp = try compiling()
    return LoadedScenario(source: source, mdp: mdp, choice: choice, policy: try choice.policy(on: mdp))
  }

  /// What agents remember.
  func checkedMemory() throws(UsageError) -> Memory {
    guard let memory = Memory(memory) else {
      throw UsageError(
        description: "--memory is \"\(memory)\"; accepted: last, last:K with K in 1...1000, history.")
    }
    return memory
  }
}

/// A scenario, compiled, with its policy.
struct LoadedScenario {
  let source: ScenarioSource
  let mdp: TurnMDP
  let choice: PolicyChoice
  let policy: TabularPolicy

  var entry: ScenarioEntry { source.entry }
  var label: String { source.label }
  var parameters: ParameterValues { source.parameters }
  var facts: ScenarioFacts { source.scenario.facts }
  /// The scenario as it was asked for, and what it is.
  var title: String { source.title }
  /// What it is called in results.
  var names: ScenarioNames { source.names(choice) }
  /// What may be a mistake in the file that the scenario was read from.
  var notes: [String] { source.problem?.notes.map(\.description) ?? [] }
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
  return VisibleText.escaped(json: String(decoding: try encoder.encode(value), as: UTF8.self))
}

/// The same, which a file gets too where there is one.
func json(_ value: some Encodable, to file: AtomicFile?) throws -> String {
  let text = try json(value)
  try file?.append(Array((text + "\n").utf8))
  return text
}
