extension DecPOMDPModel {
  /// The expected return of an episode under a policy of agents that remember everything, exactly.
  ///
  /// Joint histories of positive probability are followed forward, turn by turn, each with its distribution over
  /// states. The scenario's tables are not needed, which hold every joint history whatever the policy: a deterministic
  /// policy reaches few of them.
  ///
  /// - Parameters:
  ///   - horizon: Turns of an episode, at least 1.
  ///   - first: What each agent's history begins with, before the first turn.
  ///   - limit: Most joint histories of a turn.
  ///   - policy: The probabilities of an agent's actions, in the model's order, after a history: its observations and
  ///     actions in turn, joined by ` > `, as in policy files. Asked once for each history.
  /// - Returns: In reward units, discounted by turns from the first; `nil` if a turn has more joint histories than the
  ///   limit.
  /// - Throws: What `policy` throws.
  /// - Complexity: O(joint histories · joint actions · outcomes).
  package func value<Failure: Error>(
    horizon: Int, first: [String], limit: Int = 2_000_000,
    policy: (_ agent: Int, _ history: String) throws(Failure) -> [Double]
  ) throws(Failure) -> Double? {
    precondition(
      horizon >= 1 && first.count == agents.count, "a turn or more, and a first word for each agent")
    var own: [OwnHistories] = []
    for (agent, word) in first.enumerated() {
      own.append(OwnHistories(first: word, probabilities: try policy(agent, word)))
    }
    var walk = HistoryWalk(self, own, limit: limit)
    var total = 0.0
    var scale = 1.0
    for turn in 0..<horizon {
      total += scale * walk.reward()
      guard turn < horizon - 1 else { break }
      guard try walk.advance(policy) else { return nil }
      scale *= discount
    }
    return total
  }
}

/// What all agents did and saw, and how probable it is together with each state.
private struct JointHistory {
  /// Each agent's history, by its number.
  let own: [Int]
  var belief: [(state: Int, mass: Double)]
}

/// One agent's histories of a turn that have been met, and those of the next turn.
private struct OwnHistories {
  private(set) var labels: [String]
  private(set) var probabilities: [[Double]]
  /// At (history · actions + action) · observations + observation, the history of the next turn.
  private(set) var following: [Int: Int] = [:]
  private var nextLabels: [String] = []
  private var nextProbabilities: [[Double]] = []

  init(first: String, probabilities: [Double]) {
    labels = [first]
    self.probabilities = [probabilities]
  }

  /// Adds a history of the next turn; its number.
  mutating func append(_ label: String, _ probabilities: [Double], at place: Int) -> Int {
    following[place] = nextLabels.count
    nextLabels.append(label)
    nextProbabilities.append(probabilities)
    return nextLabels.count - 1
  }

  /// Makes the next turn the current one.
  mutating func advance() {
    labels = nextLabels
    probabilities = nextProbabilities
    nextLabels = []
    nextProbabilities = []
    following = [:]
  }
}

/// The joint histories of a turn.
private struct HistoryWalk {
  private let model: DecPOMDPModel
  private let limit: Int
  private var own: [OwnHistories]
  private var layer: [JointHistory]

  init(_ model: DecPOMDPModel, _ own: [OwnHistories], limit: Int) {
    self.model = model
    self.own = own
    self.limit = limit
    let belief = model.start.indices.filter { model.start[$0] > 0 }
    layer = [JointHistory(own: own.map { _ in 0 }, belief: belief.map { (state: $0, mass: model.start[$0]) })]
  }

  /// Expected reward of the turn.
  func reward() -> Double {
    var reward = 0.0
    for history in layer {
      for action in 0..<model.jointActionCount {
        let probability = probability(of: model.ownActions(of: action), after: history)
        guard probability > 0 else { continue }
        for (state, mass) in history.belief {
          reward += probability * mass * model.expectedRewards[model.row(action, state)]
        }
      }
    }
    return reward
  }

  /// Goes on to the next turn; false if it has too many joint histories.
  mutating func advance<Failure: Error>(
    _ policy: (_ agent: Int, _ history: String) throws(Failure) -> [Double]
  ) throws(Failure) -> Bool {
    var next: [JointHistory] = []
    for history in layer {
      for action in 0..<model.jointActionCount {
        let actions = model.ownActions(of: action)
        let probability = probability(of: actions, after: history)
        guard probability > 0 else { continue }
        for (observation, belief) in outcomes(of: history.belief, action, times: probability) {
          guard next.count < limit else { return false }
          let seen = model.ownObservations(of: observation)
          var reached: [Int] = []
          for agent in actions.indices {
            reached.append(
              try follow(agent, from: history.own[agent], by: actions[agent], seen[agent], policy))
          }
          next.append(JointHistory(own: reached, belief: belief))
        }
      }
    }
    for agent in own.indices { own[agent].advance() }
    layer = next
    return true
  }

  private func probability(of actions: [Int], after history: JointHistory) -> Double {
    actions.indices.reduce(1) { $0 * own[$1].probabilities[history.own[$1]][actions[$1]] }
  }

  /// The number of an agent's history of the next turn.
  private mutating func follow<Failure: Error>(
    _ agent: Int, from history: Int, by action: Int, _ observation: Int,
    _ policy: (_ agent: Int, _ history: String) throws(Failure) -> [Double]
  ) throws(Failure) -> Int {
    let observations = model.observations[agent]
    let place = (history * model.actions[agent].count + action) * observations.count + observation
    if let known = own[agent].following[place] { return known }
    let label =
      "\(own[agent].labels[history]) > \(model.actions[agent][action]) > \(observations[observation])"
    return own[agent].append(label, try policy(agent, label), at: place)
  }

  /// The joint observations that may follow, ascending, with the masses of the next states.
  private func outcomes(
    of belief: [(state: Int, mass: Double)], _ action: Int, times probability: Double
  ) -> [(observation: Int, belief: [(state: Int, mass: Double)])] {
    var entries: [(observation: Int, state: Int, mass: Double)] = []
    for (state, mass) in belief {
      for entry in model.transitions[model.row(action, state)] {
        let next = Int(model.transitions.columns[entry])
        let mass = probability * mass * model.transitions.values[entry]
        for seen in model.observationRows[model.row(action, next)] {
          entries.append(
            (Int(model.observationRows.columns[seen]), next, mass * model.observationRows.values[seen]))
        }
      }
    }
    // By mass last, so that equal outcomes are added in one order.
    entries.sort { ($0.observation, $0.state, $0.mass) < ($1.observation, $1.state, $1.mass) }
    var result: [(observation: Int, belief: [(state: Int, mass: Double)])] = []
    for (observation, state, mass) in entries where mass > 0 {
      guard let last = result.last, last.observation == observation else {
        result.append((observation, [(state, mass)]))
        continue
      }
      let place = last.belief.count - 1
      if last.belief[place].state == state {
        result[result.count - 1].belief[place].mass += mass
      } else {
        result[result.count - 1].belief.append((state, mass))
      }
    }
    return result
  }
}
