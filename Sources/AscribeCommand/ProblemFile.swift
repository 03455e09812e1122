import ArgumentParser
import DecPOMDP
import Trajectories
import TurnMDP

/// The options that a problem file needs beside its name.
struct ProblemOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: "Turns of an episode; for a problem file alone, which does not say it.",
    transform: wholeNumber)
  var horizon: Int?

  @Option(
    parsing: .unconditional,
    help: "Discount of a turn, in 0...1, instead of the one in the problem file; for problem files alone.")
  var discount: Double?

  /// The problem of a file, for the horizon that was asked for.
  func problem(_ path: String, notes: Bool = false) throws -> ProblemFile {
    guard let horizon else {
      throw UsageError(
        description:
          "\(path) is a problem file, which has no horizon; --horizon says how many turns an episode has.")
    }
    try checkNumber(horizon, of: "--horizon", in: 1...1_000_000)
    if let discount, !(0...1).contains(discount) {
      throw UsageError(description: "--discount is \(discount); accepted: a number in 0...1.")
    }
    return try ProblemFile(path, horizon: horizon, discount: discount, notes: notes)
  }

  /// Refuses the options where the scenario says these things itself.
  func checkAbsence(for scenario: String) throws(UsageError) {
    for (option, isGiven) in [("--horizon", horizon != nil), ("--discount", discount != nil)] where isGiven {
      throw UsageError(
        description:
          "\(option) is for problem files (.dpomdp); scenario \"\(scenario)\" takes its parameters in parentheses."
      )
    }
  }
}

/// A problem file as a scenario.
struct ProblemFile {
  let scenario: DecPOMDPScenario
  /// Path with horizon and, if it was overridden, discount.
  let label: String
  let parameters: ParameterValues
  let notes: [DPOMDPNote]

  /// Most outcomes of joint actions that are spelled out in tables: they take some 100 bytes each while they are made.
  private static let mostOutcomes = 20_000_000

  /// Whether a scenario's name is the path of a problem file.
  static func isOne(_ name: String) -> Bool { name.hasSuffix(".dpomdp") }

  /// Reads a file.
  init(_ path: String, horizon: Int, discount: Double?, notes: Bool) throws {
    let file = try DPOMDPFile(reading: path, notes: notes)
    let model = try discount.map { try file.model.discounted(by: $0) } ?? file.model
    let sizes = { (lists: [[String]]) in lists.map { "\($0.count)" }.joined(separator: " x ") }
    scenario = DecPOMDPScenario(
      model, horizon: horizon,
      summary:
        "\(model.stateCount) states, \(sizes(model.actions)) joint actions, \(sizes(model.observations)) joint "
        + "observations")
    self.notes = file.notes
    let settings =
      [(name: "horizon", value: "\(horizon)")] + (discount.map { [(name: "discount", value: "\($0)")] } ?? [])
    label = "\(path)(\(settings.map { "\($0.name)=\($0.value)" }.joined(separator: ",")))"
    parameters = try ParameterValues(
      settings,
      for: [
        .integer("horizon", in: 1...1_000_000, default: horizon, "Turns of an episode."),
        .number("discount", in: 0...1, default: model.discount, "Discount of a turn."),
      ], of: "problem \"\(path)\"")
  }

  /// Refuses a problem whose tables would not fit in memory.
  func checkSize() throws(UsageError) {
    let bound = scenario.outcomeBound
    guard bound <= Self.mostOutcomes else {
      throw UsageError(
        description:
          "Problem \"\(label)\" has up to \(bound) outcomes of joint actions, too many for tables (at most "
          + "\(Self.mostOutcomes)). `ascribe exact --value` gives the value of a policy without tables.")
    }
  }
}
