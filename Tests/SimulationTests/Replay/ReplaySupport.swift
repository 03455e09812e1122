import Glibc
import Scenarios
import TestSupport
import Trajectories
import Simulation

/// Scenarios whose every decision is replayed in tests: families of tasks have too many.
let smallScenarios = ScenarioCatalogue.builtIn.filter { $0.taskFamily == nil && $0.name != "relay" }.map(
  \.name)

/// Simulated episodes with the exact solution under their policy.
struct Played {
  let rollouts: Rollouts
  let solution: ExactSolution
  var mdp: TurnMDP { rollouts.mdp }

  init(
    _ name: String, _ settings: [(name: String, value: String)] = [], memory: Memory = .lastObservation,
    isUniform: Bool = false, episodes: Int, seed: UInt64
  ) throws {
    let mdp = try compiled(name, settings, memory: memory)
    solution = try ExactSolution(of: mdp, under: isUniform ? .uniform(on: mdp) : .behaviour(of: mdp))
    rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: episodes, groupSize: 1, seed: seed), on: mdp, policy: solution.policy)
  }

  /// A decision of the record.
  struct Place: Hashable {
    let episode, turn, slot: Int
    let agent: AgentID
  }

  /// One decision of every kind, a kind being a turn, a node, a joint action and a place in it.
  var kinds: [Place] {
    var known: Set<[Int]> = []
    var places: [Place] = []
    for episode in 0..<rollouts.batch.episodeCount {
      for (turn, index) in rollouts.batch.turns(of: episode).enumerated() {
        let node = Int(rollouts.node[index])
        for (slot, agent) in mdp.actingAgents(of: node).enumerated()
        where known.insert([turn, node, rollouts.row(ofTurn: index), slot]).inserted {
          places.append(Place(episode: episode, turn: turn, slot: slot, agent: mdp.agents[agent]))
        }
      }
    }
    return places
  }

  func index(_ place: Place) -> Int { rollouts.batch.turns(of: place.episode).lowerBound + place.turn }
  func node(_ place: Place) -> Int { Int(rollouts.node[index(place)]) }

  /// The labels of what the agent could do.
  func legal(_ place: Place) -> [String] {
    mdp.legalActions(ofSlot: mdp.nodes.slots(of: node(place)).lowerBound + place.slot)
  }

  /// Mean and variance of the return from a turn on, after a joint action counted from the node's first.
  func moments(_ place: Place, row: Int) -> (mean: Double, variance: Double) {
    let cells = solution.cells
    var mean = 0.0
    var square = 0.0
    for outcome in mdp.nodes.outcomes(of: mdp.nodes.rows(of: node(place)).lowerBound + row) {
      let next = cells.index(turn: place.turn + 1, node: Int(mdp.nodes.outcomeNode[outcome]))
      let carry = cells.carry(into: next, mdp)
      let reward = mdp.nodes.outcomeReward[outcome]
      mean += mdp.nodes.outcomeProbability[outcome] * (reward + carry * cells.value[next])
      square +=
        mdp.nodes.outcomeProbability[outcome]
        * (reward * (reward + 2 * carry * cells.value[next]) + carry * carry * cells.secondMoment[next])
    }
    return (mean, max(0, square - mean * mean))
  }

  /// What no two returns of the scenario are further apart than.
  var spread: Double {
    let turn = mdp.nodes.outcomeReward.reduce((0.0, 0.0)) { (min($0.0, $1), max($0.1, $1)) }
    let ending = mdp.nodes.endingReward.reduce((0.0, 0.0)) { (min($0.0, $1), max($0.1, $1)) }
    return Double(mdp.horizon) * (turn.1 - turn.0) + ending.1 - ending.0
  }
}

/// How far the mean of `count` independent numbers may be from its expectation except with probability `falseAlarm`:
/// Bernstein's inequality, for numbers of a variance that lie in an interval of a length.
func bernstein(variance: Double, range: Double, count: Int, falseAlarm: Double) -> Double {
  // P(|mean - mu| >= e) <= 2 exp(-n e^2 / (2 variance + 2 range e / 3)), solved for e.
  let nats = log(2 / falseAlarm) / Double(count)
  let linear = range * nats / 3
  return linear + (linear * linear + 2 * nats * variance).squareRoot()
}
