import Glibc

/// How many turns of an endless discounted problem decide its value to a precision, and what later turns add at least
/// and at most.
///
/// The optimal value without a horizon is that of the first turns plus something between the two bounds, since every
/// later turn pays between the smallest and the largest expected reward.
public struct Truncation: Sendable, Hashable {
  /// Number of turns that are looked at.
  public let horizon: Int
  /// What all later turns add, at least and at most.
  public let least, most: Double

  /// A truncation.
  ///
  /// - Parameters:
  ///   - model: The problem, with a discount below 1.
  ///   - precision: Largest accepted distance of ``least`` and ``most``, in the unit of the rewards; above 0.
  /// - Throws: ``SolverError/noDiscount`` and ``SolverError/precision(found:turns:accepted:)``.
  public init(of model: DecPOMDPModel, precision: Double) throws(SolverError) {
    guard model.discount < 1 else { throw .noDiscount }
    let (low, high) = model.expectedRewards.reduce((Double.infinity, -Double.infinity)) {
      (min($0.0, $1), max($0.1, $1))
    }
    let all = 1 / (1 - model.discount)
    var turns = 1
    var scale = model.discount
    while scale * all * (high - low) > precision {
      guard turns < SolverError.horizons.upperBound else {
        let needed = log(precision / (all * (high - low))) / log(model.discount)
        throw .precision(
          found: precision, turns: needed.rounded(.up), accepted: scale * all * (high - low))
      }
      turns += 1
      scale *= model.discount
    }
    horizon = turns
    least = scale * all * low
    most = scale * all * high
  }
}
