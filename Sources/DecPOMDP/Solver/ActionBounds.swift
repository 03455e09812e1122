/// Upper bounds on what a team can still earn, given its joint belief and the joint action that it takes now.
///
/// A bound starts as that of agents who share what they saw with a delay of one turn (Q_BG) or, where that takes too
/// much work, of a team that sees the state (Q_MDP). Where a search depends on it, it is replaced by the value of the
/// smaller problem that starts in the belief with that joint action: its agents know the belief, and share nothing from
/// then on. The same search solves it, or bounds it where that takes too long. Every bound is kept, so that each such
/// problem is solved once.
///
/// Source: Koops, Jansen, Junges and Simão, Recursive small-step multi-agent A* for Dec-POMDPs, IJCAI 2023, section 5;
/// Q_MDP and Q_BG as in Oliehoek, Spaan and Vlassis, Optimal and approximate Q-value functions for decentralized
/// POMDPs, JAIR 32 (2008), sections 4.1 to 4.3.
final class ActionBounds {
  let kernel: JointKernel
  let twins: ActionTwins
  private let byteLimit: Int
  /// Whether the time is up; asked now and then.
  let shouldStop: () -> Bool
  /// What may still be spent on first bounds.
  private var workLeft: Int
  /// V of the MDP with 0, 1, ... turns left, by state.
  private var stateValues: [[Double]]
  /// Beliefs with 0, 1, ... turns left, and for each a row of bounds.
  private var pools: [BeliefPool]
  private var rows: [[Double]]
  /// Occupancies with 0, 1, ... turns left, and a bound on what each is worth.
  private var starts: [BeliefPool]
  private var startBounds: [[SearchBound]]
  /// Beliefs with two turns left, and what these pay.
  private var endings = BeliefPool()
  private var outlooks: [TwoTurns] = []
  /// Beliefs that agents share, and whether the bounds of a belief were lowered to theirs.
  private var shared: SharedBeliefs?
  private var isShared: [[Bool]]
  /// The effort that went into each bound.
  private var efforts: [[UInt8]]
  /// The effort that may go into a bound. One that took less is improved where it is asked for.
  private var effort: UInt8 = 1
  private(set) var byteCount = 0
  /// Bytes of the parts of stages.
  var partBytes = 0
  private(set) var beliefCount = 0
  private(set) var isStopped = false
  /// Searches within searches.
  private var nesting = 0

  /// Most partial policies that the search for one bound expands with an effort of 1; each further one doubles them.
  private static let expansionLimit = 50
  private static let effortLimit: UInt8 = 16
  /// Most steps of the branch and bound of one turn.
  private static let gameEffort = 2000
  /// Most searches within searches.
  private static let nestingLimit = 64
  /// How much trials with shared beliefs have to gain to go on, in units of ``tolerance``.
  private static let sharedPrecision = 1e4
  /// Most bytes of what two turns pay in a belief that are kept.
  private static let outlookLimit = 4096
  /// What may be spent on first bounds, in multiplications or so: about a second.
  static let workLimit = 100_000_000

  /// Discount to the power of each stage.
  let scales: [Double]
  /// Values this near are the same, reached by different sums.
  let tolerance: Double

  /// Bounds of nothing yet.
  ///
  /// - Parameters:
  ///   - kernel: The problem.
  ///   - horizon: Most turns that are left.
  ///   - byteLimit: Most bytes of bounds; beyond, searches end.
  ///   - work: What may be spent on first bounds.
  ///   - shouldStop: Whether the time is up.
  init(
    _ kernel: JointKernel, horizon: Int, byteLimit: Int, work: Int = workLimit,
    shouldStop: @escaping () -> Bool
  ) {
    self.kernel = kernel
    twins = ActionTwins(in: kernel)
    self.byteLimit = byteLimit
    self.shouldStop = shouldStop
    workLeft = work
    var scales = [1.0]
    for _ in 1..<max(horizon, 1) { scales.append(scales[scales.count - 1] * kernel.discount) }
    self.scales = scales
    let largest = kernel.rewards.reduce(0) { max($0, abs($1)) }
    tolerance = 1e-13 * largest * scales.reduce(0, +)
    pools = Array(repeating: BeliefPool(), count: horizon + 1)
    rows = Array(repeating: [], count: horizon + 1)
    starts = Array(repeating: BeliefPool(), count: horizon + 1)
    startBounds = Array(repeating: [], count: horizon + 1)
    isShared = Array(repeating: [], count: horizon + 1)
    efforts = Array(repeating: [], count: horizon + 1)
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

  /// The number of a belief among those with as many turns left, which has a row of bounds from now on.
  func index(of belief: Belief, turns: Int) -> Int {
    if let index = pools[turns].index(of: belief) {
      lower(index, belief, turns: turns)
      return index
    }
    let row: [Double]
    if turns > 1, workLeft > 0, !isStopped {
      row = (0..<kernel.jointActionCount).map { lookAhead(from: belief, action: $0, turns: turns) }
    } else {
      row = (0..<kernel.jointActionCount).map { action in
        zip(belief.states, belief.masses).reduce(0) {
          $0 + $1.1 * Self.stateActionValue(kernel, Int($1.0), action, stateValues[turns - 1])
        }
      }
    }
    byteCount -= pools[turns].byteCount
    pools[turns].append(belief)
    rows[turns] += row
    efforts[turns] += row.map { _ in turns == 1 ? SearchBound.exact : 0 }
    isShared[turns].append(turns == 1)
    byteCount += pools[turns].byteCount + row.count * 9
    beliefCount += 1
    lower(pools[turns].count - 1, belief, turns: turns)
    return pools[turns].count - 1
  }

  /// Looks at the beliefs that agents share from the start on, where first bounds take more than may be spent on them.
  func share(from start: Belief, turns: Int) {
    _ = index(of: start, turns: turns)
    guard workLeft <= 0, !isStopped else { return }
    var beliefs = SharedBeliefs(kernel, corners: stateValues)
    let precision = tolerance * Self.sharedPrecision
    if beliefs.improve(from: start, turns: turns, precision: precision, shouldStop: shouldStop) {
      byteCount += beliefs.byteCount
      shared = beliefs
    }
  }

  /// Lowers the bounds of a belief to those between the beliefs that agents share.
  private func lower(_ index: Int, _ belief: Belief, turns: Int) {
    guard shared != nil, !isShared[turns][index] else { return }
    isShared[turns][index] = true
    byteCount -= shared?.byteCount ?? 0
    let bounds = shared?.bounds(of: belief, turns: turns) ?? []
    byteCount += shared?.byteCount ?? 0
    for (action, bound) in bounds.enumerated() {
      let place = index * kernel.jointActionCount + action
      rows[turns][place] = min(rows[turns][place], bound)
    }
  }

  /// The bound of agents who share this turn's observations with a delay of one turn.
  private func lookAhead(from belief: Belief, action: Int, turns: Int) -> Double {
    workLeft -= kernel.jointObservationCount * (kernel.stateCount + 16 * kernel.jointActionCount)
    if byteCount > byteLimit { workLeft = 0 }
    if shouldStop() { isStopped = true }
    var reward = 0.0
    for (state, mass) in zip(belief.states, belief.masses) {
      reward += mass * kernel.rewards[kernel.row(action, Int(state))]
    }
    let actions = kernel.jointActionCount
    let next = Successors(of: belief, action: action, in: kernel)
    let seen = next.ownObservations(in: kernel)
    var game = BayesianGame(typeCounts: seen.map(\.count), actionCounts: kernel.actionCounts)
    for entry in next.beliefs {
      var type = 0
      for (agent, observation) in kernel.ownObservations[entry.observation].enumerated() {
        type = type * seen[agent].count + (seen[agent].firstIndex(of: observation) ?? 0)
      }
      let index = index(of: entry.belief, turns: turns - 1)
      for action in 0..<actions {
        game.payoffs[type * actions + action] = entry.mass * rows[turns - 1][index * actions + action]
      }
    }
    var effort = SearchEffort(limit: Self.gameEffort)
    let solution = game.solved(effort: &effort)
    let value = effort.isStopped ? LeaderGame(game).bound : solution?.value ?? 0
    return reward + kernel.discount * value
  }

  /// The bound of a belief and a joint action.
  func value(_ index: Int, _ action: Int, turns: Int) -> Double {
    rows[turns][index * kernel.jointActionCount + action]
  }

  /// The bound of a belief and a joint action when as much was done for it as may be done by now.
  func refined(_ index: Int, _ action: Int, turns: Int, belief: () -> Belief) throws(SolverError) -> Double {
    let place = index * kernel.jointActionCount + action
    guard efforts[turns][place] < effort, !isStopped, nesting < Self.nestingLimit else {
      return rows[turns][place]
    }
    var decisions: [[Int32]] = []
    var rest = action
    for count in kernel.actionCounts.reversed() {
      decisions.append([Int32(rest % count)])
      rest /= count
    }
    decisions.reverse()
    let next = try Occupancy(of: belief(), in: kernel).following(decisions, scale: 1, in: kernel)
    let start = try bound(of: next.asStart, turns: turns - 1)
    let value = next.past + kernel.discount * start.value
    if value < rows[turns][place] { rows[turns][place] = value }
    if !isStopped { efforts[turns][place] = start.effort }
    return rows[turns][place]
  }

  /// Lets searches for bounds expand more, as the search that needs the bounds makes no headway with what there is.
  func allowMore() { effort = min(effort + 1, Self.effortLimit) }

  /// Whether a bound took as much as it may by now.
  func isFinal(_ bound: SearchBound) -> Bool { bound.effort >= effort }

  /// A bound on the value of an occupancy.
  func bound(of start: Occupancy, turns: Int) throws(SolverError) -> SearchBound {
    let key = start.belief(stateCount: kernel.stateCount)
    let place = key.flatMap { starts[turns].index(of: $0) }
    let known = place.map { startBounds[turns][$0] } ?? SearchBound()
    guard !isFinal(known), !isStopped, nesting < Self.nestingLimit else { return known }
    nesting += 1
    defer { nesting -= 1 }
    let allowed = effort
    var search = PlanSearch(from: start, horizon: turns, bounds: self)
    try search.begin()
    search.adopt(nil, cap: known.value)
    let result = try search.run(expansions: Self.expansionLimit << (allowed - 1), bytes: byteLimit)
    if shouldStop() { isStopped = true }
    if isStopped { return SearchBound(value: result.bound) }
    let found = SearchBound(
      value: result.bound, effort: result.end == .optimal ? SearchBound.exact : allowed)
    if let place {
      startBounds[turns][place] = found
    } else if let key {
      byteCount -= starts[turns].byteCount
      starts[turns].append(key)
      startBounds[turns].append(found)
      byteCount += starts[turns].byteCount + 16
    }
    return found
  }

  /// The exact game of the last two turns, if its size is no larger.
  func endgame(of occupancy: Occupancy, scale: Double, size: Int) -> Endgame? {
    Endgame(of: occupancy, scale: scale, in: kernel, size: size, tolerance: tolerance / 1024) { belief in
      if let known = endings.index(of: belief) { return outlooks[known] }
      let outlook = TwoTurns(belief, in: kernel)
      if byteCount <= byteLimit, outlook.byteCount <= Self.outlookLimit {
        byteCount -= endings.byteCount
        endings.append(belief)
        outlooks.append(outlook)
        byteCount += endings.byteCount + outlook.byteCount
      }
      return outlook
    }
  }

  /// The bound of an occupancy, if it is known.
  func knownBound(of start: Occupancy, turns: Int) -> Double? {
    guard let key = start.belief(stateCount: kernel.stateCount) else { return nil }
    return starts[turns].index(of: key).map { startBounds[turns][$0].value }
  }
}

/// What is known of the value of a smaller problem.
struct SearchBound {
  /// The effort of what cannot be improved.
  static let exact = UInt8.max

  var value = Double.infinity
  /// The effort that went into it; 0 if none did.
  var effort: UInt8 = 0
}
