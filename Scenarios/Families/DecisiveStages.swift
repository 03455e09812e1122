import Trajectories
import Simulation

/// Where decisions can matter in a scenario that succeeds only at a goal: the stages that its states stand for, as a graph.
///
/// A stage is what the time that is left depends on: who is to act, and how far the work is. A decision can matter in a
/// turn if some stage is reachable at that turn from which the goal can still be reached within the horizon.
struct DecisiveStages<Stage: Hashable> {
  let start: Stage
  let horizon: Int
  /// The agents whose decisions matter in a stage as long as the goal is within reach; none in a routine stage.
  let deciding: (Stage) -> [AgentID]
  /// The stages that may follow.
  let next: (Stage) -> [Stage]
  let isGoal: (Stage) -> Bool

  /// The decisions that can matter.
  var units: Set<ScenarioFacts.Unit> {
    let distances = distances
    var layer: Set<Stage> = [start]
    var units: Set<ScenarioFacts.Unit> = []
    for turn in 0..<horizon {
      for stage in layer where distances[stage].map({ $0 <= horizon - turn }) ?? false {
        for agent in deciding(stage) { units.insert(ScenarioFacts.Unit(turn: turn, agent: agent)) }
      }
      layer = layer.reduce(into: []) { $0.formUnion(next($1)) }
    }
    return units
  }

  /// Fewest turns from a stage to the goal; none for stages that never lead there.
  private var distances: [Stage: Int] {
    var before: [Stage: [Stage]] = [:]
    var seen: Set<Stage> = [start]
    var open = [start]
    while let stage = open.popLast() {
      for following in next(stage) {
        before[following, default: []].append(stage)
        if seen.insert(following).inserted { open.append(following) }
      }
    }
    var distances: [Stage: Int] = [:]
    var frontier = seen.filter(isGoal)
    var distance = 0
    while !frontier.isEmpty {
      for stage in frontier { distances[stage] = distance }
      frontier = Set(frontier.flatMap { before[$0] ?? [] }).filter { distances[$0] == nil }
      distance += 1
    }
    return distances
  }
}
