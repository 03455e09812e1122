import Ground
import Trajectories

/// One scenario under random play, with what has been seen of it.
struct RandomPlay<S: Scenario> {
  let scenario: S
  let facts: ScenarioFacts
  private(set) var violations: [ConformanceChecker.Violation] = []
  private var acted: Set<AgentID> = []
  private var sawSingle = false
  private var sawSeveral = false
  private var sawChance = false
  private var sawAliasing = false
  private var seen: [AgentID: [S.Observation: S.State]] = [:]

  init(_ scenario: S) {
    self.scenario = scenario
    facts = scenario.facts
  }

  mutating func report(_ rule: ConformanceChecker.Rule, _ description: String) {
    let violation = ConformanceChecker.Violation(rule: rule, description: description)
    if !violations.contains(violation) { violations.append(violation) }
  }

  mutating func episode(_ episode: UInt64, _ draws: PhiloxStream) throws(ScenarioError) {
    var state = try start(of: episode, draws)
    var rewards: [Double] = []
    for turn in 0...scenario.horizon {
      let expansion: StateExpansion<S>
      let address = DrawAddress(draws: draws, episode: episode, turn: turn, branch: 0)
      do throws(ScenarioError) {
        expansion = try StateExpansion(
          of: state, in: scenario, withOutcomes: turn < scenario.horizon, address)
        if expansion.options.acting.isEmpty || turn == scenario.horizon {
          try stop(in: state, isTerminal: expansion.options.acting.isEmpty, after: rewards)
          return
        }
      } catch {
        report(.wellFormed, "\(error)")
        return
      }
      observe(expansion.options, in: state)
      checkPurity(of: expansion, in: state, address)
      let row = Int(
        draws.block(episode: episode, turn: UInt64(turn), draw: 1).word0 % UInt64(expansion.rows.count))
      let outcomes = expansion.rows[row]
      if outcomes.count > 1 || !expansion.isListed { sawChance = true }
      for outcome in outcomes { checkReward(outcome.transition.reward, in: state) }
      let transition = pick(
        outcomes.map { ($0.transition, $0.probability) }, draws, episode, turn: UInt64(turn))
      rewards.append(transition.reward)
      state = transition.state
    }
  }

  private mutating func start(of episode: UInt64, _ draws: PhiloxStream) throws(ScenarioError) -> S.State {
    let address = DrawAddress(draws: draws, episode: episode, turn: Int.max, branch: 0)
    if let drawn = try checkedDraw(ofStartOf: scenario, { address.unit(ofFactor: $0) }) { return drawn }
    return pick(
      try checkedStart(of: scenario).map { ($0.element, $0.probability) }, draws, episode, turn: UInt64.max)
  }

  private func pick<Element>(
    _ outcomes: [(Element, Double)], _ draws: PhiloxStream, _ episode: UInt64, turn: UInt64
  ) -> Element {
    var draw = PhiloxStream.unit(draws.block(episode: episode, turn: turn, draw: 0).word0)
    for (element, probability) in outcomes.dropLast() {
      if draw < probability { return element }
      draw -= probability
    }
    return outcomes[outcomes.count - 1].0
  }

  private mutating func stop(
    in state: S.State, isTerminal: Bool, after rewards: [Double]
  ) throws(ScenarioError) {
    let endings = try checkedEndings(in: state, of: scenario)
    if endings.count > 1 { sawChance = true }
    for (ending, _) in endings {
      checkReward((rewards.last ?? 0) + ending.reward, in: state)
      checkReturns(rewards, ending.reward, in: state)
      if isTerminal, ending.status == .truncated {
        report(
          .terminalStatesAbsorb,
          "terminal state \(state): ends as \"truncated\"; expected \"success\" or \"failure\", because no agent acts there."
        )
      }
    }
  }

  private mutating func checkReward(_ reward: Double, in state: S.State) {
    if let bounds = facts.rewardBounds, !bounds.contains(reward) {
      report(.rewardBounds, "state \(state): reward \(reward); declared bounds \(bounds).")
    }
  }

  /// Holds what an episode returned from each of its turns on to the declared bounds, but for rounding.
  private mutating func checkReturns(_ rewards: [Double], _ ending: Double, in state: S.State) {
    guard let bounds = facts.returnBounds else { return }
    let slack = 1e-12 * max(abs(bounds.lowerBound), abs(bounds.upperBound))
    var sum = ending
    for (place, reward) in rewards.reversed().enumerated() {
      sum = reward + (place == 0 ? 1 : scenario.discount) * sum
      if sum < bounds.lowerBound - slack || sum > bounds.upperBound + slack {
        report(.returnBounds, "state \(state): a return of \(sum) from a turn on; declared bounds \(bounds).")
      } else if facts.hasBinaryReturns == true, sum - bounds.lowerBound > slack,
        bounds.upperBound - sum > slack
      {
        report(
          .returnBounds,
          "state \(state): a return of \(sum) from a turn on; declared is that it is \(bounds.lowerBound) or \(bounds.upperBound)."
        )
      }
    }
  }

  private mutating func observe(_ options: ActionOptions<S>, in state: S.State) {
    acted.formUnion(options.acting)
    if options.acting.count == 1 { sawSingle = true } else { sawSeveral = true }
    let expected: Int? =
      switch facts.turnOrder {
      case .turnTaking: 1
      case .simultaneous: scenario.agents.count
      case .mixed, nil: nil
      }
    if let expected, options.acting.count != expected {
      report(
        .turnOrder,
        "state \(state): \(options.acting.count) agents act; declared \"\(facts.turnOrder?.rawValue ?? "")\", that is \(expected)."
      )
    }
    for (agent, observation) in zip(options.acting, options.observations) {
      guard let other = seen[agent]?[observation], other != state else {
        seen[agent, default: [:]][observation] = state
        continue
      }
      sawAliasing = true
      if facts.observability == .full {
        report(
          .observability,
          "agent \"\(agent)\": states \(other) and \(state) look the same; declared \"full\" observability.")
      }
    }
  }

  private mutating func checkPurity(
    of expansion: StateExpansion<S>, in state: S.State, _ address: DrawAddress
  ) {
    guard let again = try? StateExpansion(of: state, in: scenario, withOutcomes: true, address) else {
      return
    }
    let (first, second) = (expansion.options, again.options)
    let same =
      second.acting == first.acting && second.observations == first.observations
      && second.actions == first.actions && second.defaults == first.defaults
      && again.rows.elementsEqual(expansion.rows) { left, right in
        left.elementsEqual(right) { $0.transition == $1.transition && $0.probability == $1.probability }
      }
    if !same {
      report(.pure, "state \(state): asked twice, the scenario gave two answers; expected the same.")
    }
  }

  /// What only the whole play can tell.
  mutating func finish() {
    guard violations.isEmpty else { return }
    for agent in scenario.agents where !acted.contains(agent) {
      report(
        .agents, "agent \"\(agent)\": acted in no state of the random play; expected every agent to act.")
    }
    if facts.turnOrder == .mixed, !(sawSingle && sawSeveral) {
      report(
        .turnOrder,
        "random play: only \(sawSingle ? "turn-taking" : "simultaneous") turns; declared \"mixed\".")
    }
    if let declared = facts.isDeterministic, declared == sawChance {
      report(
        .determinism,
        "random play: \(sawChance ? "a random transition or ending" : "no randomness"); declared "
          + "\(declared ? "deterministic" : "not deterministic").")
    }
    if facts.observability == .partial, !sawAliasing {
      report(
        .observability,
        "random play: no two states look the same to an agent; declared \"partial\" observability.")
    }
  }

  mutating func comparePivotalUnits(_ declared: Set<ScenarioFacts.Unit>, on mdp: TurnMDP) {
    guard let solution = try? ExactSolution(of: mdp, under: .behaviour(of: mdp)) else { return }
    let found = solution.pivotalUnits()
    let name = { (unit: ScenarioFacts.Unit) in "\(unit.agent) at turn \(unit.turn)" }
    let missing = found.subtracting(declared).map(name).sorted()
    let surplus = declared.subtracting(found).map(name).sorted()
    if !missing.isEmpty {
      report(.pivotalUnits, "pivotal but not declared: \(missing.joined(separator: ", ")).")
    }
    if !surplus.isEmpty {
      report(.pivotalUnits, "declared but not pivotal: \(surplus.joined(separator: ", ")).")
    }
  }
}

/// A state with the outcomes of its joint actions: of all of them, or of a random one where there are many.
private struct StateExpansion<S: Scenario> {
  let options: ActionOptions<S>
  /// Outcomes by joint action; none in a terminal state. Of a product that is not listed, one that was drawn.
  private(set) var rows: [[ActionOptions<S>.Outcome]] = []
  /// Whether all outcomes are listed.
  private(set) var isListed = true

  /// Most joint actions of a state that are all looked at.
  private static var mostListed: Int { 65_536 }

  /// Reads a state of a scenario; the outcomes are left out where no turn is left.
  init(
    of state: S.State, in scenario: S, withOutcomes: Bool, _ address: DrawAddress
  ) throws(ScenarioError) {
    options = try ActionOptions(of: state, in: scenario)
    for (agent, legal) in zip(options.acting, options.actions) {
      try ActionOptions.checkLabels(of: legal, for: agent, in: state, of: scenario)
    }
    guard withOutcomes, !options.acting.isEmpty else { return }
    for chosen in chosen(address) {
      let next = try ActionOptions<S>.step(state, options.acting, chosen, of: scenario, ActionMisuse())
      let place = { ActionOptions<S>.place(state, chosen) }
      if let drawn = try ActionOptions<S>.drawn(next, place: place(), { address.unit(ofFactor: $0) }) {
        isListed = false
        rows.append([ActionOptions<S>.Outcome(transition: drawn, probability: 1)])
      } else {
        rows.append(try ActionOptions<S>.merged(next, place: place()))
      }
    }
  }

  /// The joint actions that are looked at.
  private func chosen(_ address: DrawAddress) -> [[S.Action]] {
    let counts = options.actions.map(\.count)
    if counts.reduce(1.0, { $0 * Double($1) }) <= Double(Self.mostListed) {
      return (0..<counts.reduce(1, *)).map { options.chosen(ofJoint: $0) }
    }
    return [
      options.actions.enumerated().map { place, legal in
        legal[min(Int(address.unit(ofSlot: place) * Double(legal.count)), legal.count - 1)]
      }
    ]
  }
}
