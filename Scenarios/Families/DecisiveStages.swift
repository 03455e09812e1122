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
    let graph = StageGraph(from: [start], next)
    let distances = graph.distances(to: graph.stages.indices.filter { isGoal(graph.stages[$0]) })
    let deciding = graph.stages.map(deciding)
    var layer = [0]
    var units: Set<ScenarioFacts.Unit> = []
    for turn in 0..<horizon {
      var agents: Set<AgentID> = []
      var isNext = [Bool](repeating: false, count: graph.stages.count)
      for stage in layer {
        if distances[stage] <= horizon - turn { agents.formUnion(deciding[stage]) }
        for following in graph.next[stage] { isNext[following] = true }
      }
      for agent in agents { units.insert(ScenarioFacts.Unit(turn: turn, agent: agent)) }
      layer = isNext.indices.filter { isNext[$0] }
    }
    return units
  }
}
