public import Trajectories

/// What came of a turn that was played among what is known.
///
/// Not for use outside of Ascribe.
@frozen
public enum _DirectTurn: Sendable {
  /// Nobody acts in the state.
  case over
  /// Something is not known, or breaks a rule: nothing was done.
  case unknown
  /// The reward of the turn; the state is the next one.
  case played(reward: Double)
}

/// What agents observed so far, with what they may do there and how a policy chooses among it.
///
/// Not for use outside of Ascribe.
public struct _KnownObservations<Observation: Hashable & Sendable, Action: Hashable & Sendable>: Sendable {
  @usableFromInline let team: [AgentID]
  /// Of each agent the number of what it observed.
  @usableFromInline var numbers: [[Observation: Int]]
  /// One entry an observation and one more: its first action.
  @usableFromInline var start: [Int] = [0]
  /// One entry an observation: whether the policy was asked there.
  @usableFromInline var isAsked: [Bool] = []
  /// One entry an action of an observation.
  @usableFromInline var actions: [Action] = []
  @usableFromInline var threshold: [Double] = []
  /// Symbols of the actions in the world that directives speak of.
  var symbols: [Int32] = []
  /// Takes note of actions that were asked for in vain.
  @usableFromInline let misuse = ActionMisuse()

  init(of team: [AgentID]) {
    self.team = team
    numbers = Array(repeating: [:], count: team.count)
  }

  /// The actions of an observation.
  @usableFromInline func choices(of number: Int) -> Range<Int> { start[number]..<start[number + 1] }

  /// Numbers an observation of an agent that is met for the first time.
  mutating func add(
    _ observation: Observation, of agent: Int, _ legal: [Action], symbols: [Int32]
  ) -> Int {
    let number = isAsked.count
    numbers[agent][observation] = number
    actions += legal
    self.symbols += symbols
    threshold += [Double](repeating: .infinity, count: legal.count)
    start.append(actions.count)
    isAsked.append(false)
    return number
  }

  /// Takes note of the policy's cumulative probabilities where something is observed.
  mutating func answer(_ thresholds: [Double], for number: Int) {
    for (place, value) in zip(choices(of: number), thresholds) { threshold[place] = value }
    isAsked[number] = true
  }
}

extension Scenario {
  /// Plays one turn among what is known already.
  ///
  /// - Parameters:
  ///   - state: Where the turn begins; where it leads if it was played.
  ///   - known: What was observed so far.
  ///   - chance: The draw of chance for each factor of what it decides, in `[0, 1)`; it decides most things at once.
  ///   - unit: The draw of the agent at a place among those that act.
  /// - Complexity: O(agents · actions + outcomes²), for up to 32 outcomes.
  @inlinable
  public func _play(
    _ state: inout State, among known: _KnownObservations<Observation, Action>,
    chance: (_ factor: Int) -> Double,
    unit: (_ place: Int) -> Double
  ) -> _DirectTurn {
    let acting = actingAgents(in: state)
    if acting.isEmpty { return .over }
    var chosen: [Action] = []
    chosen.reserveCapacity(acting.count)
    for place in acting.indices {
      guard let agent = known.team.firstIndex(of: acting[place]),
        let number = known.numbers[agent][observation(for: acting[place], in: state)], known.isAsked[number]
      else { return .unknown }
      let (draw, end) = (unit(place), known.start[number + 1])
      var choice = known.start[number]
      while choice < end - 1, draw >= known.threshold[choice] { choice += 1 }
      chosen.append(known.actions[choice])
    }
    let joint = JointAction(agents: acting, actions: chosen, remembering: known.misuse)
    let next = step(state, joint)
    guard let transition = next.isListed ? next.drawn(at: chance(0)) : next.drawnByFactors(chance),
      known.misuse.isUnused
    else {
      return .unknown
    }
    state = transition.state
    return .played(reward: transition.reward)
  }
}

extension Distribution {
  /// The outcome of a product that is not listed, where nothing stands in the way.
  @usableFromInline
  func drawnByFactors<State>(_ unit: (Int) -> Double) -> Element? where Element == Transition<State> {
    guard let factored, factored.flaw == nil else { return nil }
    let drawn = factored.draw(unit)
    return drawn.reward.isFinite ? drawn : nil
  }

  /// The outcome that a number in `[0, 1)` draws, where nothing stands in the way: probabilities that are some, rewards that
  /// are finite, no two outcomes alike, and few of them.
  @inlinable
  func drawn<State>(at unit: Double) -> Element? where Element == Transition<State> {
    let count = outcomes.count
    guard count > 0, count <= 32 else { return nil }
    var sum = 0.0
    var chosen = -1
    var last = -1
    for place in 0..<count {
      let probability = outcomes[place].probability
      guard probability >= 0, probability <= 2, outcomes[place].element.reward.isFinite else { return nil }
      sum += probability
      guard probability > 0 else { continue }
      for other in 0..<place
      where outcomes[other].probability > 0 && outcomes[other].element == outcomes[place].element {
        return nil
      }
      if chosen < 0, unit < sum { chosen = place }
      last = place
    }
    guard abs(sum - 1) <= 4 * Double(count) * Double.ulpOfOne, last >= 0 else { return nil }
    return outcomes[chosen < 0 ? last : chosen].element
  }
}
