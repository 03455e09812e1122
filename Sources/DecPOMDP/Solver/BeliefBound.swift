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
  private let kernel: JointKernel
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

  init(_ kernel: JointKernel, horizon: Int, byteLimit: Int, shouldStop: @escaping () -> Bool) {
    self.kernel = kernel
    self.byteLimit = byteLimit
    self.shouldStop = shouldStop
    pools = Array(repeating: BeliefPool(), count: horizon + 1)
    rows = Array(repeating: [], count: horizon + 1)
    stateValues = [[Double](repeating: 0, count: kernel.stateCount)]
    for turns in 1..<max(horizon, 1) {
      let values = (0..<kernel.stateCount).map { state in
        (0..<kernel.jointActionCount).reduce(-Double.infinity) {
          max($0, Self.stateActionValue(kernel, state, $1, stateValues[turns - 1]))
        }
      }
      stateValues.append(values)
    }
  }

  /// Number of beliefs that are stored.
  var beliefCount: Int { pools.reduce(0) { $0 + $1.count } }

  private static func stateActionValue(
    _ kernel: JointKernel, _ state: Int, _ action: Int, _ next: [Double]
  ) -> Double {
    let row = kernel.row(action, state)
    var future = 0.0
    for outcome in kernel.outcomes[kernel[row]] {
      future += outcome.probability * next[Int(outcome.state)]
    }
    return kernel.rewards[row] + kernel.discount * future
  }

  /// Adds the bounds of a belief for all joint actions, times a weight, to a row of numbers.
  ///
  /// - Parameter turns: Turns that are left, this one included; at least 1.
  func add(_ belief: Belief, turns: Int, weight: Double, to payoffs: inout [Double], at offset: Int) {
    let actions = kernel.jointActionCount
    if let index = pools[turns].index(of: belief) {
      for action in 0..<actions { payoffs[offset + action] += weight * rows[turns][index * actions + action] }
      return
    }
    if isStopped || byteCount > byteLimit {
      for (state, mass) in zip(belief.states, belief.masses) {
        for action in 0..<actions {
          payoffs[offset + action] +=
            weight * mass
            * Self.stateActionValue(kernel, Int(state), action, stateValues[turns - 1])
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
      reward += mass * kernel.rewards[kernel.row(action, Int(state))]
    }
    guard turns > 1, kernel.discount > 0 else { return reward }
    let next = Successors(of: belief, action: action, in: kernel)
    return reward + kernel.discount * value(of: next, turns: turns - 1)
  }

  /// The best that agents can do who know the belief, and of the joint observation their own part.
  private func value(of next: Successors, turns: Int) -> Double {
    let actions = kernel.jointActionCount
    let seen = next.ownObservations(in: kernel)
    let policies = zip(seen, kernel.actionCounts).dropLast().reduce(1.0) { policies, agent in
      (0..<agent.0.count).reduce(policies) { product, _ in product * Double(agent.1) }
    }
    guard policies <= Self.policyLimit else {
      return next.beliefs.reduce(0) { sum, entry in
        var row = [Double](repeating: 0, count: actions)
        add(entry.belief, turns: turns, weight: entry.mass, to: &row, at: 0)
        return sum + (row.max() ?? 0)
      }
    }
    var game = BayesianGame(typeCounts: seen.map(\.count), actionCounts: kernel.actionCounts)
    for entry in next.beliefs {
      var type = 0
      for (agent, observation) in kernel.ownObservations[entry.observation].enumerated() {
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

  init(of belief: Belief, action: Int, in kernel: JointKernel) {
    let states = kernel.stateCount
    var next = [Double](repeating: 0, count: kernel.jointObservationCount * states)
    for (state, mass) in zip(belief.states, belief.masses) {
      for outcome in kernel.outcomes[kernel[kernel.row(action, Int(state))]] {
        next[Int(outcome.observation) * states + Int(outcome.state)] += mass * outcome.probability
      }
    }
    var beliefs: [(observation: Int, mass: Double, belief: Belief)] = []
    for observation in 0..<kernel.jointObservationCount {
      var belief = Belief()
      for state in 0..<states where next[observation * states + state] > 0 {
        belief.states.append(Int32(state))
        belief.masses.append(next[observation * states + state])
      }
      guard !belief.states.isEmpty else { continue }
      let mass = belief.normalise()
      beliefs.append((observation, mass, belief))
    }
    self.beliefs = beliefs
  }

  /// For each agent, the observations that it may receive, ascending.
  func ownObservations(in kernel: JointKernel) -> [[Int]] {
    var isSeen = kernel.observationCounts.map { [Bool](repeating: false, count: $0) }
    for entry in beliefs {
      for (agent, observation) in kernel.ownObservations[entry.observation].enumerated() {
        isSeen[agent][observation] = true
      }
    }
    return isSeen.map { seen in seen.indices.filter { seen[$0] } }
  }
}
