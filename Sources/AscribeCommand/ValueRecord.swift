import Ascribe
import DecPOMDP
import Trajectories
import TurnMDP

/// The exact value of a policy, and nothing else.
struct ValueRecord: Encodable {
  let scenario, policy, memory: String
  let horizon: Int
  let discount, value: Double

  /// Values the policy that some options name: on the model itself for a problem file and agents that remember their
  /// last observation, and on the scenario's tables otherwise.
  init(_ options: ScenarioOptions) throws {
    let memory = try options.checkedMemory()
    try self.init(options, of: options.argument.source(), memory: memory)
  }

  /// Values a policy of a scenario that was resolved before.
  init(_ options: ScenarioOptions, of source: ScenarioSource, memory: Memory) throws {
    guard let problem = source.problem, memory == .lastObservation else {
      try self.init(options.load(source, memory: memory))
      return
    }
    let choice = try PolicyChoice(options.policy)
    let model = problem.scenario.model
    self.init(
      scenario: problem.label, policy: choice.description, memory: memory.description,
      horizon: problem.scenario.horizon, discount: model.discount,
      value: model.value(of: try choice.policy(on: model), horizon: problem.scenario.horizon))
  }

  /// Values the policy of a compiled scenario.
  init(_ loaded: LoadedScenario) throws {
    self.init(
      scenario: loaded.label, policy: loaded.choice.description, memory: loaded.mdp.memory.description,
      horizon: loaded.mdp.horizon, discount: loaded.mdp.discount,
      value: try ExactSolution(of: loaded.mdp, under: loaded.policy).value)
  }

  private init(
    scenario: String, policy: String, memory: String, horizon: Int, discount: Double, value: Double
  ) {
    self.scenario = scenario
    self.policy = policy
    self.memory = memory
    self.horizon = horizon
    self.discount = discount
    self.value = value
  }

  /// The record as text.
  var lines: [String] {
    [
      scenario,
      "policy \(policy), memory \(memory), horizon \(horizon), discount \(ParameterValue.number(discount))",
      "value \(Numerals.fixed(value, 6))",
    ]
  }
}
