/// Upper bounds on what a team can still earn, given its joint belief and the joint action that it takes now.
///
/// From the next turn on, agents are assumed to share what they saw with a delay of one turn: the value of the
/// underlying POMDP whose agents must choose their next actions on their own last observations (Q_BG). It is at most
/// that of the POMDP with free communication (Q_POMDP), which is used instead where the games have too many policies;
/// where the beliefs no longer fit into memory, the value of the underlying MDP (Q_MDP) is used. Q_MDP >= Q_POMDP >=
/// Q_BG >= the optimal Q.
///
/// Source: Oliehoek, Spaan and Vlassis, Optimal and approximate Q-value functions for decentralized POMDPs, JAIR 32
/// (2008), sections 4.1 to 4.3, with hybrid use as in Oliehoek, Spaan, Dibangoye and Amato, JAIR 46 (2013).
final class BeliefBound {
  private let model: DecPOMDPModel
  /// Most bytes of stored beliefs.
  private let byteLimit: Int
  private let shouldStop: () -> Bool
  /// V of the MDP with 0, 1, ... turns left, by state.
  private var stateValues: [[Double]]
  /// Beliefs with 0, 1, ... turns left, and a row of bounds for each.
  private var pools: [BeliefPool]
  private var rows: [[Double]]
  private(set) var byteCount = 0
  private var isStopped = false
  /// Most policies of all but the last agent in the game of one turn.
  private static let policyLimit = 65_536.0

  init(_ model: DecPOMDPModel, horizon: Int, byteLimit: Int, shouldStop: @escaping () -> Bool) {
    self.model = model
    self.byteLimit = byteLimit
    self.shouldStop = shouldStop
    pools = Array(repeating: BeliefPool(), count: horizon + 1)
    rows = Array(repeating: [], count: horizon + 1)
    stateValues = [[Double](repeating: 0, count: model.stateCount)]
    for turns in 1..<max(horizon, 1) {
      let values = (0..<model.stateCount).map { state in
        (0..<model.jointActionCount).reduce(-Double.infinity) {
          max($0, Self.stateActionValue(model, state, $1, stateValues[turns - 1]))
        }
      }
      stateValues.append(values)
    }
  }

  /// Number of beliefs that are stored.
  var beliefCount: Int { pools.reduce(0) { $0 + $1.count } }

  private static func stateActionValue(
    _ model: DecPOMDPModel, _ state: Int, _ action: Int, _ next: [Double]
  ) -> Double {
    let row = model.row(action, state)
    var future = 0.0
    for entry in model.transitions[row] {
      future += model.transitions.values[entry] * next[Int(model.transitions.columns[entry])]
    }
    return model.expectedRewards[row] + model.discount * future
  }

  /// Adds the bounds of a belief for all joint actions, times a weight, to a row of numbers.
  ///
  /// - Parameter turns: Turns that are left, this one included; at least 1.
  func add(_ belief: Belief, turns: Int, weight: Double, to payoffs: inout [Double], at offset: Int) {
    let actions = model.jointActionCount
    if let index = pools[turns].index(of: belief) {
      for action in 0..<actions { payoffs[offset + action] += weight * rows[turns][index * actions + action] }
      return
    }
    if isStopped || byteCount > byteLimit {
      for (state, mass) in zip(belief.states, belief.masses) {
        for action in 0..<actions {
          payoffs[offset + action] +=
            weight * mass
            * Self.stateActionValue(model, Int(state), action, stateValues[turns - 1])
        }
      }
      return
    }
    let row = (0..<actions).map { actionValue(of: belief, action: $0, turns: turns) }
    for action in 0..<actions { payoffs[offset + action] += weight * row[action] }
    byteCount -= pools[turns].byteCount
    pools[turns].append(belief)
    rows[turns] += row
    byteCount += pools[turns].byteCount + actions * 8
    if beliefCount % 64 == 0, shouldStop() { isStopped = true }
  }

  private func actionValue(of belief: Belief, action: Int, turns: Int) -> Double {
    var reward = 0.0
    for (state, mass) in zip(belief.states, belief.masses) {
      reward += mass * model.expectedRewards[model.row(action, Int(state))]
    }
    guard turns > 1, model.discount > 0 else { return reward }
    let next = Successors(of: belief, action: action, in: model)
    return reward + model.discount * value(of: next, turns: turns - 1)
  }

  /// The best that agents can do who know the belief, and of the joint observation their own part.
  private func value(of next: Successors, turns: Int) -> Double {
    let actions = model.jointActionCount
    let seen = next.ownObservations(in: model)
    let policies = zip(seen, model.actions).dropLast().reduce(1.0) { policies, agent in
      (0..<agent.0.count).reduce(policies) { product, _ in product * Double(agent.1.count) }
    }
    guard policies <= Self.policyLimit else {
      return next.beliefs.reduce(0) { sum, entry in
        var row = [Double](repeating: 0, count: actions)
        add(entry.belief, turns: turns, weight: entry.mass, to: &row, at: 0)
        return sum + (row.max() ?? 0)
      }
    }
    var game = BayesianGame(typeCounts: seen.map(\.count), actionCounts: model.actions.map(\.count))
    for entry in next.beliefs {
      var type = 0
      for (agent, observation) in model.ownObservations(of: entry.observation).enumerated() {
        type = type * seen[agent].count + (seen[agent].firstIndex(of: observation) ?? 0)
      }
      add(entry.belief, turns: turns, weight: entry.mass, to: &game.payoffs, at: type * actions)
    }
    var effort = SearchEffort()
    return game.solved(effort: &effort)?.value ?? 0
  }
}

/// What may be seen after a joint action, with the beliefs that follow.
struct Successors {
  /// Joint observations of positive probability, ascending.
  let beliefs: [(observation: Int, mass: Double, belief: Belief)]

  init(of belief: Belief, action: Int, in model: DecPOMDPModel) {
    var next = [Double](repeating: 0, count: model.stateCount)
    for (state, mass) in zip(belief.states, belief.masses) {
      for entry in model.transitions[model.row(action, Int(state))] {
        next[Int(model.transitions.columns[entry])] += mass * model.transitions.values[entry]
      }
    }
    var byObservation = [Belief](repeating: Belief(), count: model.jointObservationCount)
    for state in next.indices where next[state] > 0 {
      for entry in model.observationRows[model.row(action, state)] {
        let mass = next[state] * model.observationRows.values[entry]
        guard mass > 0 else { continue }
        let observation = Int(model.observationRows.columns[entry])
        byObservation[observation].states.append(Int32(state))
        byObservation[observation].masses.append(mass)
      }
    }
    var beliefs: [(observation: Int, mass: Double, belief: Belief)] = []
    for (observation, belief) in byObservation.enumerated() where !belief.states.isEmpty {
      var belief = belief
      let mass = belief.normalise()
      beliefs.append((observation, mass, belief))
    }
    self.beliefs = beliefs
  }

  /// For each agent, the observations that it may receive, ascending.
  func ownObservations(in model: DecPOMDPModel) -> [[Int]] {
    var isSeen = model.observations.map { [Bool](repeating: false, count: $0.count) }
    for entry in beliefs {
      for (agent, observation) in model.ownObservations(of: entry.observation).enumerated() {
        isSeen[agent][observation] = true
      }
    }
    return isSeen.map { seen in seen.indices.filter { seen[$0] } }
  }
}
