public import Ground

/// How well numbers order pairs of units whose true values differ.
public struct Concordance: Sendable, Hashable {
  /// Pairs with different true values that the numbers order as the true values do.
  public let concordant: Int
  /// Such pairs that the numbers order the other way.
  public let discordant: Int
  /// Such pairs whose numbers are equal.
  public let tied: Int
  /// Pairs whose true values are equal, which say nothing and are left out.
  public let leftOut: Int

  /// The concordance index in `0...1`: the share of pairs with different true values that are ordered rightly, where equal
  /// numbers count half. 1/2 is what chance gets, and what a constant gets; Somers' D is 2 · index - 1.
  public var index: Double {
    (Double(concordant) + Double(tied) / 2) / Double(concordant + discordant + tied)
  }
}

extension Association {
  /// How well numbers order pairs of units whose true values differ. Unlike a rank correlation it is not held down by true
  /// values that are equal. Exactly equal values tie.
  ///
  /// Undefined for fewer than 2 pairs, and when all true values are equal. At most 2^32 - 1 units.
  ///
  /// - Complexity: O(*n* log *n*).
  ///
  /// Source: Harrell, Califf, Pryor, Lee and Rosati, JAMA 247 (1982), for the index; Somers, American Sociological Review 27
  /// (1962), for D.
  public static func concordance(
    of numbers: some Numbers, with truth: some Numbers
  ) -> Measured<Concordance> {
    switch kendall(numbers, truth) {
    case .value(let tau):
      let compared = tau.count * (tau.count - 1) / 2 - tau.tiedInSecond
      return .value(
        Concordance(
          concordant: tau.concordant, discordant: tau.discordant,
          tied: compared - tau.concordant - tau.discordant, leftOut: tau.tiedInSecond))
    case .undefined(.noVariance):
      // Where the numbers alone are constant, whatever differs in truth is a tie.
      return kendall(truth, truth).map {
        Concordance(concordant: 0, discordant: 0, tied: $0.concordant, leftOut: $0.tiedInSecond)
      }
    case .undefined(let reason): return .undefined(reason)
    }
  }
}
