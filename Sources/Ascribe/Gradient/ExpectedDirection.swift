import CreditStatistics
import Ground

/// What batches say of the direction of the gradient that they have in common: the cosine of its angle with the exact one, as a
/// set of cosines that are not rejected, and tests of it.
///
/// The squared cosine is a ratio of two numbers that pairs of batches estimate without the noise of either: the mean product of
/// their components along the exact gradient over the mean of their inner products. Both vary with the batches, the lower one by
/// as much as it is worth where there are few of them; a standard error of the quotient then covers anything from half to nearly
/// all of what it should. Fieller's set is that of the quotients which are not rejected, with variances and covariance of
/// the two by leaving out one batch at a time, which are too large rather than too small where noise outweighs the signal. The
/// sign is that of the component along the exact gradient, by Student's t: where that is not told from 0 the set holds both.
///
/// Source: Arvesen, "Jackknifing U-statistics", Annals of Mathematical Statistics 40 (1969) 2076-2100.
struct ExpectedDirection {
  /// Cosines from here on are taken for no direction of its own.
  static let aligned = 0.99

  /// The squared cosine.
  private let square: FiellerRatio
  /// Mean of the components along the exact gradient, and its standard error.
  private let along, error: Double
  /// Gradients that never leave the line of the exact one, as those of a single probability: their direction is a sign.
  private let isLine: Bool
  /// Products of this size are 0 but for rounding.
  private let negligible: Double

  /// Nothing for less than 3 units, and for those that are 0.
  ///
  /// - Parameters:
  ///   - components: Of each unit, the component of its gradient along the exact one.
  ///   - own: Of each unit, the squared length of its gradient.
  ///   - withAll: Of each unit, the sum of the inner products of its gradient with all of them.
  init?(components: [Double], own: [Double], withAll: [Double]) {
    let units = components.count
    let size = own.reduce(0, +)
    guard units >= 3, size > 0 else { return nil }
    let along = components.map { $0 * $0 }
    let sum = components.reduce(0, +)
    let upper = Self.pairs(own: along, withAll: components.map { $0 * sum })
    let lower = Self.pairs(own: own, withAll: withAll)
    let negligible = 1e-12 * size / Double(units)
    let (mean, error) = (sum / Double(units), Descriptive.standardErrorOfMean(of: components).optional ?? 0)
    square = FiellerRatio(
      upper.all, over: lower.all, numeratorVariance: Self.covariance(upper.without, upper.without),
      covariance: Self.covariance(upper.without, lower.without),
      denominatorVariance: Self.covariance(lower.without, lower.without), units: units)
    self.along = mean
    self.error = error
    self.negligible = negligible
    isLine = zip([upper.all] + upper.without, [lower.all] + lower.without).allSatisfy {
      abs($0 - $1) <= negligible
    }
  }

  /// The mean over the pairs of different units, of all of them and without each.
  private static func pairs(own: [Double], withAll: [Double]) -> (all: Double, without: [Double]) {
    let n = Double(own.count)
    let between = withAll.reduce(0, +) - own.reduce(0, +)
    return (
      between / (n * (n - 1)),
      // A unit is in two sums with each of the others.
      zip(own, withAll).map { (between - 2 * ($1 - $0)) / ((n - 1) * (n - 2)) }
    )
  }

  /// The jackknife's covariance of two numbers, from their values without each unit.
  private static func covariance(_ one: [Double], _ other: [Double]) -> Double {
    let n = Double(one.count)
    let (mean, otherMean) = (one.reduce(0, +) / n, other.reduce(0, +) / n)
    return (n - 1) / n * zip(one, other).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - otherMean) }
  }

  /// The sign of the component along the exact gradient; 0 where it is not told from 0.
  private func sign(_ plan: StudyPlan) -> Double {
    guard abs(along) > negligible.squareRoot() else { return 0 }
    let (pValue, tail) = (reversed, (1 - plan.confidence) / 2)
    return pValue < tail ? -1 : pValue > 1 - tail ? 1 : 0
  }

  /// The cosine: undefined where only its sign can be asked for, and that is known.
  ///
  /// - Parameter estimate: What is given as the cosine.
  func cosine(_ estimate: Double, _ plan: StudyPlan) -> Measured<ConfidenceInterval> {
    let sign = sign(plan)
    if isLine, sign != 0 { return .undefined(.noVariance) }
    if isLine {
      return square.interval(confidence: plan.confidence, within: 0...1).map {
        $0.replaced(estimate: estimate, lower: -1, upper: 1)
      }
    }
    return square.interval(confidence: plan.confidence, within: 0...1).map { found in
      let (near, far) = (found.lower.squareRoot(), found.upper.squareRoot())
      return found.replaced(
        estimate: estimate, lower: sign > 0 ? near : -far, upper: sign < 0 ? -near : far)
    }
  }

  /// 1 less the squared cosine, whatever its sign.
  ///
  /// - Parameter estimate: What is given for it.
  func distance(_ estimate: Double, _ plan: StudyPlan) -> Measured<ConfidenceInterval> {
    if isLine { return .undefined(.noVariance) }
    return square.interval(confidence: plan.confidence, within: 0...1).map {
      $0.replaced(estimate: estimate, lower: 1 - $0.upper, upper: 1 - $0.lower)
    }
  }

  /// P-value of the cosine being at least ``aligned``: twice the smaller one of its square being that large and of its sign.
  var misled: Double {
    min(1, 2 * min(square.pValue(atLeast: Self.aligned * Self.aligned, negligible: negligible), reversed))
  }

  /// P-value of the cosine being at least 0, by Student's t of the component along the exact gradient.
  var reversed: Double {
    FiellerRatio(
      along, over: 1, numeratorVariance: error * error, covariance: 0, denominatorVariance: 0,
      units: square.units
    ).pValue(atLeast: 0, negligible: negligible.squareRoot())
  }
}
