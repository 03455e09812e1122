/// A cooperative game as a table: the worth of every coalition, computed once.
///
/// What is divided among the players is `v(N) - v(empty)`; the worth of the empty coalition need not be 0.
public struct CoalitionGame: Sendable, Hashable {
  /// Number of players, in `1...20`.
  public let players: Int
  /// The worth of each coalition, shape `[2^players]`, at the place of its bits; finite.
  public let values: [Double]

  /// Most players of a table: a million coalitions.
  public static let playerLimit = 20
  /// Largest size of a worth: sums and differences of such numbers stay finite.
  public static let largestWorth = 1e290

  /// A game from its table.
  ///
  /// - Parameters:
  ///   - players: Number of players.
  ///   - values: Worth of each coalition, at the place of its bits (see ``Coalition/rawValue``).
  /// - Throws: ``CoalitionError`` for a table of another length, too many players, or a worth that is not finite.
  public init(players: Int, values: [Double]) throws(CoalitionError) {
    guard players >= 1 else { throw .noPlayers }
    guard players <= Self.playerLimit else {
      throw .tooManyPlayers(
        division: "a table of all coalitions", found: players, limit: Self.playerLimit, offer: nil)
    }
    guard values.count == 1 << players else { throw .wrongLength(found: values.count, players: players) }
    // NaN is not within any bound, so one comparison finds it too.
    if let place = values.firstIndex(where: { !(abs($0) <= Self.largestWorth) }) {
      throw .notFinite(found: values[place], members: Coalition(rawValue: UInt32(place)).players)
    }
    self.players = players
    self.values = values
  }

  /// A game from its characteristic function, asked once for each coalition in the order of the table.
  ///
  /// - Parameters:
  ///   - players: Number of players.
  ///   - value: The worth of a coalition, given as one flag a player.
  /// - Throws: ``CoalitionError/tooManyPlayers(division:found:limit:offer:)`` above ``playerLimit``, with an offer
  ///   that is judged from a few sampled orders; ``CoalitionError/notFinite(found:members:)``.
  /// - Complexity: 2^players calls.
  public init(players: Int, value: (_ members: [Bool]) -> Double) throws(CoalitionError) {
    guard players <= Self.playerLimit else {
      throw .tooManyPlayers(
        division: "a table of all coalitions", found: players, limit: Self.playerLimit,
        offer: try SamplingOffer(players: players, value: value))
    }
    guard players >= 1 else { throw .noPlayers }
    var members = [Bool](repeating: false, count: players)
    var values: [Double] = []
    values.reserveCapacity(1 << players)
    for coalition in 0..<(1 << players) {
      if coalition > 0 {
        // Counting up by one clears the trailing ones and sets the bit above them.
        let flipped = coalition.trailingZeroBitCount
        for player in 0..<flipped { members[player] = false }
        members[flipped] = true
      }
      values.append(value(members))
    }
    try self.init(players: players, values: values)
  }

  /// The worth of a coalition. Players whom the game does not have add nothing to it.
  public subscript(coalition: Coalition) -> Double { values[Int(coalition.rawValue) & (values.count - 1)] }

  /// What the players divide: `v(N) - v(empty)`.
  public var surplus: Double { values[values.count - 1] - values[0] }
}
