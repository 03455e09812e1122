/// Search for an optimal deterministic joint policy of a Dec-POMDP with a finite horizon.
///
/// Best-first search (A*) over partial joint policies in small steps: a step decides the action of one agent for one
/// cluster of its histories. A partial policy is bounded by the reward of its complete stages, plus the bound on the
/// Bayesian game of the stage in which it stands, whose payoffs bound what is still to come (a bound on beliefs). When a
/// stage is complete, its histories are clustered without loss (occupancy states); the game of the last stage has exact
/// payoffs and is solved at once. Plans that are found on the way are lower bounds, and cut what cannot beat them.
///
/// Everything is ordered, so that the same model gives the same plan; only a time limit makes the result depend on the
/// machine.
///
/// Source: Szer, Charpillet and Zilberstein, MAA*: a heuristic search algorithm for solving decentralized POMDPs, UAI
/// 2005; Oliehoek, Spaan, Dibangoye and Amato, JAIR 46 (2013), for clustering and for one child at a time, which is had
/// here by the small steps of Koops, Jansen, Junges and Simão, Recursive small-step multi-agent A* for Dec-POMDPs, IJCAI
/// 2023, section 4.
public struct JointPolicySearch {
  private let model: DecPOMDPModel
  private let kernel: JointKernel
  private let horizon: Int
  private let byteLimit: Int
  private let shouldStop: () -> Bool
  private let heuristic: BeliefBound
  /// Discount to the power of each stage.
  private let scales: [Double]
  /// Values this near are the same, reached by different sums.
  private let tolerance: Double

  private var open = OpenList()
  private var games: [StageGame?] = []
  private var freeGames: [Int32] = []
  private var gameBytes = 0
  private var decisions = DecisionChains()
  private var best: (value: Double, step: PlanStep)?
  private var pasts: [PastRewards]
  private var expandedCount = 0

  /// Steps of the branch and bound that finds the first plan, a stage.
  private static let diveEffort = 20_000
  /// Most numbers in the payoffs of a game.
  private static let gameLimit = 1 << 28

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
    let kernel = JointKernel(model)
    self.kernel = kernel
    self.horizon = horizon
    byteLimit = limits.bytes
    shouldStop = limits.shouldStop
    heuristic = BeliefBound(
      kernel, horizon: horizon, byteLimit: limits.bytes / 2, shouldStop: limits.shouldStop)
    var scales = [1.0]
    for _ in 1..<max(horizon, 1) { scales.append(scales[scales.count - 1] * kernel.discount) }
    self.scales = scales
    pasts = Array(repeating: PastRewards(), count: horizon)
    let largest = kernel.rewards.reduce(0) { max($0, abs($1)) }
    tolerance = 1e-13 * largest * scales.reduce(0, +)
  }

  /// Searches until the plan is optimal or a limit is reached.
  ///
  /// - Parameter progress: Told the bounds now and then.
  /// - Throws: ``SolverError/tooLarge(_:)``.
  public mutating func solve(progress: (SearchProgress) -> Void = { _ in }) throws(SolverError)
    -> OptimalSolution
  {
    let root = try stageGame(of: Occupancy(startOf: kernel))
    var upper = root.bound
    try dive(from: root.occupancy)
    push(root)
    var status = OptimalSolution.Status.optimal
    while let entry = open.first, entry.bound > lowest {
      upper = min(upper, entry.bound)
      if expandedCount % 64 == 0 {
        if shouldStop() {
          status = .timeLimit
          break
        }
        progress(
          SearchProgress(value: best?.value ?? -.infinity, upperBound: upper, expandedCount: expandedCount))
      }
      if byteCount > byteLimit {
        status = .memoryLimit
        break
      }
      open.removeFirst()
      expandedCount += 1
      if try !expand(entry) {
        status = .timeLimit
        break
      }
    }
    return solution(status, upper: upper)
  }

  /// What a partial policy must exceed to be of interest.
  private var lowest: Double { best.map { $0.value + tolerance } ?? -.infinity }

  private var byteCount: Int {
    open.byteCount + decisions.byteCount + gameBytes + heuristic.byteCount + pastBytes
  }
  private var pastBytes: Int { pasts.reduce(0) { $0 + $1.byteCount } }

  private func solution(_ status: OptimalSolution.Status, upper: Double) -> OptimalSolution {
    let plan = best?.step.plan ?? JointPlan(turns: [])
    let value = plan.value(in: model)
    return OptimalSolution(
      status: status, value: value, upperBound: status == .optimal ? value : max(upper, value), plan: plan,
      expandedCount: expandedCount, beliefCount: heuristic.beliefCount)
  }

  /// Finds a plan by deciding each stage as if what follows were worth its bound.
  private mutating func dive(from occupancy: Occupancy) throws(SolverError) {
    var occupancy = occupancy
    while occupancy.stage < horizon {
      let game = try stageGame(of: occupancy).game
      var effort = SearchEffort(limit: Self.diveEffort)
      let decisions =
        game.solved(effort: &effort)?.decisions ?? game.typeCounts.map { Array(repeating: 0, count: $0) }
      if occupancy.stage == horizon - 1 {
        finish(occupancy, decisions)
        return
      }
      occupancy = try occupancy.following(decisions, scale: scales[occupancy.stage], in: kernel)
    }
  }

  /// Compares a complete policy with the best one.
  private mutating func finish(_ occupancy: Occupancy, _ decisions: [[Int32]]) {
    let value = occupancy.past + scales[occupancy.stage] * occupancy.reward(of: decisions, in: kernel)
    if value > best?.value ?? -.infinity {
      best = (value, PlanStep(parent: occupancy.step, decisions: decisions, next: []))
    }
  }
}

extension JointPolicySearch {
  /// The game of a stage, whose payoffs bound what this and later turns can pay.
  private func stageGame(of occupancy: Occupancy) throws(SolverError) -> StageGame {
    var size = kernel.jointActionCount
    for count in occupancy.clusterCounts {
      let (product, overflow) = size.multipliedReportingOverflow(by: count)
      guard !overflow, product <= Self.gameLimit else {
        throw .tooLarge("the joint clusters of histories of turn \(occupancy.stage)")
      }
      size = product
    }
    var game = BayesianGame(typeCounts: occupancy.clusterCounts, actionCounts: kernel.actionCounts)
    for (place, joint) in occupancy.jointClusters.enumerated() {
      let entries = occupancy.offsets[place]..<occupancy.offsets[place + 1]
      var belief = Belief(states: Array(occupancy.states[entries]), masses: Array(occupancy.masses[entries]))
      let mass = belief.normalise()
      heuristic.add(
        belief, turns: horizon - occupancy.stage, weight: scales[occupancy.stage] * mass, to: &game.payoffs,
        at: joint * kernel.jointActionCount)
    }
    return StageGame(occupancy: occupancy, decided: [], game: game, limit: .infinity)
  }

  private mutating func push(_ game: StageGame) {
    let index: Int32
    if let free = freeGames.popLast() {
      index = free
      games[Int(free)] = game
    } else {
      index = Int32(games.count)
      games.append(game)
    }
    gameBytes += game.byteCount
    open.insert(
      OpenEntry(bound: game.bound, game: index, chain: -1, depth: 0, progress: progress(of: game, depth: 0)))
    games[Int(index)]?.openCount = 1
  }

  /// Among equal bounds, what is nearer to a complete policy goes first.
  private func progress(of game: StageGame, depth: Int) -> Int32 {
    Int32((game.occupancy.stage * kernel.agentCount + game.decided.count) * 4096 + min(depth, 4095))
  }

  /// Takes a step from a partial policy; false if the time is up.
  private mutating func expand(_ entry: OpenEntry) throws(SolverError) -> Bool {
    guard let game = games[Int(entry.game)] else { return true }
    defer { release(entry.game) }
    if game.occupancy.stage == horizon - 1 { return complete(game) }
    let made = decisions.decisions(of: entry.chain, count: Int(entry.depth))
    guard Int(entry.depth) == game.leader.typeCount else {
      let sums = game.leader.sums(of: made)
      for (action, bound) in game.leader.bounds(depth: Int(entry.depth), sums: sums[...]).enumerated() {
        let bound = min(entry.bound, game.occupancy.past + bound)
        guard bound > lowest else { continue }
        open.insert(
          OpenEntry(
            bound: bound, game: entry.game, chain: decisions.extend(entry.chain, by: action),
            depth: entry.depth + 1, progress: progress(of: game, depth: Int(entry.depth) + 1)))
        games[Int(entry.game)]?.openCount += 1
      }
      return true
    }
    var own = made
    for (depth, decision) in made.enumerated() { own[Int(game.leader.order[depth])] = decision }
    let next: StageGame
    if game.game.typeCounts.count > 1 {
      next = StageGame(
        occupancy: game.occupancy, decided: game.decided + [own], game: game.game.reduced(by: own),
        limit: entry.bound)
    } else {
      let occupancy = try game.occupancy.following(
        game.decided + [own], scale: scales[game.occupancy.stage], in: kernel)
      guard pasts[occupancy.stage].improves(occupancy, stateCount: kernel.stateCount) else { return true }
      next = try stageGame(of: occupancy).limited(to: entry.bound)
    }
    if next.bound > lowest { push(next) }
    return true
  }

  /// Solves the last stage.
  private mutating func complete(_ game: StageGame) -> Bool {
    var effort = SearchEffort(shouldStop: shouldStop)
    if let solution = game.game.solved(above: lowest - game.occupancy.past, effort: &effort) {
      finish(game.occupancy, solution.decisions)
    }
    return !effort.isStopped
  }

  private mutating func release(_ index: Int32) {
    guard let game = games[Int(index)] else { return }
    games[Int(index)]?.openCount -= 1
    if game.openCount == 1 {
      gameBytes -= game.byteCount
      games[Int(index)] = nil
      freeGames.append(index)
    }
  }
}
