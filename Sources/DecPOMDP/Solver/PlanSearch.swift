/// Best-first search (A*) over partial joint policies in small steps, from an occupancy on.
///
/// A step decides the action of one agent for one cluster of its histories. A partial policy is bounded by the reward of
/// its complete stages, plus the bound on the Bayesian game of the stage in which it stands, whose payoffs bound what is
/// still to come (``ActionBounds``). Payoffs are improved where a complete stage depends on them; then the stage is
/// bounded as if the agents were told each other's clusters one stage earlier (``StageParts``), and expanded if it still
/// is the best. When a stage is complete, its histories are clustered without loss (``Occupancy``); the last stage has
/// exact payoffs and is solved at once, and so are the last two where partial policies are many (``Endgame``). Plans that
/// are found on the way are lower bounds, and cut what cannot beat them.
struct PlanSearch {
  private let kernel: JointKernel
  private let bounds: ActionBounds
  /// Number of turns of the plan, the decided ones of the start included.
  private let horizon: Int
  private let root: Occupancy
  /// Discount to the power of each stage.
  private let scales: [Double]
  /// Values this near are the same, reached by different sums.
  private let tolerance: Double

  private var open = OpenList()
  private var games: [StageGame?] = []
  private var freeGames: [Int32] = []
  private var gameBytes = 0
  private var decisions = DecisionChains()
  private(set) var best: (value: Double, step: PlanStep)?
  private var pasts: [PastRewards]
  private var upper = Double.infinity
  private(set) var expandedCount = 0
  /// How many numbers a game of the last two turns took, which those like it may take at once.
  private var endgameSize = 0

  /// What may be spent on finding plans; `nil` if nothing is.
  private var diveCredit: Int?
  /// What each partial policy that is expanded adds to it.
  private static let diveShare = 8
  /// Steps of the branch and bound that finds a plan, a stage.
  private static let diveEffort = 5000
  /// Most entries of an occupancy that a plan may lead to.
  private static let diveLimit = 50_000
  /// Partial policies that are expanded in a stage before the game of the last two turns is tried; how many numbers that
  /// game may have for each of them, and how many at most, so that it is set up in a moment.
  private static let endgameStart = 64
  private static let endgameShare = 512
  private static let endgameLimit = 1 << 20
  /// Where so many partial policies lower the bound by less than this share of what is needed, searches for bounds may
  /// take more.
  private static let stallInterval = 1 << 14
  private static let stallShare = 64.0
  /// Most numbers in the payoffs of a game.
  private static let gameLimit = 1 << 28

  /// Why a search ends.
  enum End { case optimal, expansions, time, memory }

  init(from root: Occupancy, horizon: Int, bounds: ActionBounds) {
    kernel = bounds.kernel
    self.bounds = bounds
    self.horizon = horizon
    self.root = root
    scales = bounds.scales
    tolerance = bounds.tolerance
    pasts = Array(repeating: PastRewards(), count: horizon)
  }

  /// Puts the start on the open list.
  ///
  /// - Parameter dives: Whether to find plans on the way, the first one at once.
  mutating func begin(dives: Bool = false) throws(SolverError) {
    if dives {
      diveCredit = 0
      try dive(from: root)
    }
    let first = try stageGame(of: root)
    upper = first.bound
    push(first)
  }

  /// Takes over what is known from elsewhere: a plan, and a bound on all plans.
  mutating func adopt(_ plan: (value: Double, step: PlanStep)?, cap: Double) {
    if let plan, plan.value > best?.value ?? -.infinity { best = plan }
    upper = min(upper, cap)
  }

  /// Searches until the plan is optimal or a limit is reached.
  mutating func run(
    expansions: Int, bytes: Int, progress: (SearchProgress) -> Void = { _ in }
  ) throws(SolverError) -> (end: End, bound: Double) {
    var before = upper
    while let entry = open.first, entry.bound > lowest, upper > lowest {
      upper = min(upper, entry.bound)
      if expandedCount >= expansions { return (.expansions, upper) }
      if bounds.shouldStop() { return (.time, upper) }
      if expandedCount % 64 == 0 {
        progress(
          SearchProgress(value: best?.value ?? -.infinity, upperBound: upper, expandedCount: expandedCount))
      }
      if byteCount > bytes { return (.memory, upper) }
      open.removeFirst()
      expandedCount += 1
      if expandedCount % Self.stallInterval == 0 {
        if best != nil, (before - upper) * Self.stallShare < upper - lowest { bounds.allowMore() }
        before = upper
      }
      diveCredit? += Self.diveShare
      if try !expand(entry) { return (.time, upper) }
    }
    return (.optimal, min(upper, best?.value ?? upper))
  }

  /// What a partial policy must exceed to be of interest.
  private var lowest: Double { best.map { $0.value + tolerance } ?? -.infinity }

  private var byteCount: Int {
    open.byteCount + decisions.byteCount + gameBytes + bounds.byteCount + bounds.partBytes
      + pasts.reduce(0) { $0 + $1.byteCount }
  }

  /// Finds a plan from the root.
  mutating func dive() throws(SolverError) { try dive(from: root) }

  /// Finds a plan by deciding each stage as if what follows were worth its bound. Where the time is up, nothing is found,
  /// lest more time lead to less.
  private mutating func dive(from start: Occupancy) throws(SolverError) {
    var occupancy = start
    while occupancy.stage < horizon {
      let game = try stageGame(of: occupancy).game
      var effort = SearchEffort(limit: Self.diveEffort)
      let solution = game.solved(effort: &effort)
      diveCredit? -= Self.diveEffort - max(effort.stepsLeft, 0) + 8 + 4 * occupancy.states.count
      let decisions = solution?.decisions ?? game.typeCounts.map { Array(repeating: 0, count: $0) }
      if bounds.isStopped || bounds.shouldStop() { return }
      if occupancy.stage == horizon - 1 {
        finish(occupancy, decisions)
        return
      }
      occupancy = try occupancy.following(decisions, scale: scales[occupancy.stage], in: kernel)
      if occupancy.states.count > Self.diveLimit { return }
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

extension PlanSearch {
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
    return StageGame(of: occupancy, turns: horizon - occupancy.stage, scale: scales[occupancy.stage], bounds)
  }

  private mutating func push(_ game: StageGame) {
    guard game.bound > lowest else { return }
    let index: Int32
    if let free = freeGames.popLast() {
      index = free
      games[Int(free)] = game
    } else {
      index = Int32(games.count)
      games.append(game)
    }
    gameBytes += game.byteCount
    insert(
      OpenEntry(
        bound: game.bound, game: index, version: game.version, chain: -1, depth: 0,
        progress: progress(of: game, 0)),
      game)
  }

  private mutating func insert(_ entry: OpenEntry, _ game: StageGame) {
    guard entry.bound > lowest else { return }
    open.insert(entry)
    game.openCount += 1
  }

  /// Among equal bounds, what is nearer to a complete policy goes first.
  private func progress(of game: StageGame, _ depth: Int) -> Int32 {
    Int32((game.occupancy.stage * kernel.agentCount + game.decided.count) * 4096 + min(depth, 4095))
  }

  /// Takes a step from a partial policy; false if the time is up.
  private mutating func expand(_ entry: OpenEntry) throws(SolverError) -> Bool {
    guard let game = games[Int(entry.game)] else { return true }
    defer { release(entry.game, game) }
    if game.base.isSolved { return true }
    if horizon - game.occupancy.stage == 2, let end = endgame(of: game.base) {
      return try finish(game, by: end)
    }
    if game.occupancy.stage == horizon - 1 { return complete(game.occupancy, game.game) }
    game.refresh()
    let made = decisions.decisions(of: entry.chain, count: Int(entry.depth))
    let sums = game.leader.sums(of: made)
    let correction = game.correction(of: made)
    if entry.version != game.version || correction < 0 {
      var entry = entry
      let bound =
        game.occupancy.past + game.leader.bound(depth: Int(entry.depth), sums: sums[...]) + correction
      entry.version = game.version
      if bound < entry.bound - tolerance {
        entry.bound = bound
        insert(entry, game)
        return true
      }
    }
    guard Int(entry.depth) == game.leader.typeCount else {
      for (action, bound) in game.leader.bounds(depth: Int(entry.depth), sums: sums[...]).enumerated() {
        let bound = min(entry.bound, game.occupancy.past + bound + correction)
        guard bound > lowest, !game.isTwin(action, of: Int(game.leader.order[Int(entry.depth)])) else {
          continue
        }
        insert(
          OpenEntry(
            bound: bound, game: entry.game, version: game.version,
            chain: decisions.extend(entry.chain, by: action), depth: entry.depth + 1,
            progress: progress(of: game, Int(entry.depth) + 1)), game)
      }
      return true
    }
    var own = made
    for (depth, decision) in made.enumerated() { own[Int(game.leader.order[depth])] = decision }
    if game.game.typeCounts.count > 1 {
      push(StageGame(game, deciding: own, limit: entry.bound))
      return true
    }
    return try follow(entry, game, game.decided + [own])
  }

  /// Bounds complete decisions of a stage better; goes on to the next stage if they are still the best.
  private mutating func follow(
    _ entry: OpenEntry, _ game: StageGame, _ all: [[Int32]]
  ) throws(SolverError) -> Bool {
    var entry = entry
    let stage = game.occupancy.stage
    let known = entry.bound
    entry.bound = try game.base.refine(all, below: known, needed: max(lowest, open.first?.bound ?? lowest))
    if bounds.isStopped { return false }
    if entry.bound < known - tolerance {
      insert(entry, game)
      return true
    }
    let occupancy = try game.occupancy.following(all, scale: scales[stage], in: kernel)
    guard pasts[occupancy.stage].improves(occupancy, stateCount: kernel.stateCount) else { return true }
    let next = try stageGame(of: occupancy)
    next.limit(to: known)
    if let value = bounds.knownBound(of: occupancy, turns: horizon - occupancy.stage) {
      next.limit(to: occupancy.past + scales[occupancy.stage] * value)
    }
    push(next)
    if let credit = diveCredit, credit >= 0, next.bound > lowest { try dive(from: occupancy) }
    return true
  }

  /// The game of the last two turns where it is worth the work: it takes more to set up than most partial policies do.
  private mutating func endgame(of base: StageGame) -> Endgame? {
    let count = base.countExpansion()
    guard count >= Self.endgameStart, count & (count - 1) == 0 else { return nil }
    let size = min(max(count * Self.endgameShare, endgameSize), Self.endgameLimit)
    let end = bounds.endgame(of: base.occupancy, scale: scales[base.occupancy.stage], size: size)
    if end != nil { endgameSize = size }
    return end
  }

  /// Solves the last two stages.
  private mutating func finish(_ game: StageGame, by end: Endgame) throws(SolverError) -> Bool {
    game.base.isSolved = true
    let occupancy = game.occupancy
    var effort = SearchEffort(shouldStop: bounds.shouldStop)
    guard let solution = end.solved(above: lowest - occupancy.past, effort: &effort) else {
      return !effort.isStopped
    }
    let last = try occupancy.following(
      end.firstActions(solution.decisions), scale: scales[occupancy.stage], in: kernel)
    return complete(last, try stageGame(of: last).game) && !effort.isStopped
  }

  /// Solves the last stage.
  private mutating func complete(_ occupancy: Occupancy, _ game: BayesianGame) -> Bool {
    var effort = SearchEffort(shouldStop: bounds.shouldStop)
    if let solution = game.solved(above: lowest - occupancy.past, effort: &effort) {
      finish(occupancy, solution.decisions)
    }
    return !effort.isStopped
  }

  private mutating func release(_ index: Int32, _ game: StageGame) {
    game.openCount -= 1
    if game.openCount == 0 {
      gameBytes -= game.byteCount
      games[Int(index)] = nil
      freeGames.append(index)
    }
  }
}
