import Ascribe
import DecPOMDP
import Reports
import Simulation

extension ValueResult {
  /// Values the policy that some options name: on the model itself for a problem file and agents that remember their
  /// last observation or everything, and on the scenario's tables otherwise.
  init(_ options: ScenarioOptions) throws {
    let memory = try options.checkedMemory()
    try self.init(options, of: options.argument.source(), memory: memory)
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
      return scenario.model.value(of: try choice.policy(on: scenario.model), horizon: scenario.horizon)
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
