import Ascribe
import Trajectories
import Simulation

/// A scenario at several values of one of its parameters.
struct ScenarioSweep {
  /// The parameter, as the user called it.
  let parameter: String
  /// Its values, as they were written.
  let values: [String]
  /// The scenario at each of them.
  let sources: [ScenarioSource]

  /// The name that stands for the number of turns in every scenario.
  private static let horizon = "horizon"

  /// Reads `NAME=V1,V2,...`.
  ///
  /// - Throws: ``UsageError`` for what cannot be read, for a parameter that the scenario does not have, and for a value twice.
  init(_ text: String, of argument: ScenarioArgument) throws {
    let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
      $0.filter { $0 != " " }
    }
    guard halves.count == 2, !halves[0].isEmpty else {
      throw UsageError(
        description: "--sweep is \"\(text)\"; accepted: NAME=V1,V2,..., such as horizon=1,2,5,10.")
    }
    parameter = halves[0]
    let values = halves[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    self.values = values
    if let empty = values.firstIndex(of: "") {
      throw UsageError(description: "--sweep: value \(empty + 1) of \(parameter) is empty.")
    }
    if let repeated = values.indices.first(where: { values[..<$0].contains(values[$0]) }) {
      throw UsageError(description: "--sweep has \(parameter)=\(values[repeated]) twice.")
    }
    sources =
      ProblemFile.isOne(argument.scenario)
      ? try Self.problems(argument, parameter, values) : try Self.calls(argument, parameter, values)
  }

  /// A problem file has a horizon alone.
  private static func problems(
    _ argument: ScenarioArgument, _ parameter: String, _ values: [String]
  ) throws -> [ScenarioSource] {
    guard parameter == horizon else {
      throw UsageError(
        description: "--sweep: a problem file has no parameter \"\(parameter)\"; it has: horizon.")
    }
    return try values.map { value in
      guard let turns = Int(value) else {
        throw UsageError(description: "--sweep has horizon=\(value); accepted: whole numbers.")
      }
      var settings = argument.settings
      settings.horizon = turns
      return try settings.source(of: argument.scenario)
    }
  }

  private static func calls(
    _ argument: ScenarioArgument, _ parameter: String, _ values: [String]
  ) throws -> [ScenarioSource] {
    let call: Call
    do throws(CallError) {
      call = try Call(argument.scenario)
    } catch {
      throw UsageError(description: "The scenario: \(error)")
    }
    let known = try AscribeCLI.scenarios.entry(named: call.name).parameters.map(\.name)
    let name = parameter == horizon && !known.contains(horizon) ? "turns" : parameter
    guard known.contains(name) else {
      throw UsageError(
        description: "--sweep: scenario \"\(call.name)\" has no parameter \"\(parameter)\"; "
          + (known.isEmpty ? "it has none." : "it has: \(known.joined(separator: ", ")).")
          + NearestName.hint(for: parameter, among: known))
    }
    let others = call.settings.filter { $0.name != name }
    return try values.map { value in
      let swept = Call(name: call.name, settings: others + [Call.Setting(name: name, value: value)])
      return try argument.settings.source(of: swept.description)
    }
  }
}
