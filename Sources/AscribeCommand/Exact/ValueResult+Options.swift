import Ascribe
import DecPOMDP
import Reports
import Simulation

extension ValueResult {
  /// Values the policy that some options name: on the model itself for a problem file and agents that remember their
  /// last observation or everything, on the scenario's tables otherwise; between bounds where these would be too large.
  ///
  /// - Parameter width: The distance of the bounds that is close enough; where it is 0, tables are tried up to the limit
  ///   before.
  init(_ options: ScenarioOptions, boundedTo width: Double) throws {
    let memory = try options.checkedMemory()
    let source = try options.argument.source()
    let choice = try PolicyChoice(options.policy)
    let exact = { (value: Double) in
      ValueResult(
        scenario: source.label, policy: choice.description, memory: memory.description,
        horizon: source.scenario.horizon, discount: source.scenario.discount, value: value)
    }
    if let problem = source.problem, let value = try Self.value(of: choice, on: problem, memory) {
      self = exact(value)
      return
    }
    if let tables = try options.argument.compiledUnlessLarge(
      source, memory: memory, following: choice, isQuick: width > 0),
      let value = try Self.value(on: tables)
    {
      self = exact(value)
      return
    }
    try self.init(
      options.argument.boundedValue(of: source, memory: memory, following: choice, width: width),
      of: source, memory, choice)
  }

  /// Bounds the policy that some options name, and the credits of decisions: exact numbers where nothing is left out.
  ///
  /// - Parameters:
  ///   - width: The distance of the bounds of the value that is close enough.
  ///   - count: How many decisions.
  init(_ options: ScenarioOptions, boundedTo width: Double, withDecisions count: Int) throws {
    let memory = try options.checkedMemory()
    let source = try options.argument.source()
    let choice = try PolicyChoice(options.policy)
    let found = try options.argument.boundedValue(
      of: source, memory: memory, following: choice, width: width, creditCount: count)
    try self.init(found, of: source, memory, choice, decisions: found.credits.map { BoundedDecision($0) })
  }

  private init(
    _ found: BoundedValue, of source: ScenarioSource, _ memory: Memory, _ choice: PolicyChoice,
    decisions: [BoundedDecision]? = nil
  ) throws {
    // Without bounds of the value there was an error.
    let value = found.value ?? -.infinity ... .infinity
    self.init(
      scenario: source.label, policy: choice.description, memory: memory.description,
      horizon: source.scenario.horizon, discount: source.scenario.discount,
      value: found.isExact ? value.lowerBound : value.lowerBound / 2 + value.upperBound / 2,
      bounds: found.isExact ? nil : ValueBounds(found, of: value), decisions: decisions)
  }

  /// The exact value on tables; `nil` where they have too many cells.
  private static func value(on tables: PolicyTables) throws -> Double? {
    do throws(ExactSolutionError) {
      return try ExactSolution(of: tables.mdp, under: tables.policy).value
    } catch .tooManyCells {
      return nil
    }
  }

  /// Values a policy of a scenario that was resolved before.
  init(_ options: ScenarioOptions, of source: ScenarioSource, memory: Memory) throws {
    let choice = try PolicyChoice(options.policy)
    guard let problem = source.problem, let value = try Self.value(of: choice, on: problem, memory) else {
      try self.init(options.load(source, memory: memory, covering: .policy))
      return
    }
    self.init(
      scenario: problem.label, policy: choice.description, memory: memory.description,
      horizon: problem.scenario.horizon, discount: problem.scenario.discount, value: value)
  }

  /// The value without tables; `nil` for a memory that needs them.
  private static func value(of choice: PolicyChoice, on problem: ProblemFile, _ memory: Memory) throws
    -> Double?
  {
    let scenario = problem.scenario
    switch memory {
    case .lastObservation:
      return try scenario.model.value(of: try choice.policy(on: scenario.model), horizon: scenario.horizon)
    case .observations: return nil
    case .history:
      guard let value = try choice.valueWithHistories(on: scenario, historyLimit: historyLimit) else {
        throw UsageError(
          description:
            "Problem \"\(problem.label)\" has more than \(Numerals.count(historyLimit)) joint histories of a turn "
            + "under policy \(choice). Shorten its horizon.")
      }
      return value
    }
  }

  /// Most joint histories of a turn that are followed.
  private static let historyLimit = 4_000_000

  /// Values the policy of a compiled scenario.
  init(_ loaded: LoadedScenario) throws {
    self.init(
      scenario: loaded.label, policy: loaded.choice.description, memory: loaded.mdp.memory.description,
      horizon: loaded.mdp.horizon, discount: loaded.mdp.discount,
      value: try ExactSolution(of: loaded.mdp, under: loaded.policy).value)
  }
}
