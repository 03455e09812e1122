/// Search for an optimal deterministic joint policy of a Dec-POMDP with a finite horizon.
///
/// Best-first search (A*) over partial joint policies in small steps, with bounds from the same search on smaller
/// problems. Everything is ordered, so that the same model gives the same plan; only a time limit makes the result
/// depend on the machine.
///
/// Source: Koops, Jansen, Junges and Simão, Recursive small-step multi-agent A* for Dec-POMDPs, IJCAI 2023; it builds on
/// Szer, Charpillet and Zilberstein, MAA*: a heuristic search algorithm for solving decentralized POMDPs, UAI 2005, and
/// on Oliehoek, Spaan, Dibangoye and Amato, Incremental clustering and expansion for faster optimal planning in
/// Dec-POMDPs, JAIR 46 (2013). The game of the last two turns is ours.
public struct JointPolicySearch {
  private let model: DecPOMDPModel
  private let limits: SearchLimits
  private let bounds: ActionBounds
  private let horizon: Int

  /// A search.
  ///
  /// - Parameters:
  ///   - model: The problem.
  ///   - horizon: Number of turns.
  ///   - limits: What the search may take.
  /// - Throws: ``SolverError`` for a horizon that is out of range, and a model whose outcomes would not fit in memory.
  public init(
    _ model: DecPOMDPModel, horizon: Int, limits: SearchLimits = SearchLimits()
  ) throws(SolverError) {
    guard SolverError.horizons.contains(horizon) else { throw .horizon(found: horizon) }
    let outcomes = JointKernel.outcomeCount(of: model)
    guard outcomes <= limits.outcomes else {
      throw .tooManyOutcomes(found: outcomes, limit: limits.outcomes)
    }
    self.model = model
    self.horizon = horizon
    self.limits = limits
    bounds = ActionBounds(
      JointKernel(model), horizon: horizon, byteLimit: limits.bytes, shouldStop: limits.shouldStop)
  }

  /// Searches until the plan is optimal or a limit is reached.
  ///
  /// - Parameter progress: Told the bounds now and then.
  /// - Throws: ``SolverError/tooLarge(_:)``.
  public mutating func solve(progress: (SearchProgress) -> Void = { _ in }) throws(SolverError)
    -> OptimalSolution
  {
    let start = Occupancy(startOf: bounds.kernel)
    let first = try firstPlan(from: start, progress)
    var search = PlanSearch(from: start, horizon: horizon, bounds: bounds)
    search.adopt(first.plan, cap: first.cap)
    if !first.isOptimal {
      bounds.share(from: start.belief(at: 0), turns: horizon)
      try search.begin(dives: true)
    }
    search.adopt(nil, cap: first.cap)
    let result = try search.run(expansions: .max, bytes: limits.bytes, progress: progress)
    let status: OptimalSolution.Status =
      switch result.end {
      case .memory: .memoryLimit
      case .time, .expansions: .timeLimit
      case .optimal: .optimal
      }
    var plan = search.best?.step.plan
    var value = plan?.value(in: model) ?? -.infinity
    if status != .optimal, let other = first.simple, other.value > value { (value, plan) = other }
    return OptimalSolution(
      status: status, value: value, upperBound: status == .optimal ? value : max(result.bound, value),
      plan: plan ?? JointPlan(turns: []), expandedCount: search.expandedCount, beliefCount: bounds.beliefCount
    )
  }

  /// A plan that is found before anything else, if there is time for one; and a bound from shorter horizons: where turns
  /// only cost, more of them are worth no more.
  private func firstPlan(
    from start: Occupancy, _ progress: (SearchProgress) -> Void
  ) throws(SolverError) -> FirstPlan {
    let kernel = bounds.kernel
    // Its own bounds, with little work.
    let quick = ActionBounds(
      kernel, horizon: horizon, byteLimit: limits.bytes, work: ActionBounds.workLimit / 64,
      shouldStop: limits.shouldStop)
    var scout = PlanSearch(from: start, horizon: horizon, bounds: quick)
    try scout.dive()
    let simple = scout.best == nil ? try simplePlan(from: start) : nil
    guard horizon > 2, kernel.rewards.allSatisfy({ $0 <= 0 }) else {
      return FirstPlan(plan: scout.best, simple: simple)
    }
    let value = scout.best?.value ?? -.infinity
    var cap = Double.infinity
    for turns in 1..<horizon {
      var shorter = PlanSearch(from: start, horizon: turns, bounds: bounds)
      try shorter.begin(dives: true)
      let result = try shorter.run(expansions: .max, bytes: limits.bytes)
      cap = min(cap, result.bound)
      progress(SearchProgress(value: value, upperBound: cap, expandedCount: 0))
      if cap <= value + bounds.tolerance {
        return FirstPlan(plan: scout.best, cap: cap, isOptimal: true, simple: simple)
      }
      if result.end != .optimal { break }
    }
    return FirstPlan(plan: scout.best, cap: cap, simple: simple)
  }

  /// A plan that needs no search over all turns: the best of those that repeat one joint action, or the best plan of a few turns.
  private func simplePlan(from start: Occupancy) throws(SolverError) -> (value: Double, plan: JointPlan) {
    var best = JointPlan.bestConstant(horizon: horizon, in: model)
    for turns in 2..<max(3, min(horizon, Self.mostRepeated + 1)) where turns <= horizon {
      var search = PlanSearch(from: start, horizon: turns, bounds: bounds)
      try search.begin(dives: true)
      let result = try search.run(expansions: Self.repeatedEffort, bytes: limits.bytes)
      guard let plan = search.best?.step.plan.repeated(for: horizon, in: model) else { break }
      let value = plan.value(in: model)
      if value > best.value { best = (value, plan) }
      if result.end != .optimal { break }
    }
    return best
  }

  /// Most turns of a plan that is repeated, and most partial policies that are expanded for one.
  private static let mostRepeated = 6
  private static let repeatedEffort = 2000
}

/// What is known before the search over all turns begins.
private struct FirstPlan {
  /// A plan that decides as if what follows were worth its bound; `nil` where that leads to too many histories.
  let plan: (value: Double, step: PlanStep)?
  /// A bound on all plans.
  var cap = Double.infinity
  /// Whether the plan reaches it.
  var isOptimal = false
  /// A plan in its place.
  let simple: (value: Double, plan: JointPlan)?
}
