import Trajectories
package import Simulation

extension Relay {
  private static let summary = "planner, investigator, coder and reviewer repair a bug that none of them sees"

  /// The flagship: credit passes through four roles, noise and second chances.
  static let entry = ScenarioEntry(
    "relay", summary: summary, parameters: RelayParameters.specifications
  ) { values throws(ScenarioError) in Relay(parameters: RelayParameters(values)) }

  package var facts: ScenarioFacts {
    ScenarioFacts(
      summary: Self.summary, source: "Ascribe", family: "multi-agent", turnOrder: .turnTaking,
      isDeterministic: false, observability: .partial, rewardBounds: 0...1, returnBounds: 0...1,
      hasBinaryReturns: true,
      pivotalUnits: pivotalUnits)
  }

  /// Every decision from which an approval can still be reached within the horizon.
  private var pivotalUnits: Set<ScenarioFacts.Unit> {
    // Who acts at each stage of the relay; from the last one it goes back to the coder or to the planner.
    let order = [Self.planner, Self.investigator, Self.investigator, Self.coder, Self.reviewer]
    let coding = order.count - 2
    var reachable: Set<Int> = [0]
    var units: Set<ScenarioFacts.Unit> = []
    for turn in 0..<horizon {
      for stage in reachable where horizon - turn >= order.count - stage {
        units.insert(ScenarioFacts.Unit(turn: turn, agent: order[stage]))
      }
      reachable = reachable.reduce(into: []) { next, stage in
        next.formUnion(stage + 1 < order.count ? [stage + 1] : [0, coding])
      }
    }
    return units
  }
}
