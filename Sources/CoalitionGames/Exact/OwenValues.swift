/// Owen values: Shapley values over the orders in which unions of players arrive whole.
///
/// With a partition they are Owen's; with more levels, Winter's. A union's players together get the Shapley value of
/// the union in the game between the unions. Efficient, symmetric among the players of a union, 0 for null players,
/// linear in `v`. Each coalition that an order can form is valued once; a hierarchy of halves forms about *n*² of
/// them instead of 2^*n*.
///
/// Sources: Owen, "Values of games with a priori unions" (1977); Winter, "A value for cooperative games with levels
/// structure of cooperation" (1989).
public struct OwenValues: Sendable, Hashable {
  /// One value a player, in the unit of the worth.
  public let values: [Double]
  /// Different coalitions that were valued.
  public let evaluations: Int

  /// Most marginal contributions that are summed: those of 20 players without unions.
  public static let marginalLimit = 20 << 19

  /// Owen values of a game given by its characteristic function.
  ///
  /// - Parameters:
  ///   - hierarchy: The unions; every player of `0..<n` stands in it once.
  ///   - value: The worth of a coalition, given as one flag a player.
  /// - Throws: ``CoalitionError`` for players that are missing or repeated, for more marginal contributions than
  ///   ``marginalLimit``, and for a worth that is not finite.
  /// - Complexity: O(marginal contributions): for each player the product over its levels of 2 to the number of
  ///   siblings there.
  public init(in hierarchy: PlayerHierarchy, value: (_ members: [Bool]) -> Double) throws(CoalitionError) {
    let players = hierarchy.players
    guard !players.isEmpty else { throw .noPlayers }
    for player in 0..<players.count {
      let times = players.count { $0 == player }
      guard times == 1 else { throw .notAHierarchy(player: player, times: times) }
    }
    guard let count = hierarchy.marginalCount, count <= Self.marginalLimit else {
      throw .tooManyPlayers(
        division: "Owen values over these unions", found: players.count,
        limit: CoalitionGame.playerLimit, offer: try SamplingOffer(players: players.count, value: value))
    }
    let sum = try withoutActuallyEscaping(value) { value throws(CoalitionError) in
      var sum = OrderSum(players: players.count, value: value)
      try sum.add(hierarchy, weight: 1)
      return (values: sum.values, evaluations: sum.worth.count)
    }
    values = sum.values
    evaluations = sum.evaluations
  }

  /// Owen values of a game given by its table.
  ///
  /// - Throws: ``CoalitionError`` for a hierarchy that does not hold every player of the game once.
  public init(of game: CoalitionGame, in hierarchy: PlayerHierarchy) throws(CoalitionError) {
    let found = hierarchy.players.count
    guard found == game.players else {
      throw .notAHierarchy(player: min(found, game.players), times: found < game.players ? 0 : 1)
    }
    try self.init(in: hierarchy) { members in
      game.values[members.indices.reduce(0) { members[$1] ? $0 | 1 << $1 : $0 }]
    }
  }
}

/// The weighted sum of marginal contributions over the orders of a hierarchy.
private struct OrderSum {
  private(set) var values: [Double]
  /// The worth of each coalition that was asked for; looked up only, so that its order never matters.
  private(set) var worth: [[Bool]: Double] = [:]
  /// Who has come before.
  private var members: [Bool]
  private let value: ([Bool]) -> Double

  init(players: Int, value: @escaping ([Bool]) -> Double) {
    values = [Double](repeating: 0, count: players)
    members = [Bool](repeating: false, count: players)
    self.value = value
  }

  /// Adds what the players of a part contribute to those who have come before it, with the weight of such orders.
  mutating func add(_ part: PlayerHierarchy, weight: Double) throws(CoalitionError) {
    switch part {
    case .player(let player):
      let before = try worthOfMembers()
      members[player] = true
      values[player] += weight * (try worthOfMembers() - before)
      members[player] = false
    case .union(let parts):
      let players = parts.map(\.players)
      for (index, part) in parts.enumerated() {
        let others = parts.indices.filter { $0 != index }
        // weights[k] = k! (m - k - 1)! / m!, that k certain others come first.
        var weights = [1 / Double(parts.count)]
        for size in 1..<max(parts.count, 1) {
          weights.append(weights[size - 1] * Double(size) / Double(parts.count - size))
        }
        for earlier in 0..<(1 << others.count) {
          set(earlier, of: others, in: players, to: true)
          try add(part, weight: weight * weights[earlier.nonzeroBitCount])
          set(earlier, of: others, in: players, to: false)
        }
      }
    }
  }

  private mutating func set(_ chosen: Int, of others: [Int], in players: [[Int]], to flag: Bool) {
    for (bit, other) in others.enumerated() where chosen >> bit & 1 == 1 {
      for player in players[other] { members[player] = flag }
    }
  }

  private mutating func worthOfMembers() throws(CoalitionError) -> Double {
    if let known = worth[members] { return known }
    let found = try finite(value(members), of: members)
    worth[members] = found
    return found
  }
}

/// A worth, if it is one.
func finite(_ worth: Double, of members: [Bool]) throws(CoalitionError) -> Double {
  guard abs(worth) <= CoalitionGame.largestWorth else {
    throw .notFinite(found: worth, members: members.indices.filter { members[$0] })
  }
  return worth
}
