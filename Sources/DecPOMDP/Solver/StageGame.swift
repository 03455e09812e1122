/// The game of the agents of a stage that have not decided yet.
final class StageGame {
  let occupancy: Occupancy
  /// The decisions of the agents that have.
  let decided: [[Int32]]
  private(set) var game: BayesianGame
  private(set) var leader: LeaderGame
  /// No policy that begins like this is worth more.
  private(set) var bound: Double
  /// Entries of the open list that stand in this game.
  var openCount = 0
  /// How often the payoffs have changed.
  private(set) var version: Int32 = 0

  /// Whether the best policy that continues the stage is known.
  var isSolved = false
  private var expansionCount = 0
  /// What is known of its parts, if the whole stage is this game.
  private(set) lazy var parts = StageParts(
    occupancy, turns: turns, scale: bounds.scales[occupancy.stage], bounds)
  private let before: StageGame?
  private let bounds: ActionBounds
  private let turns: Int
  /// For each joint cluster, the number of its belief, and its discounted probability.
  private let beliefs: [Int32]
  private let weights: [Double]
  /// The first actions that come to the same as others, empty if none do.
  private let twins: [[Int32]]

  /// The game of a stage before anybody has decided.
  init(of occupancy: Occupancy, turns: Int, scale: Double, _ bounds: ActionBounds) {
    self.occupancy = occupancy
    self.bounds = bounds
    self.turns = turns
    decided = []
    before = nil
    twins = bounds.twins.firstActions(in: occupancy)
    let kernel = bounds.kernel
    var beliefs: [Int32] = []
    var weights: [Double] = []
    for place in occupancy.jointClusters.indices {
      var belief = occupancy.belief(at: place)
      weights.append(scale * belief.normalise())
      beliefs.append(Int32(bounds.index(of: belief, turns: turns)))
    }
    self.beliefs = beliefs
    self.weights = weights
    var game = BayesianGame(typeCounts: occupancy.clusterCounts, actionCounts: kernel.actionCounts)
    let actions = kernel.jointActionCount
    for (place, joint) in occupancy.jointClusters.enumerated() {
      let first = Self.firstActions(twins, of: joint, in: occupancy, kernel)
      for action in 0..<actions {
        game.payoffs[joint * actions + action] =
          weights[place] * bounds.value(Int(beliefs[place]), first?[action] ?? action, turns: turns)
      }
    }
    self.game = game
    leader = LeaderGame(game)
    bound = occupancy.past + leader.bound
  }

  /// The game that is left when the first agent has decided.
  init(_ before: StageGame, deciding own: [Int32], limit: Double) {
    occupancy = before.occupancy
    bounds = before.bounds
    turns = before.turns
    self.before = before
    beliefs = []
    weights = []
    twins = []
    decided = before.decided + [own]
    game = before.game.reduced(by: own)
    leader = LeaderGame(game)
    version = before.version
    bound = min(limit, occupancy.past + leader.bound)
  }

  var byteCount: Int {
    game.payoffs.count * 8 + leader.byteCount + (before == nil ? occupancy.byteCount : 0)
  }

  /// The game of the stage before anybody has decided.
  var base: StageGame { before?.base ?? self }

  /// Notes that a partial policy was expanded; how many there were.
  func countExpansion() -> Int {
    expansionCount += 1
    return expansionCount
  }

  /// Lowers the bound to what is known from elsewhere.
  func limit(to limit: Double) { bound = min(bound, limit) }

  /// Takes over what became known of the payoffs.
  func refresh() {
    guard let before else { return }
    before.refresh()
    guard version != before.version, let own = decided.last else { return }
    game = before.game.reduced(by: own)
    leader = LeaderGame(game, order: leader.order)
    version = before.version
  }

  /// How far what is known of the stage's parts lowers the bound that is the sum of the payoffs: 0 or less.
  ///
  /// - Parameter made: Decisions of the last agent; it is 0 where others have not decided.
  func correction(of made: [Int32]) -> Double {
    guard game.typeCounts.count == 1, let parts = base.parts else { return 0 }
    var own = [Int32](repeating: -1, count: leader.typeCount)
    for (depth, decision) in made.enumerated() { own[Int(leader.order[depth])] = decision }
    return parts.correction(of: decided + [own], in: base.game)
  }

  /// Bounds complete decisions of the stage by solving what follows from each joint cluster, then from each of the stage
  /// before.
  ///
  /// - Parameters:
  ///   - all: For each agent, the action of each cluster.
  ///   - known: The bound so far.
  ///   - needed: Nothing below this is of interest now.
  func refine(_ all: [[Int32]], below known: Double, needed: Double) throws(SolverError) -> Double {
    guard beliefs.count > 1 else { return known }
    let kernel = bounds.kernel
    let actions = kernel.jointActionCount
    var total = occupancy.past
    var chosen: [Int] = []
    for joint in occupancy.jointClusters {
      let clusters = occupancy.clusters(of: joint)
      let action = clusters.indices.reduce(0) { $0 * kernel.actionCounts[$1] + Int(all[$1][clusters[$1]]) }
      chosen.append(action)
      total += game.payoffs[joint * actions + action]
    }
    var isChanged = false
    for place in beliefs.indices.sorted(by: { (-weights[$0], $0) < (-weights[$1], $1) }) {
      let payoff = game.payoffs[occupancy.jointClusters[place] * actions + chosen[place]]
      let value = try bounds.refined(Int(beliefs[place]), chosen[place], turns: turns) {
        var belief = occupancy.belief(at: place)
        _ = belief.normalise()
        return belief
      }
      let better = weights[place] * value
      guard better < payoff else { continue }
      total -= payoff - better
      isChanged = true
      if total < needed { break }
    }
    if isChanged { update() }
    if let parts, total >= needed {
      total = try parts.refine(all, in: game, from: total, needed: needed)
    }
    return min(known, total)
  }

  /// Whether an action of the agent that decides need not be tried in a cluster, as an earlier one comes to the same.
  func isTwin(_ action: Int, of cluster: Int) -> Bool {
    let twins = base.twins
    guard !twins.isEmpty else { return false }
    return Int(twins[decided.count][cluster * leader.actionCount + action]) != action
  }

  private func update() {
    let actions = bounds.kernel.jointActionCount
    for (place, joint) in occupancy.jointClusters.enumerated() {
      let first = Self.firstActions(twins, of: joint, in: occupancy, bounds.kernel)
      for action in 0..<actions {
        game.payoffs[joint * actions + action] =
          weights[place] * bounds.value(Int(beliefs[place]), first?[action] ?? action, turns: turns)
      }
    }
    leader = LeaderGame(game, order: leader.order)
    version += 1
  }

  /// For each joint action in a joint cluster, the first one that comes to the same; `nil` if none do.
  private static func firstActions(
    _ twins: [[Int32]], of joint: Int, in occupancy: Occupancy, _ kernel: JointKernel
  ) -> [Int]? {
    if twins.isEmpty { return nil }
    var first = [0]
    for (agent, cluster) in occupancy.clusters(of: joint).enumerated() {
      let count = kernel.actionCounts[agent]
      let own = twins[agent][(cluster * count)..<((cluster + 1) * count)]
      first = first.flatMap { before in own.map { before * count + Int($0) } }
    }
    return first
  }
}
