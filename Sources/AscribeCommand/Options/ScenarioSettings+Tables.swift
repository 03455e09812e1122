import ArgumentParser
import Ascribe
import DecPOMDP
import Reports
import Trajectories
import Simulation

/// Scenarios compiled as far as is needed, or played where they are too large.
extension ScenarioSettings {
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
    } catch let error as ScenarioError {
      guard reasonToPlay(error) != nil else { throw error }
      return nil
    }
  }

  /// Why a scenario is played that cannot be compiled, as a sentence; `nil` where that is no way out.
  func reasonToPlay(_ error: ScenarioError) -> String? {
    switch error {
    case .tooManyStates(_, let limit, let memory):
      "There are more than \(Numerals.count(limit)) states under --memory \(memory); --state-limit raises how many are enumerated."
    case .tooManyEntries where stateLimitOption == nil:
      "There are more than \(Numerals.count(Self.entryLimit)) joint actions and outcomes; --state-limit raises how many are "
        + "enumerated."
    case .factored(let place, let limit):
      "There are more than \(Numerals.count(limit)) outcomes, drawn factor by factor (\(place))."
    case .tooManyEntries, .unknown, .invalid: nil
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

  /// Bounds of a policy's value, and of the credits of so many decisions, which are found without tables.
  func boundedValue(
    of source: ScenarioSource, memory: Memory, following choice: PolicyChoice, width: Double,
    creditCount: Int = 0
  ) throws -> BoundedValue {
    try choice.explaining {
      try BoundedValue(
        of: source.scenario, under: choice.policy(of: source.scenario.agents), memory: memory, to: width,
        stateLimit: stateLimit, creditCount: creditCount)
    }
  }

  /// What plays the scenario under a policy: tables, or a lazy simulator where they would be too large.
  ///
  /// - Parameter truth: The kind of truth that was asked for; one that is bounded needs a lazy simulator.
  func player(
    of source: ScenarioSource, memory: Memory, following choice: PolicyChoice,
    for truth: TruthSummary.Kind? = nil
  ) throws -> ScenarioPlayer {
    if truth == .bounded {
      var player = try lazyPlayer(
        of: source, memory: memory, following: choice, because: "It was asked for (--truth).",
        likeTables: true)
      player.returnRanges = try source.scenario.returnBoundsByTurn()
      return player
    }
    do {
      let tables = try tables(
        of: source, memory: memory, following: choice, coverage: .policy,
        limit: samplingLimits.states, entryLimit: samplingLimits.entries)
      return ScenarioPlayer(tables, returnBounds: source.scenario.returnBounds)
    } catch let error as ScenarioError {
      guard let reason = reasonToPlay(error) else { throw error }
      return try lazyPlayer(of: source, memory: memory, following: choice, because: reason)
    }
  }

  /// What plays a scenario without tables.
  ///
  /// - Parameters:
  ///   - reason: Why there are none, as a sentence, for results.
  ///   - likeTables: Whether methods are to read rewards as they would on tables, if there can be any.
  func lazyPlayer(
    of source: ScenarioSource, memory: Memory, following choice: PolicyChoice, because reason: String? = nil,
    likeTables: Bool = false
  ) throws -> ScenarioPlayer {
    let simulator = try LazySimulator(
      source.scenario, policy: choice.policy(of: source.scenario.agents), memory: memory)
    // The states are the same whatever agents remember. Where even they are too many, turns may pay.
    let states =
      likeTables
      ? try compiledUnlessLarge(source, memory: .lastObservation)
      : memory == .lastObservation
        ? nil
        : try? TurnMDP(
          compiling: source.scenario, memory: .lastObservation,
          stateLimit: min(stateLimit, Self.smallStateLimit), entryLimit: Self.entryLimit)
    return ScenarioPlayer(
      simulator, rewardSettings: states?.rewardSettings ?? [Call.Setting(name: "reward", value: "trace")],
      unsolvable: reason, returnBounds: source.scenario.returnBounds)
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
}
