public import Ground
import CreditStatistics

/// The payoffs that leave coalitions as little to complain of as can be.
public struct LeastCore: Sendable, Hashable {
  /// The smallest largest excess `v(C) - v(empty) - x(C)` over coalitions other than the empty and the grand one; the
  /// core is empty exactly when it is above 0. Undefined for a single player, who has no such coalition.
  public let excess: Measured<Double>
  /// One payoff with that excess. There may be many; the nucleolus is the one that goes on from here.
  public let payoff: [Double]
}

extension CoalitionGame {
  /// Most players of a nucleolus.
  public static let nucleolusPlayerLimit = 12

  /// The least core: the smallest `e` such that payoffs with `x(C) >= v(C) - v(empty) - e` and `x(N) = surplus` exist.
  ///
  /// - Throws: ``CoalitionError/solver(routine:code:)``.
  /// - Complexity: Linear programs whose constraints are generated; each round scans the table.
  ///
  /// Source: Maschler, Peleg and Shapley, "Geometric properties of the kernel, nucleolus, and related solution
  /// concepts" (1979).
  public func leastCore() throws(CoalitionError) -> LeastCore {
    guard players > 1 else { return LeastCore(excess: .undefined(.noUnits), payoff: [surplus]) }
    var stage = ExcessStage(self, isIndividuallyRational: false)
    let (excess, payoff) = try stage.solve()
    return LeastCore(excess: .value(excess), payoff: payoff)
  }

  /// The prenucleolus: of all payoffs that sum to ``surplus`` the one whose excesses, sorted from the largest, come
  /// first in lexicographic order.
  ///
  /// It always exists and is unique, lies in the core if there is one, is symmetric and gives null players 0; it is not
  /// linear in `v`. Where players can do no better alone than by joining any coalition (zero-monotonic games), it is the
  /// nucleolus.
  ///
  /// - Throws: ``CoalitionError/tooManyPlayers(division:found:limit:offer:)`` above ``nucleolusPlayerLimit``,
  ///   ``CoalitionError/solver(routine:code:)``.
  /// - Complexity: At most *n* - 1 stages of linear programs, each of which scans the table.
  ///
  /// Sources: Schmeidler, "The nucleolus of a characteristic function game" (1969); Guajardo and Jornsten, "Common
  /// mistakes in computing the nucleolus" (2015), for which coalitions a stage settles.
  public func prenucleolus() throws(CoalitionError) -> [Double] {
    try lexicographicMinimum(isIndividuallyRational: false)
  }

  /// The nucleolus: as ``prenucleolus()``, but among imputations, payoffs that give every player at least
  /// `v(i) - v(empty)`. Undefined where there are none, because the players are worth more alone than together.
  ///
  /// - Throws: As ``prenucleolus()``.
  public func nucleolus() throws(CoalitionError) -> Measured<[Double]> {
    let alone = (0..<players).map { worth(1 << $0) }
    let spare = surplus - alone.reduce(0, +)
    let rounding = 1e-12 * scale
    guard spare >= -rounding else { return .undefined(.noUnits) }
    if spare <= rounding { return .value(alone.map { $0 + spare / Double(players) }) }
    return .value(try lexicographicMinimum(isIndividuallyRational: true))
  }

  private func lexicographicMinimum(isIndividuallyRational: Bool) throws(CoalitionError) -> [Double] {
    guard players <= Self.nucleolusPlayerLimit else {
      throw .tooManyPlayers(
        division: "the nucleolus", found: players, limit: Self.nucleolusPlayerLimit, offer: nil)
    }
    var stage = ExcessStage(self, isIndividuallyRational: isIndividuallyRational)
    var payoff = [surplus]
    while stage.span.rank < players { payoff = try stage.solve().payoff }
    return payoff
  }
}
