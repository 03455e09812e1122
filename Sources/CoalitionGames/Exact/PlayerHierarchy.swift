/// Players in unions, unions in larger unions: who joins a coalition together.
///
/// In an order that respects a hierarchy, the players of a union come one directly after another, at every level.
public indirect enum PlayerHierarchy: Sendable, Hashable {
  /// A single player.
  case player(Int)
  /// Unions or players that belong together.
  case union([PlayerHierarchy])

  /// A partition into unions: two levels.
  public static func partition(_ unions: [[Int]]) -> PlayerHierarchy {
    .union(unions.map { .union($0.map { .player($0) }) })
  }

  /// Halves of halves down to single players, the first half the larger one: for players in a natural order, such as
  /// the turns of an episode.
  public static func halves(of players: Range<Int>) -> PlayerHierarchy {
    guard players.count > 1 else { return .union(players.map { .player($0) }) }
    let middle = players.lowerBound + (players.count + 1) / 2
    return .union(
      [players.lowerBound..<middle, middle..<players.upperBound].map {
        $0.count == 1 ? .player($0.lowerBound) : halves(of: $0)
      })
  }

  /// The players, in the order in which they are written.
  public var players: [Int] {
    switch self {
    case .player(let player): [player]
    case .union(let parts): parts.flatMap(\.players)
    }
  }

  /// Marginal contributions that the Owen values of its players sum up; `nil` where that leaves the range of `Int`.
  var marginalCount: Int? {
    guard case .union(let parts) = self else { return 1 }
    guard !parts.isEmpty else { return 0 }
    guard parts.count <= 62 else { return nil }
    var sum = 0
    for part in parts {
      guard let inner = part.marginalCount else { return nil }
      let (product, overflows) = inner.multipliedReportingOverflow(by: 1 << (parts.count - 1))
      guard !overflows, product <= Int.max - sum else { return nil }
      sum += product
    }
    return sum
  }
}
