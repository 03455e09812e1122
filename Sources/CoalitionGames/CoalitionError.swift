/// Why a game cannot be divided.
public enum CoalitionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// An exact division takes more coalitions than are enumerated; `offer` says what sampling would give, where it is
  /// known.
  case tooManyPlayers(division: String, found: Int, limit: Int, offer: SamplingOffer?)
  /// A table's length is not 2 to the power of its number of players.
  case wrongLength(found: Int, players: Int)
  /// A game has at least one player.
  case noPlayers
  /// The worth of a coalition is NaN, infinite, or too large for differences to be taken.
  case notFinite(found: Double, members: [Int])
  /// A budget, precision or other setting is out of its range.
  case outOfRange(setting: String, found: String, accepted: String)
  /// A hierarchy does not hold every player once.
  case notAHierarchy(player: Int, times: Int)
  /// The linear programming library failed.
  case solver(routine: String, code: Int)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .tooManyPlayers(let division, let found, let limit, let offer):
      "\(found) players are too many for \(division), which takes at most \(limit)."
        + (offer.map { " \($0)" } ?? "")
    case .wrongLength(let found, let players):
      "\(found) values for \(players) players; expected 2 to the power of \(players)."
    case .noPlayers: "A game without players has nothing to divide; expected at least 1 player."
    case .notFinite(let found, let members):
      "The worth of coalition {\(members.map(String.init).joined(separator: ", "))} is \(found); accepted: finite "
        + "numbers up to \(CoalitionGame.largestWorth) in size."
    case .outOfRange(let setting, let found, let accepted): "\(setting) is \(found); accepted: \(accepted)."
    case .notAHierarchy(let player, let times):
      "Player \(player) stands \(times) times in the hierarchy; expected every player once."
    case .solver(let routine, let code): "\(routine) failed (GLPK code \(code))."
    }
  }
}

/// What permutation sampling would give for a game that is too large to enumerate.
public struct SamplingOffer: Sendable, Hashable, CustomStringConvertible {
  /// Orders to draw.
  public let orders: Int
  /// Coalitions that they value.
  public let evaluations: Int
  /// The largest standard error of a player's value to expect, in the unit of the worth.
  public let standardError: Double
  /// Orders that were drawn to estimate it.
  public let pilotOrders: Int

  /// The offer as a sentence.
  public var description: String {
    "Sampling takes any number of players: \(orders) orders (\(evaluations) coalitions) would have a standard error "
      + "of about \(Self.rounded(standardError)), judged from \(pilotOrders) orders."
  }

  /// Two significant digits.
  private static func rounded(_ number: Double) -> String {
    guard number > 0, number.isFinite else { return "\(number)" }
    var unit = 1.0
    while number < 10 * unit { unit /= 10 }
    while number >= 100 * unit { unit *= 10 }
    let digits = (number / unit).rounded()
    // Dividing by the reciprocal of a small unit is exact where multiplying by the unit is not.
    return unit < 1 ? "\(digits / (1 / unit).rounded())" : "\(digits * unit)"
  }
}
