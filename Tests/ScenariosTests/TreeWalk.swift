import Scenarios
import Trajectories
import Simulation

/// Values, credits and the variance ledger of a scenario under its own behaviour policy, by plain recursion over the
/// functions of the `Scenario` protocol: it shares nothing with the compiled tables that it is compared with.
struct TreeWalk {
  /// One joint action in one state at one turn, whether the policy takes it or not.
  struct Decision {
    let turn: Int
    /// Privileged key of the state.
    let state: String
    let agents: [String]
    let actions: [String]
    /// P(state at turn).
    let reach: Double
    /// P(joint action | state).
    let probability: Double
    /// V, Q, and Q - sum over b of pi_i(b) Q(b, a_-i) of each acting agent.
    let value: Double
    let actionValue: Double
    let credits: [Double]

    var weight: Double { reach * probability }
    var advantage: Double { actionValue - value }
  }

  private(set) var decisions: [Decision] = []
  private(set) var value = 0.0
  /// Var R from second moments, apart from the parts below.
  private(set) var variance = 0.0
  private(set) var start = 0.0
  private(set) var decisionParts: [Double] = []
  private(set) var luckParts: [Double] = []
  private(set) var final = 0.0

  init(_ scenario: some Scenario) {
    var recursion = Recursion(scenario)
    let initial = scenario.initialStates.outcomes
    let cells = initial.map { recursion.cell(of: $0.element, turn: 0) }
    value = zip(initial, cells).reduce(0) { $0 + $1.0.probability * $1.1.value }
    variance = zip(initial, cells).reduce(0) { $0 + $1.0.probability * $1.1.square } - value * value
    start = zip(initial, cells).reduce(0) { $0 + $1.0.probability * square($1.1.value - value) }
    var layer = Layer(initial.map { ($0.element, $0.probability) })
    var discounts = 1.0
    for turn in 0..<scenario.horizon {
      var next = Layer<_>(layer.states.prefix(0).map { ($0, 0) })
      decisionParts.append(0)
      luckParts.append(0)
      for (state, reach) in zip(layer.states, layer.probabilities) {
        let agents = scenario.actingAgents(in: state)
        let cell = recursion.cell(of: state, turn: turn)
        for row in cell.rows {
          let decision = Decision(
            turn: turn, state: scenario.privilegedKey(of: state), agents: agents.map(\.name),
            actions: row.actions.map { scenario.label(ofAction: $0) }, reach: reach,
            probability: row.probability,
            value: cell.value, actionValue: row.value,
            credits: agents.indices.map { row.value - cell.baseline(of: $0, for: row) })
          decisions.append(decision)
          decisionParts[turn] += discounts * decision.weight * square(decision.advantage)
          for outcome in row.outcomes {
            let share = discounts * decision.weight * outcome.probability
            luckParts[turn] += share * square(outcome.value - row.value)
            final += share * outcome.endingVariance
            if decision.weight > 0 { next.add(outcome.state, decision.weight * outcome.probability) }
          }
        }
      }
      layer = next
      discounts *= scenario.discount * scenario.discount
    }
  }

  private func square(_ x: Double) -> Double { x * x }

  /// Credit of an agent for a joint action of a state; `nil` if there is no such decision.
  func credit(_ agent: String, _ turn: Int, _ state: String, _ actions: String...) -> Double? {
    let found = decisions.first { $0.turn == turn && $0.state == state && $0.actions == actions }
    return found.flatMap { found in found.agents.firstIndex(of: agent).map { found.credits[$0] } }
  }

  /// E[A_i^2] of an agent at a turn.
  func creditVariance(_ agent: String, _ turn: Int) -> Double {
    decisions.filter { $0.turn == turn }.reduce(0) { sum, decision in
      guard let index = decision.agents.firstIndex(of: agent) else { return sum }
      return sum + decision.weight * square(decision.credits[index])
    }
  }

  /// Correlation of the return with the exact team advantage, pooled over all turns of an episode.
  func returnCorrelation(turns: Int) -> Double {
    let covariance = decisions.reduce(0) { $0 + $1.weight * $1.advantage * ($1.actionValue - value) }
    let credit = decisions.reduce(0) { $0 + $1.weight * square($1.advantage) }
    return covariance / (credit * Double(turns) * variance).squareRoot()
  }
}

/// States of one turn with their probabilities, in the order in which they were met.
private struct Layer<State: Hashable> {
  private(set) var states: [State] = []
  private(set) var probabilities: [Double] = []
  private var indices: [State: Int] = [:]

  init(_ states: [(State, Double)]) {
    for (state, probability) in states { add(state, probability) }
  }

  mutating func add(_ state: State, _ probability: Double) {
    if let index = indices[state] {
      probabilities[index] += probability
    } else {
      indices[state] = states.count
      states.append(state)
      probabilities.append(probability)
    }
  }
}

/// The backward recursion, remembered by (state, turn).
private struct Recursion<S: Scenario> {
  struct Place: Hashable {
    let state: S.State
    let turn: Int
  }

  struct Outcome {
    let state: S.State
    let probability: Double
    /// Reward and the value of what follows.
    let value: Double
    /// Variance of the ending, 0 where the episode goes on.
    let endingVariance: Double
  }

  struct Row {
    let actions: [S.Action]
    /// Probability of each agent's action.
    let own: [Double]
    let value: Double
    let outcomes: [Outcome]

    var probability: Double { own.reduce(1, *) }
  }

  struct Cell {
    var value = 0.0
    var square = 0.0
    var rows: [Row] = []

    /// sum over b of pi_i(b) Q(b, a_-i), by looking up every row that differs from `row` in the agent's action only.
    func baseline(of agent: Int, for row: Row) -> Double {
      rows.reduce(0) { sum, other in
        let agrees = row.actions.indices.allSatisfy { $0 == agent || row.actions[$0] == other.actions[$0] }
        return agrees ? sum + other.own[agent] * other.value : sum
      }
    }
  }

  let scenario: S
  private var known: [Place: Cell] = [:]

  init(_ scenario: S) { self.scenario = scenario }

  func stops(in state: S.State, turn: Int) -> Bool {
    turn == scenario.horizon || scenario.actingAgents(in: state).isEmpty
  }

  mutating func cell(of state: S.State, turn: Int) -> Cell {
    if let cell = known[Place(state: state, turn: turn)] { return cell }
    let cell = stops(in: state, turn: turn) ? ended(in: state) : decided(in: state, turn: turn)
    known[Place(state: state, turn: turn)] = cell
    return cell
  }

  private func ended(in state: S.State) -> Cell {
    scenario.endings(in: state).outcomes.reduce(into: Cell()) { cell, ending in
      cell.value += ending.probability * ending.element.reward
      cell.square += ending.probability * ending.element.reward * ending.element.reward
    }
  }

  private mutating func decided(in state: S.State, turn: Int) -> Cell {
    let agents = scenario.actingAgents(in: state)
    var cell = Cell()
    for (actions, own) in jointActions(of: agents[...], in: state) {
      var mean = 0.0
      var square = 0.0
      var outcomes: [Outcome] = []
      let joint = JointAction(Array(zip(agents, actions)))
      for (transition, probability) in scenario.step(state, joint).outcomes {
        let next = self.cell(of: transition.state, turn: turn + 1)
        // An ending is paid with the last turn's reward and so is not discounted once more.
        let isOver = stops(in: transition.state, turn: turn + 1)
        let carry = isOver ? 1 : scenario.discount
        let reward = transition.reward
        let value = reward + carry * next.value
        mean += probability * value
        square +=
          probability * (reward * reward + 2 * reward * carry * next.value + carry * carry * next.square)
        outcomes.append(
          Outcome(
            state: transition.state, probability: probability, value: value,
            endingVariance: isOver ? next.square - next.value * next.value : 0))
      }
      let row = Row(actions: actions, own: own, value: mean, outcomes: outcomes)
      cell.rows.append(row)
      cell.value += row.probability * mean
      cell.square += row.probability * square
    }
    return cell
  }

  /// Every joint action of some agents, with the behaviour probability of each agent's part.
  private func jointActions(of agents: ArraySlice<AgentID>, in state: S.State) -> [([S.Action], [Double])] {
    guard let agent = agents.first else { return [([], [])] }
    let legal = scenario.legalActions(for: agent, in: state)
    let observation = scenario.observation(for: agent, in: state)
    let weights = scenario.behaviour(of: agent, observing: observation, over: legal)
    let sum = weights.reduce(0, +)
    let rest = jointActions(of: agents.dropFirst(), in: state)
    return zip(legal, weights).flatMap { action, weight in
      rest.map { ([action] + $0.0, [weight / sum] + $0.1) }
    }
  }
}
