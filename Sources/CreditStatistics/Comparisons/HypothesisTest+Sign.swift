public import Ground

extension HypothesisTest {
  /// The sign test: whether differences are positive as often as negative. The statistic is the number of positive ones;
  /// zeros are dropped, and ``units`` counts the rest.
  ///
  /// Exact for independent differences, whatever their distributions. Undefined for no differences and, with
  /// `UndefinedReason/allZero`, when all are 0.
  public static func sign(
    differences: some Numbers, alternative: Alternative = .twoSided
  ) -> Measured<HypothesisTest> {
    differences.measured(atLeast: 1) { sample in
      var positive = 0
      var negative = 0
      for index in 0..<sample.count {
        if sample[index] > 0 { positive += 1 } else if sample[index] < 0 { negative += 1 }
      }
      guard positive + negative > 0 else { return .undefined(.allZero) }
      return .value(binomial(.sign, positive, negative, alternative))
    }
  }

  /// McNemar's exact test of paired outcomes: whether, among the pairs in which just one side succeeds, it is either
  /// side as often. The statistic is `onlyFirst`.
  ///
  /// Undefined with `UndefinedReason/noUnits` when no pair differs, and with `UndefinedReason/notAccepted(_:)` for counts that
  /// are negative or beyond 10^15.
  ///
  /// - Parameters:
  ///   - onlyFirst: Pairs in which only the first side succeeds.
  ///   - onlySecond: Pairs in which only the second side does.
  ///   - alternative: Which deviations count as evidence.
  ///
  /// Source: McNemar, Psychometrika 12 (1947), with the binomial distribution.
  public static func mcNemar(
    onlyFirst: Int, onlySecond: Int, alternative: Alternative = .twoSided
  ) -> Measured<HypothesisTest> {
    discordant(onlyFirst, onlySecond).map { _ in binomial(.mcNemar, onlyFirst, onlySecond, alternative) }
  }

  /// McNemar's test by chi-squared with one degree of freedom and a continuity correction,
  /// (max(|b - c| - 1, 0))² / (b + c). Undefined as ``mcNemar(onlyFirst:onlySecond:alternative:)``.
  public static func mcNemarChiSquared(onlyFirst: Int, onlySecond: Int) -> Measured<HypothesisTest> {
    discordant(onlyFirst, onlySecond).map { pairs in
      let distance = Double(max(0, abs(onlyFirst - onlySecond) - 1))
      let statistic = distance * distance / Double(pairs)
      return HypothesisTest(
        .mcNemar, statistic: statistic, degreesOfFreedom: [1],
        pValue: Distributions.chiSquaredUpperTail(statistic, degrees: 1), isExact: false, units: pairs)
    }
  }

  /// The largest number of pairs: sums of two are exact as `Double`s.
  private static let mostPairs = 1_000_000_000_000_000

  /// The pairs in which just one side succeeds.
  private static func discordant(_ onlyFirst: Int, _ onlySecond: Int) -> Measured<Int> {
    for (name, count) in [("onlyFirst", onlyFirst), ("onlySecond", onlySecond)] {
      guard (0...mostPairs).contains(count) else {
        return .notAccepted(name, count, accepted: "0...10^15")
      }
    }
    return onlyFirst + onlySecond > 0 ? .value(onlyFirst + onlySecond) : .undefined(.noUnits)
  }

  private static func binomial(
    _ method: Method, _ positive: Int, _ negative: Int, _ alternative: Alternative
  ) -> HypothesisTest {
    let trials = positive + negative
    let p = pValue(
      alternative, lower: Distributions.binomialCDF(positive, trials: trials, chance: 0.5),
      upper: Distributions.binomialCDF(negative, trials: trials, chance: 0.5))
    return HypothesisTest(
      method, alternative: alternative, statistic: Double(positive), pValue: p, isExact: true, units: trials)
  }
}
