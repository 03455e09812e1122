/// Whether a division of a game is stable.
public enum CoreMembership: Sendable, Hashable {
  /// No coalition would get more on its own, and everything is divided.
  case inCore
  /// The payoffs do not sum to what there is to divide.
  case notEfficient(sum: Double, surplus: Double)
  /// A coalition gets less than it is worth; of those with the largest excess the first one of the table.
  case blocked(by: Coalition, excess: Double)
}

extension CoalitionGame {
  /// Tests a payoff: it is in the core when it sums to ``surplus`` and `x(C) >= v(C) - v(empty)` for every coalition.
  ///
  /// - Parameters:
  ///   - payoff: One finite number a player.
  ///   - tolerance: Largest shortfall that is taken for rounding, relative to the largest worth of the game above that
  ///     of the empty coalition.
  /// - Throws: ``CoalitionError/outOfRange(setting:found:accepted:)`` for another number of payoffs.
  /// - Complexity: O(2^*n*).
  ///
  /// Source: Gillies, "Solutions to general non-zero-sum games" (1959).
  public func coreMembership(
    of payoff: [Double], tolerance: Double = 1e-9
  ) throws(CoalitionError) -> CoreMembership {
    guard payoff.count == players else {
      throw .outOfRange(
        setting: "payoff", found: "\(payoff.count) numbers", accepted: "\(players), one a player")
    }
    return membership(of: payoff, tolerance: tolerance)
  }

  /// The same of a payoff that is known to have a number for every player.
  package func membership(of payoff: [Double], tolerance: Double = 1e-9) -> CoreMembership {
    let allowed = tolerance * scale
    let sum = payoff.reduce(0, +)
    guard abs(sum - surplus) <= allowed else { return .notEfficient(sum: sum, surplus: surplus) }
    let sums = Self.coalitionSums(of: payoff)
    var blocking = 0
    var largest = allowed
    for coalition in values.indices where coalition > 0 && coalition < values.count - 1 {
      let excess = worth(coalition) - sums[coalition]
      if excess > largest { (blocking, largest) = (coalition, excess) }
    }
    return blocking == 0
      ? .inCore : .blocked(by: Coalition(rawValue: UInt32(blocking)), excess: largest)
  }

  /// The worth of a coalition above that of the empty one.
  func worth(_ coalition: Int) -> Double { values[coalition] - values[0] }

  /// The largest size of a worth above that of the empty coalition.
  var scale: Double { values.reduce(0) { max($0, abs($1 - values[0])) } }

  /// The payoff of every coalition.
  static func coalitionSums(of payoff: [Double]) -> [Double] {
    var sums = [0.0]
    sums.reserveCapacity(1 << payoff.count)
    for share in payoff { for index in 0..<sums.count { sums.append(sums[index] + share) } }
    return sums
  }
}
