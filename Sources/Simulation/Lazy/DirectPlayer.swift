import Ground
import Trajectories

/// Plays on from numbered states without numbering what comes after them: for continuations, of which nothing is kept but how
/// they end, and for agents that know what they observe and no more.
///
/// It plays as ``GrowingWorld`` plays: the same draws at the same addresses, the same sums in the same order.
protocol DirectPlaying: Sendable {
  /// Plays the directives' turns as they say and the rest by the policy; see
  /// ``GrowingWorld/play(from:countingFrom:_:table:draws:episode:branch:into:)``.
  ///
  /// - Throws: ``ScenarioError`` and ``PolicyError`` of what is met.
  mutating func play(
    _ start: DirectStart, _ directives: Directives, table: [Int32], draws: PhiloxStream, episode: UInt64,
    branch: UInt64
  ) throws -> ReplayFinish
}

/// Where a continuation begins, and which of its rewards count.
struct DirectStart {
  /// The numbered state, and its node.
  let state: Int
  let node: Int32
  /// The turn from which on rewards count, undiscounted there.
  let counted: Int
  /// The joint action of the first turn, counted from the state's first; `nil` if directives or the policy choose.
  let joint: Int?
}

/// Plays one scenario.
struct DirectPlayer<S: Scenario>: DirectPlaying {
  private let scenario: S
  private let states: [S.State]
  private let horizon: Int
  private let discount: Double
  /// The policy that plays on, and then those that directives may name.
  private let policies: [any Policy]
  /// Symbols of actions in the world that directives speak of.
  private let symbols: SymbolTable

  /// What agents observed so far, with the answers of the policy that plays on.
  private var known: _KnownObservations<S.Observation, S.Action>
  /// The cumulative probabilities of the other policies, where they were asked.
  private var others: [OtherAnswer: [Double]] = [:]

  private struct OtherAnswer: Hashable {
    let policy, number: Int
  }

  init(_ scenario: S, states: [S.State], symbols: SymbolTable, policies: [any Policy]) {
    self.scenario = scenario
    self.states = states
    self.symbols = symbols
    self.policies = policies
    horizon = scenario.horizon
    discount = scenario.discount
    known = _KnownObservations(of: scenario.agents)
  }

  mutating func play(
    _ start: DirectStart, _ directives: Directives, table: [Int32], draws: PhiloxStream, episode: UInt64,
    branch: UInt64
  ) throws -> ReplayFinish {
    var state = states[start.state]
    var turn = directives.first
    var substitutions: Int32 = 0
    let end = min(horizon, directives.first + directives.count)
    // What comes after the directives is summed up by itself, as it is everywhere, so that rounding is the same.
    var directed = ReturnSum(discount: discount)
    var free = ReturnSum(discount: discount)
    turns: while turn < horizon {
      let address = DrawAddress(draws: draws, episode: episode, turn: turn, branch: branch)
      let isForced = turn == directives.first && start.joint != nil
      let played: _DirectTurn =
        turn < end || isForced
        ? .unknown
        : scenario._play(&state, among: known, chance: { address.unit(ofFactor: $0) }) {
          address.unit(ofSlot: $0)
        }
      let reward: Double
      switch played {
      case .over: break turns
      case .played(let found): reward = found
      case .unknown:
        let acting = scenario.actingAgents(in: state)
        if acting.isEmpty { break turns }
        let actions: [S.Action]
        if isForced, let joint = start.joint {
          actions = try self.actions(ofJoint: joint, acting, in: state)
        } else if turn < end {
          let first = directives.start + (turn - directives.first) * directives.agents
          actions = try self.directed(
            acting, in: state, address, table[first..<first + directives.agents], &substitutions)
        } else {
          actions = try drawn(acting, in: state, address)
        }
        let transition = try step(state, acting, actions, address)
        (state, reward) = (transition.state, transition.reward)
      }
      if turn >= end {
        free.add(reward)
      } else if turn >= start.counted {
        directed.add(reward)
      }
      turn += 1
    }
    let last = draws.block(episode: episode, turn: UInt64(turn), draw: 0, branch: branch)
    let ending = try ending(of: state, at: PhiloxStream.unit(last.word0))
    let freeTurns = max(0, turn - end)
    free.addEnding(ending.reward)
    directed.addRest(free.total, of: freeTurns)
    return ReplayFinish(
      finish: Finish(
        node: start.node, ending: 0, turns: Int32(turn - directives.first), return: directed.total,
        status: ending.status, score: ending.score),
      isReached: turn - freeTurns > start.counted || freeTurns > 0, substitutions: substitutions)
  }

  // MARK: Choices

  /// Draws every acting agent's action.
  private mutating func drawn(
    _ acting: [AgentID], in state: S.State, _ address: DrawAddress
  ) throws -> [S.Action] {
    var chosen: [S.Action] = []
    for (place, agent) in acting.enumerated() {
      let number = try number(of: agent, in: state)
      let choice = try pick(address.unit(ofSlot: place), in: number, agent, of: 0, state)
      chosen.append(known.actions[choice])
    }
    return chosen
  }

  /// The actions of a turn by its directives.
  private mutating func directed(
    _ acting: [AgentID], in state: S.State, _ address: DrawAddress, _ directives: ArraySlice<Int32>,
    _ substitutions: inout Int32
  ) throws -> [S.Action] {
    var chosen: [S.Action] = []
    for (place, agent) in acting.enumerated() {
      let number = try number(of: agent, in: state)
      let directive = directives[directives.startIndex + (try index(of: agent, in: state))]
      let unit = address.unit(ofSlot: place)
      if directive >= 0 {
        if let legal = known.choices(of: number).first(where: { known.symbols[$0] == directive }) {
          chosen.append(known.actions[legal])
        } else {
          let choice = try pick(unit, in: number, agent, of: 0, state)
          chosen.append(known.actions[choice])
          substitutions += 1
        }
      } else if directive == Directives.defaultAction {
        chosen.append(scenario.defaultAction(for: agent, in: state))
      } else {
        let policy = directive == Directives.policy ? 0 : Int(Directives.otherPolicy - directive)
        let choice = try pick(unit, in: number, agent, of: policy, state)
        chosen.append(known.actions[choice])
      }
    }
    return chosen
  }

  /// The actions of a joint action, of which the last acting agent's runs fastest.
  private mutating func actions(
    ofJoint joint: Int, _ acting: [AgentID], in state: S.State
  ) throws -> [S.Action] {
    var chosen: [S.Action] = []
    var rest = joint
    for agent in acting.reversed() {
      let number = try number(of: agent, in: state)
      let choices = known.choices(of: number)
      chosen.append(known.actions[choices.lowerBound + rest % choices.count])
      rest /= choices.count
    }
    return chosen.reversed()
  }

  private func index(of agent: AgentID, in state: S.State) throws(ScenarioError) -> Int {
    guard let index = known.team.firstIndex(of: agent) else {
      throw ActionOptions<S>.notInTeam(agent, known.team, state)
    }
    return index
  }

  /// The place among all actions of the one that a policy draws where something is observed.
  private mutating func pick(
    _ draw: Double, in number: Int, _ agent: AgentID, of policy: Int, _ state: S.State
  ) throws -> Int {
    let choices = known.choices(of: number)
    let answer = OtherAnswer(policy: policy, number: number)
    if policy == 0 ? !known.isAsked[number] : others[answer] == nil {
      let information = try InformationState(
        of: agent, observing: scenario.observation(for: agent, in: state), Array(known.actions[choices]),
        in: scenario)
      let row = try policies[policy].probabilities(in: information)
      try PolicyError.check(row, in: information)
      let thresholds = TabularPolicy.thresholds(of: row.map(\.probability))
      if policy == 0 { known.answer(thresholds, for: number) } else { others[answer] = thresholds }
    }
    let threshold = policy == 0 ? known.threshold[choices] : others[answer, default: []][...]
    var action = 0
    while action < choices.count - 1, draw >= threshold[threshold.startIndex + action] { action += 1 }
    return choices.lowerBound + action
  }

  /// The number of what an agent observes in a state, which is given now if it has none.
  private mutating func number(of agent: AgentID, in state: S.State) throws(ScenarioError) -> Int {
    let index = try index(of: agent, in: state)
    let observation = scenario.observation(for: agent, in: state)
    if let number = known.numbers[index][observation] { return number }
    let legal = try ActionOptions<S>.legal(for: agent, in: state, of: scenario)
    return known.add(
      observation, of: index, legal,
      symbols: legal.map { symbols.symbol(of: scenario.label(ofAction: $0)).map { Int32($0) } ?? -1 })
  }

  // MARK: Chance

  /// The transition that is drawn.
  private func step(
    _ state: S.State, _ acting: [AgentID], _ chosen: [S.Action], _ address: DrawAddress
  ) throws(ScenarioError) -> Transition<S.State> {
    let next = try ActionOptions<S>.step(state, acting, chosen, of: scenario, ActionMisuse())
    let place = { ActionOptions<S>.place(state, chosen) }
    if let drawn = try ActionOptions<S>.drawn(next, place: place(), { address.unit(ofFactor: $0) }) {
      return drawn
    }
    let outcomes = try ActionOptions<S>.merged(next, place: place())
    return outcomes[drawnPlace(address.unit(ofFactor: 0), outcomes.lazy.map(\.probability))].transition
  }

  private func ending(of state: S.State, at unit: Double) throws(ScenarioError) -> Ending {
    let endings = try checkedEndings(in: state, of: scenario)
    return endings[drawnPlace(unit, endings.lazy.map(\.probability))].element
  }
}
