package import Trajectories
package import Simulation

/// A swarm: a coordinator and many workers at once do a job shard by shard, with helpers that are spawned on the way.
///
/// In a round a squad of workers, and whatever helpers there are, act simultaneously: each works, copies what others have, or
/// does nothing. One who works may be enough (redundancy), those who do nothing share the reward (free riders), and those
/// who copy lend weight to errors. Nobody is paid for effort: it costs the team `effort` each, and makes a worker tired for its
/// next round. Helpers have ids of their own and act only from their spawning to the end of their shard. The job succeeds if all shards are handed
/// in, and not too many of them bad, when the coordinator finishes; only an audit finds a bad one.
///
/// Chance depends on how many did what, so that a round has at most three outcomes, however many act.
package struct Swarm: Scenario {
  package struct State: Hashable, Sendable {
    var step = SwarmStep.coordinate
    /// Shards that were handed in; how many of them are bad is hidden.
    var done: UInt8 = 0
    var bad: UInt8 = 0
    /// Workers, then helpers, a bit each, who worked in their last round.
    var tired: UInt64 = 0
    var squad: UInt8 = 0
    var helpers: UInt8 = 0
    var isUrgent = false
    /// Routine turns that are left.
    var chores: UInt8 = 0
  }

  static let coordinator: AgentID = "coordinator"

  package let agents: [AgentID]
  let parameters: SwarmParameters

  init(parameters: SwarmParameters) {
    self.parameters = parameters
    agents =
      [Self.coordinator] + (1...parameters.workers).map { AgentID("worker-\($0)") }
      + (0..<parameters.helpers).map { AgentID("helper-\($0 + 1)") }
  }

  package var horizon: Int { parameters.horizon }
  package var initialStates: Distribution<State> { Distribution(State()) }

  /// Who works in a round, by their bits: the squad, then the helpers.
  func working(in state: State) -> [Int] {
    let size = parameters.squadSize
    let first = Int(state.squad) * size
    return Array(first..<first + size) + (0..<Int(state.helpers)).map { parameters.workers + $0 }
  }

  package func actingAgents(in state: State) -> [AgentID] {
    switch state.step {
    case .report, .coordinate: [Self.coordinator]
    case .work: working(in: state).map { agents[1 + $0] }
    case .finished: []
    }
  }

  package func legalActions(for agent: AgentID, in state: State) -> [SwarmAction] {
    switch state.step {
    case .report: [.summarise, .archive]
    case .coordinate:
      Int(state.helpers) < parameters.helpers
        ? [.call, .urge, .spawn, .audit, .finish] : [.call, .urge, .audit, .finish]
    case .work: [.solve, .copy, .idle]
    case .finished: []
    }
  }

  package func observation(for agent: AgentID, in state: State) -> SwarmView {
    var view = SwarmView(step: state.step, done: state.done)
    if state.step == .work, let place = agents.firstIndex(of: agent) {
      view.isUrgent = state.isUrgent
      view.isTired = state.tired >> UInt64(place - 1) & 1 == 1
      view.isHelper = place > parameters.workers
    } else {
      view.helpers = state.helpers
    }
    return view
  }

  package func step(_ state: State, _ actions: JointAction<SwarmAction>) -> Distribution<Transition<State>> {
    guard state.step != .work else { return worked(state, actions) }
    var next = state
    next.step = .work
    switch actions.only {
    case .urge: next.isUrgent = true
    case .spawn: next.helpers += 1
    case .audit: return audited(state).map { Transition(to: $0) }
    case .finish: next = State(step: .finished, done: state.done, bad: state.bad)
    case .summarise, .archive:
      next.chores -= 1
      next.step = next.chores > 0 ? .report : .coordinate
    default: break
    }
    return Distribution(Transition(to: next))
  }

  package func endings(in state: State) -> Distribution<Ending> {
    guard state.step == .finished else { return Distribution(.truncated) }
    let isGood = Int(state.done) == parameters.shards && Int(state.bad) <= parameters.tolerance
    return Distribution(isGood ? .success : .failure)
  }

  // MARK: Rounds and audits

  /// A round: what comes of the shard, and who is tired afterwards.
  private func worked(_ state: State, _ actions: JointAction<SwarmAction>) -> Distribution<Transition<State>>
  {
    var counts = SwarmCounts()
    var next = state
    for (place, action) in zip(working(in: state), actions.actions) {
      let bit: UInt64 = 1 << UInt64(place)
      let isTired = state.tired & bit != 0
      next.tired &= ~bit
      switch action {
      case .solve:
        if isTired { counts.tired += 1 } else { counts.fresh += 1 }
        next.tired |= bit
      case .copy: counts.copying += 1
      default: counts.idle += 1
      }
    }
    next.isUrgent = false
    next.squad = UInt8((Int(state.squad) + 1) % parameters.squads)
    next.chores = UInt8(parameters.chores)
    next.step = parameters.chores > 0 ? .report : .coordinate
    let cost = -parameters.effort * Double(counts.solving)
    let chances = Int(state.done) < parameters.shards ? chances(of: counts) : (right: 0, bad: 0)
    let outcomes = [(1 - chances.right - chances.bad, 0, 0), (chances.right, 1, 0), (chances.bad, 1, 1)]
    return Distribution(
      outcomes.filter { $0.0 > 0 }.map { probability, done, bad in
        (Transition(to: handedIn(next, done: UInt8(done), bad: UInt8(bad)), reward: cost), probability)
      })
  }

  /// The probabilities that a round hands in a right shard, and a bad one.
  ///
  /// One who solves is enough. The more solve beside each other, the fewer errors stand; the more copy, the more do. Where
  /// nobody solves it, copies of nothing may be handed in.
  func chances(of counts: SwarmCounts) -> (right: Double, bad: Double) {
    let fails = power(1 - parameters.skill, counts.fresh) * power(1 - parameters.skill / 2, counts.tired)
    let error = parameters.slip * Double(1 + counts.copying) / Double(1 + counts.solving + counts.copying)
    let bluff = parameters.bluff * Double(counts.copying) / Double(counts.all)
    return (right: (1 - fails) * (1 - error), bad: (1 - fails) * error + fails * bluff)
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }

  /// Helpers go when their shard is handed in.
  private func handedIn(_ state: State, done: UInt8, bad: UInt8) -> State {
    guard done > 0 else { return state }
    var next = state
    next.done += done
    next.bad += bad
    next.helpers = 0
    next.tired &= (1 << UInt64(parameters.workers)) - 1
    return next
  }

  /// An audit finds one bad shard, or none; where all are good it may throw out a good one.
  private func audited(_ state: State) -> Distribution<State> {
    guard state.done > 0 else { return Distribution(state) }
    let chance = state.bad > 0 ? parameters.auditing : SwarmParameters.falseAlarm
    return Distribution(true, probability: chance, otherwise: false).map { finds in
      guard finds else { return state }
      var next = state
      next.done -= 1
      if next.bad > 0 { next.bad -= 1 }
      return next
    }
  }
}
