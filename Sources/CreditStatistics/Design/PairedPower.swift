public import Ground

/// How probably paired tests find an effect, and how many pairs they need for it.
///
/// An effect is d_z: the mean difference over the standard deviation of the differences. Numbers of pairs are the smallest
/// that reach the power; they are searched up to ``PairedPower/mostPairs``, and undefined with
/// `UndefinedReason/outOfRange` beyond. A level, a power or a chance that is not accepted leaves everything undefined, with
/// `UndefinedReason/notAccepted(_:)`.
public enum PairedPower {
  /// The largest number of pairs that is searched.
  public static let mostPairs = 1_000_000

  /// The power of the paired t test for normal differences: exact, by the noncentral t distribution.
  ///
  /// Undefined for fewer than 2 pairs.
  ///
  /// Source: Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd ed. (1988), section 2.3.5, without its
  /// approximation.
  public static func studentT(
    effect: Double, pairs: Int, level: Double, alternative: Alternative = .twoSided
  ) -> Measured<Double> {
    studentT(effect: effect, equivalentPairs: Double(pairs), pairs: pairs, level, alternative)
  }

  /// The smallest number of pairs with which the paired t test has a power.
  ///
  /// Undefined with `UndefinedReason/allZero` for an effect of 0, or one against the alternative, which no number of
  /// pairs finds.
  public static func pairsForStudentT(
    effect: Double, power: Double, level: Double, alternative: Alternative = .twoSided
  ) -> Measured<Int> {
    pairs(effect, power, level, alternative) {
      studentT(effect: effect, pairs: $0, level: level, alternative: alternative).optional ?? 0
    }
  }

  /// The power of Wilcoxon's signed-rank test for normal differences, as that of the t test with 3 / π of the pairs: its
  /// asymptotic relative efficiency, which for other distributions is never below 0.864. An approximation for 10 pairs or
  /// more.
  ///
  /// Source: Hodges and Lehmann, Annals of Mathematical Statistics 27 (1956), for the efficiency.
  public static func wilcoxon(
    effect: Double, pairs: Int, level: Double, alternative: Alternative = .twoSided
  ) -> Measured<Double> {
    studentT(effect: effect, equivalentPairs: Double(pairs) * 3 / Double.pi, pairs: pairs, level, alternative)
  }

  /// The smallest number of pairs with which Wilcoxon's test has a power, by ``wilcoxon(effect:pairs:level:alternative:)``.
  public static func pairsForWilcoxon(
    effect: Double, power: Double, level: Double, alternative: Alternative = .twoSided
  ) -> Measured<Int> {
    pairs(effect, power, level, alternative) {
      wilcoxon(effect: effect, pairs: $0, level: level, alternative: alternative).optional ?? 0
    }
  }

  /// The power of the exact two-sided sign test, or of McNemar's among discordant pairs, when each difference is positive
  /// with a chance. The test rejects at most as often as the level; its power therefore rises in a saw-tooth.
  ///
  /// Undefined for no pairs.
  public static func sign(chance: Double, pairs: Int, level: Double) -> Measured<Double> {
    guard (0...1).contains(chance) else { return .unaccepted(probability: chance, "chance") }
    guard isInside(level) else { return .unaccepted(confidence: level, "level") }
    guard pairs >= 1 else { return .undefined(.tooFew(found: pairs, needed: 1)) }
    return .value(rejection(chance, pairs, level))
  }

  /// The smallest number of pairs from which on the exact sign test keeps a power for all larger numbers up to twice it.
  ///
  /// Undefined with `UndefinedReason/allZero` for a chance of 1/2, and with `UndefinedReason/outOfRange` when 20,000
  /// pairs are too few.
  public static func pairsForSign(chance: Double, power: Double, level: Double) -> Measured<Int> {
    guard (0...1).contains(chance) else { return .unaccepted(probability: chance, "chance") }
    guard isInside(level) else { return .unaccepted(confidence: level, "level") }
    guard isInside(power) else { return .unaccepted(confidence: power, "power") }
    guard chance != 0.5 else { return .undefined(.allZero) }
    var candidate = 1
    var pairs = 1
    while pairs <= 2 * candidate {
      if rejection(chance, pairs, level) < power { candidate = pairs + 1 }
      guard candidate <= 20_000 else { return .undefined(.outOfRange) }
      pairs += 1
    }
    return .value(candidate)
  }

  /// The power of the paired test of equivalence (TOST) for normal differences: exact, over the distribution of the
  /// standard deviation.
  ///
  /// - Parameters:
  ///   - effect: The true mean difference, in standard deviations of the differences.
  ///   - limits: The limits of equivalence, in standard deviations of the differences.
  ///   - pairs: Undefined for fewer than 2.
  ///   - level: Of either one-sided test, between 0 and 1/2.
  ///
  /// Source: Phillips, Journal of Pharmacokinetics and Biopharmaceutics 18 (1990).
  public static func equivalence(
    effect: Double, limits: ClosedRange<Double>, pairs: Int, level: Double
  ) -> Measured<Double> {
    guard isHalfInside(level) else { return unaccepted(half: level) }
    guard pairs >= 2 else { return .undefined(.tooFew(found: pairs, needed: 2)) }
    guard effect.isFinite, limits.lowerBound.isFinite, limits.upperBound.isFinite else {
      return .undefined(.notFinite)
    }
    let degrees = Double(pairs - 1)
    let critical = Distributions.studentTQuantile(upperTail: level, degrees: degrees)
    let root = Double(pairs).squareRoot()
    let (low, high) = ((limits.lowerBound - effect) * root, (limits.upperBound - effect) * root)
    // Beyond this standard deviation the two rejection regions leave nothing between them.
    let power = NoncentralT.integral(critical, degrees, end: (high - low) / (2 * critical)) { s in
      Distributions.normalCDF(high - critical * s) - Distributions.normalCDF(low + critical * s)
    }
    return .value(min(1, max(0, power)))
  }

  /// The smallest number of pairs with which the test of equivalence has a power. Undefined with
  /// `UndefinedReason/onTheBoundary` for an effect at or outside the limits.
  public static func pairsForEquivalence(
    effect: Double, limits: ClosedRange<Double>, power: Double, level: Double
  ) -> Measured<Int> {
    guard isInside(power) else { return .unaccepted(confidence: power, "power") }
    guard isHalfInside(level) else { return unaccepted(half: level) }
    guard effect > limits.lowerBound, effect < limits.upperBound else { return .undefined(.onTheBoundary) }
    return smallest { pairs in
      (equivalence(effect: effect, limits: limits, pairs: pairs, level: level).optional ?? 0) >= power
    }
  }

  /// The smallest number of independent values with which Student's t interval has half a width of at most `margin`, for
  /// a given standard deviation; on average over the samples' own deviations the width is a little less.
  ///
  /// - Parameters:
  ///   - margin: In the unit of the values, positive.
  ///   - standardDeviation: Of the values, positive.
  ///   - confidence: Between 0 and 1, for instance 0.95.
  public static func valuesForMargin(
    _ margin: Double, standardDeviation: Double, confidence: Double
  ) -> Measured<Int> {
    for (name, number) in [("margin", margin), ("standardDeviation", standardDeviation)] {
      guard number > 0 else { return .notAccepted(name, number, accepted: "a number above 0") }
    }
    guard let tail = ConfidenceInterval.tail(of: confidence) else {
      return .unaccepted(confidence: confidence)
    }
    return smallest { count in
      let quantile = Distributions.studentTQuantile(upperTail: tail, degrees: Double(count - 1))
      return quantile * standardDeviation / Double(count).squareRoot() <= margin
    }
  }

  private static func isInside(_ level: Double) -> Bool { level > 0 && level < 1 }
  private static func isHalfInside(_ level: Double) -> Bool { level > 0 && level < 0.5 }

  private static func unaccepted<Value>(half level: Double) -> Measured<Value> {
    .notAccepted("level", level, accepted: "a number between 0 and 1/2, without either")
  }

  private static func studentT(
    effect: Double, equivalentPairs: Double, pairs: Int, _ level: Double, _ alternative: Alternative
  ) -> Measured<Double> {
    guard isInside(level) else { return .unaccepted(confidence: level, "level") }
    guard pairs >= 2 else { return .undefined(.tooFew(found: pairs, needed: 2)) }
    guard effect.isFinite else { return .undefined(.notFinite) }
    let degrees = Double(pairs - 1)
    let shift = effect * equivalentPairs.squareRoot()
    let tail = alternative == .twoSided ? level / 2 : level
    let critical = Distributions.studentTQuantile(upperTail: tail, degrees: degrees)
    func above() -> Double { NoncentralT.upperTail(critical, degrees: degrees, noncentrality: shift) }
    func below() -> Double { NoncentralT.cdf(-critical, degrees: degrees, noncentrality: shift) }
    let power =
      switch alternative {
      case .twoSided: above() + below()
      case .greater: above()
      case .less: below()
      }
    return .value(min(1, max(0, power)))
  }

  private static func pairs(
    _ effect: Double, _ power: Double, _ level: Double, _ alternative: Alternative,
    powerOf: (Int) -> Double
  ) -> Measured<Int> {
    guard isInside(level) else { return .unaccepted(confidence: level, "level") }
    guard isInside(power) else { return .unaccepted(confidence: power, "power") }
    guard effect.isFinite else { return .undefined(.notFinite) }
    guard effect != 0, alternative != .greater || effect > 0, alternative != .less || effect < 0 else {
      return .undefined(.allZero)
    }
    return smallest { powerOf($0) >= power }
  }

  /// The smallest number from 2 on that suffices, where all larger ones do.
  private static func smallest(_ suffices: (Int) -> Bool) -> Measured<Int> {
    var high = 2
    while !suffices(high) {
      guard high < mostPairs else { return .undefined(.outOfRange) }
      high = min(2 * high, mostPairs)
    }
    var low = high / 2
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if suffices(middle) { high = middle } else { low = middle }
    }
    return .value(high)
  }

  /// The probability of a count that the sign test rejects.
  private static func rejection(_ chance: Double, _ pairs: Int, _ level: Double) -> Double {
    // The largest count whose two-sided p-value is at most the level, between one that is and one that is not.
    func rejects(_ count: Int) -> Bool {
      2 * Distributions.binomialCDF(count, trials: pairs, chance: 0.5) <= level
    }
    var critical = -1
    var beyond = (pairs + 1) / 2
    while beyond - critical > 1 {
      let middle = critical + (beyond - critical) / 2
      if rejects(middle) { critical = middle } else { beyond = middle }
    }
    guard critical >= 0 else { return 0 }
    return Distributions.binomialCDF(critical, trials: pairs, chance: chance)
      + Distributions.binomialCDF(critical, trials: pairs, chance: 1 - chance)
  }
}
