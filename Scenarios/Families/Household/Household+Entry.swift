import Trajectories
package import Simulation

extension Household {
  private static let summary = "a planner and an actor find an object, treat it and put it where it belongs"

  /// Household chores at several distances.
  static let entry = ScenarioEntry(
    "household", summary: summary, parameters: HouseholdParameters.specifications,
    taskFamily: TaskFamily(
      code: "F3", benchmarks: "ALFWorld",
      large: [
        "rooms": "12", "containers": "4", "chores": "3", "goals": "4", "horizon": "100", "span": "5",
        "slip": "0.05", "recoverability": "0.7", "turnTokens": "6000",
      ])
  ) { values throws(ScenarioError) in Household(parameters: try HouseholdParameters(values)) }

  package var facts: ScenarioFacts {
    ScenarioFacts(
      summary: Self.summary,
      source: """
        Zhang 2026 (arXiv 2604.09459), family F3; Shridhar et al. 2021 (ALFWorld, arXiv 2010.03768)
        """,
      family: "tool use", turnOrder: .turnTaking,
      isDeterministic: parameters.slip == 0
        && (parameters.chores == 1 || [0, 1].contains(parameters.recoverability)),
      observability: .partial, rewardBounds: 0...1, returnBounds: 0...1, hasBinaryReturns: true,
      pivotalUnits: pivotalUnits)
  }

  /// Every decision from which the chore can be finished in time. It makes no difference where the planner sends an actor
  /// that will do the next thing anyway, unless there is time for it to walk away first.
  private var pivotalUnits: Set<ScenarioFacts.Unit>? {
    SuccessGraph(of: self, stateLimit: 5000)?.units { state, left in
      guard state.left == 0 else { return true }
      let view = actorsView(of: state)
      let isReady = view.treated == view.chore
      let place = isReady ? parameters.room(of: view.goal) : parameters.room(ofAppliance: view.chore)
      let isAtHand = view.seen != nil || (view.isHeld && view.room == place)
      return !isAtHand
    }
  }
}
