import ArgumentParser
import Ascribe
import DecPOMDP
import Reports
import Trajectories
import Simulation

/// The options of a scenario that is named elsewhere.
struct ScenarioSettings: ParsableArguments {
  @Option(
    name: .customLong("horizon"), parsing: .unconditional,
    help:
      "Turns of an episode: for a problem file, which does not say it, and for scenarios with a parameter horizon.",
    transform: { try Turns($0) })
  var turns: Turns?

  var horizon: Int? {
    get { turns?.count }
    set { turns = newValue.map { .count($0) } }
  }

  @Option(
    parsing: .unconditional,
    help:
      "Discount of a turn, in 0...1: instead of the one in a problem file, and for scenarios with a parameter discount."
  )
  var discount: Double?

  @Option(
    name: .customLong("state-limit"), parsing: .unconditional,
    help:
      "Most states that are enumerated before giving up. (default: \(usualLimit), \(samplingLimit) where the truth can be sampled instead)",
    transform: wholeNumber)
  var stateLimitOption: Int?

  @Option(
    name: .customLong("row-limit"), parsing: .unconditional,
    help:
      "Most rows (joint action and state) that the entries of a kind in a problem file may set, wildcards spelled out. (default: \(DPOMDPLimits().fills))",
    transform: wholeNumber)
  var rowLimit: Int?

  private static let usualLimit = 2_000_000
  /// Enumerating takes 10 microseconds a state and more.
  private static let samplingLimit = 250_000
  /// Most joint actions, and most of their outcomes, that are enumerated where the truth can be sampled instead.
  static let entryLimit = 8_000_000

  var stateLimit: Int { stateLimitOption ?? Self.usualLimit }

  /// How much is enumerated where the truth can be sampled instead; what the user asked for, whatever it costs.
  var samplingLimits: (states: Int, entries: Int) {
    stateLimitOption.map { ($0, .max) } ?? (Self.samplingLimit, Self.entryLimit)
  }

  /// What a name with these options stands for.
  ///
  /// - Parameters:
  ///   - scenario: The scenario or problem file, as the user wrote it.
  ///   - notes: Whether to take notes of what may be a mistake in a problem file.
  func source(of scenario: String, notes: Bool = false) throws -> ScenarioSource {
    try checkNumber(stateLimit, of: "--state-limit", in: 1...2_000_000_000)
    if case .infinite = turns {
      throw UsageError(
        description: "--horizon is infinite; only `ascribe solve` takes that, for a problem file.")
    }
    if ProblemFile.isOne(scenario) { return ScenarioSource(try problem(scenario, notes: notes)) }
    if notes { throw UsageError(description: "--notes is for problem files (.dpomdp).") }
    let call = try call(scenario)
    let entry = try AscribeCLI.scenarios.entry(named: call.name)
    let complete = Call(name: call.name, settings: call.settings + (try settings(for: entry)))
    return ScenarioSource(
      entry: entry, label: complete.description,
      parameters: try entry.values(complete.pairs),
      scenario: try entry.scenario(complete.pairs), problem: nil)
  }

  /// The model in a problem file, which has no horizon.
  func model(of scenario: String) throws -> DecPOMDPModel {
    if turns != nil {
      throw UsageError(description: "--horizon: a problem file has no horizon; leave the option out.")
    }
    return try endlessModel(of: scenario)
  }

  /// The model in a problem file, whatever the horizon.
  func endlessModel(of scenario: String) throws -> DecPOMDPModel {
    try checkDiscount()
    return try ProblemFile.model(of: scenario, discount: discount, notes: false, limits: checkedLimits())
      .model
  }

  /// What a problem file may ask for.
  private func checkedLimits() throws(UsageError) -> DPOMDPLimits {
    var limits = DPOMDPLimits()
    if let rowLimit {
      try checkNumber(rowLimit, of: "--row-limit", in: 1...2_000_000_000)
      limits.fills = rowLimit
    }
    return limits
  }

  private func problem(_ scenario: String, notes: Bool) throws -> ProblemFile {
    guard let horizon else {
      throw UsageError(
        description:
          "\(scenario) is a problem file, which has no horizon; --horizon says how many turns an episode has."
      )
    }
    try checkNumber(horizon, of: "--horizon", in: 1...1_000_000)
    try checkDiscount()
    return try ProblemFile(
      scenario, horizon: horizon, discount: discount, notes: notes, limits: checkedLimits())
  }

  private func checkDiscount() throws(UsageError) {
    if let discount, !(0...1).contains(discount) {
      throw UsageError(description: "--discount is \(discount); accepted: a number in 0...1.")
    }
  }

  private func call(_ scenario: String) throws(UsageError) -> Call {
    do throws(CallError) {
      return try Call(scenario)
    } catch {
      throw UsageError(description: "The scenario: \(error)")
    }
  }

  /// The options as settings of a scenario that has parameters of these names.
  private func settings(for entry: ScenarioEntry) throws(UsageError) -> [Call.Setting] {
    var settings: [Call.Setting] = []
    for (name, value) in [
      ("horizon", horizon.map { "\($0)" }),
      ("discount", discount.map { ParameterValue.number($0).description }),
    ] {
      guard let value else { continue }
      guard entry.parameters.contains(where: { $0.name == name }) else {
        let known = entry.parameters.map(\.name).joined(separator: ", ")
        throw UsageError(
          description:
            "--\(name): scenario \"\(entry.name)\" has no parameter \"\(name)\"; "
            + (known.isEmpty ? "it has none." : "it has: \(known)."))
      }
      settings.append(Call.Setting(name: name, value: value))
    }
    return settings
  }
}
