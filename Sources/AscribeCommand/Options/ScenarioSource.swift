import ArgumentParser
import Ascribe
import DecPOMDP
import Reports
import Trajectories
import Simulation

/// The arguments that name a scenario. Every command that takes one resolves it here.
struct ScenarioArgument: ParsableArguments {
  @Argument(
    help:
      "The scenario: NAME or NAME(key=value,...), see `ascribe scenarios`; or a problem file, FILE.dpomdp or FILE.dpomdp.gz."
  )
  var scenario: String

  @OptionGroup var settings: ScenarioSettings

  /// What the arguments name.
  ///
  /// - Parameter notes: Whether to take notes of what may be a mistake in a problem file.
  func source(notes: Bool = false) throws -> ScenarioSource {
    try settings.source(of: scenario, notes: notes)
  }

  /// The model in a problem file, which has no horizon.
  func model() throws -> DecPOMDPModel { try settings.model(of: scenario) }

  /// The compiled scenario.
  func compiled(_ source: ScenarioSource, memory: Memory) throws -> TurnMDP {
    try settings.compiled(source, memory: memory)
  }

  /// The whole scenario compiled where it is small, and otherwise what a policy needs of it.
  ///
  /// - Parameter hint: What the refusal of a scenario that is too large says at its end.
  func compiled(
    _ source: ScenarioSource, memory: Memory, following choice: PolicyChoice, coverage: Coverage,
    hint: String = ""
  ) throws -> PolicyTables {
    try settings.compiled(source, memory: memory, following: choice, coverage: coverage, hint: hint)
  }

  /// What a policy reaches compiled, as above; `nil` where it is too large.
  func compiledUnlessLarge(
    _ source: ScenarioSource, memory: Memory, following choice: PolicyChoice, isQuick: Bool
  ) throws -> PolicyTables? {
    try settings.compiledUnlessLarge(source, memory: memory, following: choice, isQuick: isQuick)
  }

  /// Bounds of a policy's value, for a scenario that is too large to compile.
  func boundedValue(
    of source: ScenarioSource, memory: Memory, following choice: PolicyChoice, width: Double
  ) throws -> BoundedValue {
    try settings.boundedValue(of: source, memory: memory, following: choice, width: width)
  }
}

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

  private var stateLimit: Int { stateLimitOption ?? Self.usualLimit }

  /// How much is enumerated where the truth can be sampled instead; what the user asked for, whatever it costs.
  private var samplingLimits: (states: Int, entries: Int) {
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

  /// The compiled scenario.
  func compiled(_ source: ScenarioSource, memory: Memory) throws -> TurnMDP {
    try source.problem?.checkSize()
    return try refusingLarge(source) {
      try seen(TurnMDP(compiling: source.scenario, memory: memory, stateLimit: stateLimit))
    }
  }

  /// Notes rules for a store of runs.
  private func seen(_ mdp: TurnMDP) -> TurnMDP {
    RunRecorder.current?.sees(mdp)
    return mdp
  }

  /// The whole scenario compiled where it is small, and otherwise what a policy needs of it.
  ///
  /// - Parameter hint: What the refusal of a scenario that is too large says at its end.
  func compiled(
    _ source: ScenarioSource, memory: Memory, following choice: PolicyChoice, coverage: Coverage,
    hint: String = ""
  ) throws -> PolicyTables {
    try refusingLarge(source, hint: hint) {
      try tables(of: source, memory: memory, following: choice, coverage: coverage, limit: stateLimit)
    }
  }

  /// The compiled scenario, unless it has more states than are worth enumerating where it can be played instead.
  ///
  /// - Throws: `ScenarioError/tooManyStates(found:limit:memory:)` for one that has, and
  ///   `ScenarioError/tooManyEntries(of:limit:)` for one with too many joint actions.
  func compiledForDescription(_ source: ScenarioSource, memory: Memory) throws -> TurnMDP {
    try source.problem?.checkSize()
    return seen(
      try TurnMDP(
        compiling: source.scenario, memory: memory, stateLimit: samplingLimits.states,
        entryLimit: samplingLimits.entries))
  }

  /// The compiled scenario; `nil` where it has more states, or joint actions, than are enumerated where it can be played
  /// instead.
  func compiledUnlessLarge(_ source: ScenarioSource, memory: Memory) throws -> TurnMDP? {
    do {
      return try compiledForDescription(source, memory: memory)
    } catch ScenarioError.tooManyStates {
      return nil
    } catch ScenarioError.tooManyEntries where stateLimitOption == nil {
      return nil
    }
  }

  /// What a policy reaches compiled, as above; `nil` where it is too large.
  ///
  /// - Parameter isQuick: Whether to give up after a fraction of a second.
  func compiledUnlessLarge(
    _ source: ScenarioSource, memory: Memory, following choice: PolicyChoice, isQuick: Bool
  ) throws -> PolicyTables? {
    do {
      return try tables(
        of: source, memory: memory, following: choice, coverage: .policy,
        limit: isQuick ? min(stateLimit, Self.smallStateLimit) : stateLimit)
    } catch ScenarioError.tooManyStates {
      return nil
    }
  }

  /// Bounds of a policy's value, which are found without tables.
  func boundedValue(
    of source: ScenarioSource, memory: Memory, following choice: PolicyChoice, width: Double
  ) throws -> BoundedValue {
    try choice.explaining {
      try BoundedValue(
        of: source.scenario, under: choice.policy(of: source.scenario.agents), memory: memory, to: width,
        stateLimit: stateLimit)
    }
  }

  /// What plays the scenario under a policy: tables, or a lazy simulator where they would be too large.
  func player(
    of source: ScenarioSource, memory: Memory, following choice: PolicyChoice
  ) throws -> ScenarioPlayer {
    do {
      let tables = try tables(
        of: source, memory: memory, following: choice, coverage: .policy,
        limit: samplingLimits.states, entryLimit: samplingLimits.entries)
      return ScenarioPlayer(tables, returnBounds: source.scenario.returnBounds)
    } catch ScenarioError.tooManyStates(_, let limit, _) {
      return try lazyPlayer(of: source, memory: memory, following: choice, beyond: limit)
    } catch ScenarioError.tooManyEntries where stateLimitOption == nil {
      return try lazyPlayer(of: source, memory: memory, following: choice, beyond: nil)
    }
  }

  /// What plays a scenario whose tables would be too large.
  ///
  /// - Parameter limit: The number of states that there are more than; `nil` where there are too many joint actions.
  func lazyPlayer(
    of source: ScenarioSource, memory: Memory, following choice: PolicyChoice, beyond limit: Int?
  ) throws -> ScenarioPlayer {
    let simulator = try LazySimulator(
      source.scenario, policy: choice.policy(of: source.scenario.agents), memory: memory)
    // The states are the same whatever agents remember. Where even they are too many, turns may pay.
    let states =
      memory == .lastObservation
      ? nil
      : try? TurnMDP(
        compiling: source.scenario, memory: .lastObservation,
        stateLimit: min(stateLimit, Self.smallStateLimit), entryLimit: Self.entryLimit)
    return ScenarioPlayer(
      simulator, rewardSettings: states?.rewardSettings ?? [Call.Setting(name: "reward", value: "trace")],
      unsolvable: (limit.map { "There are more than \(Numerals.count($0)) states under --memory \(memory)" }
        ?? "There are more than \(Numerals.count(Self.entryLimit)) joint actions and outcomes")
        + "; --state-limit raises how many are enumerated.",
      returnBounds: source.scenario.returnBounds)
  }

  private func tables(
    of source: ScenarioSource, memory: Memory, following choice: PolicyChoice, coverage: Coverage, limit: Int,
    entryLimit: Int = .max
  ) throws -> PolicyTables {
    try source.problem?.checkSize()
    do {
      let mdp = try TurnMDP(
        compiling: source.scenario, memory: memory, stateLimit: min(limit, Self.smallStateLimit),
        entryLimit: entryLimit)
      return PolicyTables(mdp: seen(mdp), policy: try choice.policy(on: mdp))
    } catch ScenarioError.tooManyStates {
      let (tables, unmet) = try choice.tables(
        of: source.scenario, memory: memory, coverage: coverage, stateLimit: limit)
      if unmet > 0 {
        Terminal.complain(
          "ascribe: note: the policy never reaches \(Numerals.count(unmet)) information states of \(choice), if the "
            + "scenario has them.")
      }
      _ = seen(tables.mdp)
      return tables
    }
  }

  /// Most states of a scenario that is compiled whole although the policy may not need it: a fraction of a second.
  private static let smallStateLimit = 100_000

  private func refusingLarge<Tables>(
    _ source: ScenarioSource, hint: String = "", _ compile: () throws -> Tables
  ) throws -> Tables {
    do {
      return try compile()
    } catch ScenarioError.tooManyStates(_, let limit, let memory) {
      throw UsageError(
        description:
          "Scenario \"\(source.label)\" has more than \(limit) states under --memory \(memory). Shorten its "
          + "horizon, use a shorter memory, or raise --state-limit\(hint).")
    }
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
