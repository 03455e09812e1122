/// A set of players of a game of up to 32, as bits: player `i` is in it when bit `i` is set.
public struct Coalition: OptionSet, Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The bits; also the coalition's place in a ``CoalitionGame``'s table.
  public let rawValue: UInt32

  /// The coalition with these bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The coalition of one player.
  ///
  /// - Throws: ``CoalitionError/outOfRange(setting:found:accepted:)`` for a player that is not in `0..<32`.
  public init(player: Int) throws(CoalitionError) {
    guard (0..<32).contains(player) else {
      throw .outOfRange(setting: "player", found: "\(player)", accepted: "0..<32")
    }
    rawValue = 1 << UInt32(player)
  }

  /// The coalition of some players.
  ///
  /// - Throws: As ``init(player:)``.
  public init(players: some Sequence<Int>) throws(CoalitionError) {
    self = []
    for player in players { formUnion(try Coalition(player: player)) }
  }

  /// All of so many players.
  ///
  /// - Throws: ``CoalitionError/outOfRange(setting:found:accepted:)`` for a number that is not in `0...32`.
  public static func grand(of players: Int) throws(CoalitionError) -> Coalition {
    guard (0...32).contains(players) else {
      throw .outOfRange(setting: "players", found: "\(players)", accepted: "0...32")
    }
    return Coalition(rawValue: UInt32((UInt64(1) << UInt64(players)) - 1))
  }

  /// How many players are in it.
  public var size: Int { rawValue.nonzeroBitCount }

  /// The players in it, ascending.
  public var players: [Int] { (0..<32).filter { rawValue >> UInt32($0) & 1 == 1 } }

  /// The order of their places in a table.
  public static func < (left: Coalition, right: Coalition) -> Bool { left.rawValue < right.rawValue }

  /// As a set of players: `{0, 2}`.
  public var description: String { "{\(players.map(String.init).joined(separator: ", "))}" }
}
