import Ascribe
import DecPOMDP
import Simulation
import Trajectories

/// What plays a scenario.
struct ScenarioPlayer {
  let simulator: any Simulator
  /// Settings of reward conventions that suit the scenario.
  let rewardSettings: [Call.Setting]
  /// Why nothing could be solved, as a sentence; `nil` where there are tables.
  let unsolvable: String?
  /// What a return from any turn on can be; `nil` where the scenario does not say.
  let returnBounds: ClosedRange<Double>?
  /// What the return from each turn on can be; `nil` where the scenario does not say.
  var returnRanges: [ClosedRange<Double>]?

  init(
    _ simulator: any Simulator, rewardSettings: [Call.Setting], unsolvable: String? = nil,
    returnBounds: ClosedRange<Double>?
  ) {
    self.simulator = simulator
    self.rewardSettings = rewardSettings
    self.unsolvable = unsolvable
    self.returnBounds = returnBounds
  }

  init(_ tables: PolicyTables, returnBounds: ClosedRange<Double>?) {
    self.init(
      CompiledSimulator(tables.mdp, policy: tables.policy), rewardSettings: tables.mdp.rewardSettings,
      returnBounds: returnBounds)
  }
}

/// What a scenario argument names, not yet compiled.
struct ScenarioSource {
  let entry: ScenarioEntry
  /// The name with what was set.
  let label: String
  let parameters: ParameterValues
  let scenario: any Scenario
  /// The problem, where it was read from a file.
  let problem: ProblemFile?

  /// What it is called in results that are of a policy.
  func names(_ choice: PolicyChoice) -> ScenarioNames {
    ScenarioNames(label: label, title: title, parameters: parameters, policy: choice.description)
  }

  /// The scenario as it was asked for, and what it is.
  var title: String {
    let summary = scenario.facts.summary
    return summary.isEmpty ? label : "\(label): \(summary)"
  }
}

extension ScenarioSource {
  init(_ problem: ProblemFile) {
    self.init(
      entry: ScenarioEntry(problem.label, problem.scenario), label: problem.label,
      parameters: problem.parameters, scenario: problem.scenario, problem: problem)
  }
}
