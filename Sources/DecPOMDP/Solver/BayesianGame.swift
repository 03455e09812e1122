/// A one-shot game of a team: each agent knows its own type only and chooses an action for each.
///
/// The decisions of one stage of a Dec-POMDP, given all earlier ones, are such a game, whose types are what the agents
/// may know by then (Oliehoek, Spaan and Vlassis, Optimal and approximate Q-value functions for decentralized POMDPs,
/// JAIR 2008, section 3). Joint types and joint actions are numbered with the last agent fastest.
struct BayesianGame {
  /// Number of types of each agent.
  let typeCounts: [Int]
  /// Number of actions of each agent.
  let actionCounts: [Int]
  /// P(joint type) times the payoff, at joint type · number of joint actions + joint action.
  var payoffs: [Double]

  var jointTypeCount: Int { typeCounts.reduce(1, *) }
  var jointActionCount: Int { actionCounts.reduce(1, *) }

  /// A game that pays nothing.
  init(typeCounts: [Int], actionCounts: [Int]) {
    self.typeCounts = typeCounts
    self.actionCounts = actionCounts
    payoffs = [Double](repeating: 0, count: typeCounts.reduce(1, *) * actionCounts.reduce(1, *))
  }

  /// The game of the other agents when the first has decided.
  ///
  /// - Parameter decisions: The first agent's action for each of its types.
  func reduced(by decisions: [Int32]) -> BayesianGame {
    var rest = BayesianGame(
      typeCounts: Array(typeCounts.dropFirst()), actionCounts: Array(actionCounts.dropFirst()))
    let actions = rest.jointActionCount
    let types = rest.jointTypeCount
    for (type, decision) in decisions.enumerated() {
      for other in 0..<types {
        let from = ((type * types + other) * actionCounts[0] + Int(decision)) * actions
        for action in 0..<actions { rest.payoffs[other * actions + action] += payoffs[from + action] }
      }
    }
    return rest
  }
}

/// Decisions of all agents in a game, and what they pay.
struct GameSolution {
  var value: Double
  /// For each agent, the action of each type.
  var decisions: [[Int32]]
}

extension BayesianGame {
  /// The best decisions, by depth-first branch and bound over the agents' types.
  ///
  /// - Parameters:
  ///   - cut: Decisions that pay no more than this are of no interest.
  ///   - order: The first agent's types in the order in which they are decided; by default those with most at stake first.
  ///   - effort: Counts the steps; when none is left, the best decisions so far are returned.
  /// - Returns: `nil` if nothing pays more than `cut`.
  func solved(
    above cut: Double = -.infinity, order: [Int32]? = nil, effort: inout SearchEffort
  ) -> GameSolution? {
    var branching = Branching(leader: LeaderGame(self, order: order), best: cut)
    branching.descend(0, self, &effort)
    return branching.found
  }

  /// One agent's part of the branch and bound.
  private struct Branching {
    let leader: LeaderGame
    var best: Double
    var found: GameSolution?
    private var decisions: [Int32]
    /// Sums over the types that have been decided, one row a depth.
    private var sums: [Double]

    init(leader: LeaderGame, best: Double) {
      self.leader = leader
      self.best = best
      decisions = [Int32](repeating: 0, count: leader.typeCount)
      sums = [Double](repeating: 0, count: (leader.typeCount + 1) * leader.width)
    }

    mutating func descend(_ depth: Int, _ game: BayesianGame, _ effort: inout SearchEffort) {
      guard depth < leader.typeCount else {
        finish(game, &effort)
        return
      }
      let row = depth * leader.width
      let bounds = leader.bounds(depth: depth, sums: sums[row..<(row + leader.width)])
      let order = bounds.indices.sorted { (-bounds[$0], $0) < (-bounds[$1], $1) }
      for action in order where bounds[action] > best {
        guard effort.step() else { return }
        let type = Int(leader.order[depth])
        decisions[type] = Int32(action)
        let entry = (type * leader.actionCount + action) * leader.width
        for column in 0..<leader.width {
          sums[row + leader.width + column] = sums[row + column] + leader.payoffs[entry + column]
        }
        descend(depth + 1, game, &effort)
      }
    }

    private mutating func finish(_ game: BayesianGame, _ effort: inout SearchEffort) {
      let row = leader.typeCount * leader.width
      switch game.typeCounts.count {
      case 1:
        found = GameSolution(value: sums[row], decisions: [decisions])
      case 2:
        let (value, response) = leader.response(to: sums[row..<(row + leader.width)])
        found = GameSolution(value: value, decisions: [decisions, response])
      default:
        guard let rest = game.reduced(by: decisions).solved(above: best, effort: &effort) else { return }
        found = GameSolution(value: rest.value, decisions: [decisions] + rest.decisions)
      }
      best = found?.value ?? best
    }
  }
}
