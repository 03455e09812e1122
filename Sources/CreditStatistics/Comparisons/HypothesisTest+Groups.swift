public import Ground

extension HypothesisTest {
  /// Kruskal and Wallis's test of several independent samples: whether they come from one distribution. The statistic
  /// is H, corrected for ties, and taken as chi-squared with one degree of freedom less than there are groups.
  ///
  /// Undefined for fewer than 2 groups, for an empty group, and when all values are equal. The chi-squared is good from
  /// about 5 values a group on.
  ///
  /// Source: Kruskal and Wallis, JASA 47 (1952).
  public static func kruskalWallis(_ groups: [[Double]]) -> Measured<HypothesisTest> {
    GroupRanks.measured(groups).map { ranks in
      let degrees = Double(groups.count - 1)
      return HypothesisTest(
        .kruskalWallis, statistic: ranks.statistic, degreesOfFreedom: [degrees],
        pValue: Distributions.chiSquaredUpperTail(ranks.statistic, degrees: degrees), isExact: false,
        units: ranks.total)
    }
  }

  /// Levene's test of several independent samples: whether their variances are equal, by the F of the absolute deviations
  /// from the group means. Sensitive to skewness; ``brownForsythe(_:)`` less so.
  ///
  /// Undefined for fewer than 2 groups, for an empty group, for no more values than groups, and when the deviations do
  /// not vary within groups.
  ///
  /// Source: Levene, in Contributions to Probability and Statistics (1960).
  public static func levene(_ groups: [[Double]]) -> Measured<HypothesisTest> {
    spread(.levene, groups) { Descriptive.mean(of: $0) }
  }

  /// Brown and Forsythe's form of ``levene(_:)``, with deviations from the group medians.
  ///
  /// Source: Brown and Forsythe, JASA 69 (1974).
  public static func brownForsythe(_ groups: [[Double]]) -> Measured<HypothesisTest> {
    spread(.brownForsythe, groups) { Descriptive.median(of: $0) }
  }

  private static func spread(
    _ method: Method, _ groups: [[Double]], center: ([Double]) -> Measured<Double>
  ) -> Measured<HypothesisTest> {
    guard groups.count >= 2 else { return .undefined(.tooFew(found: groups.count, needed: 2)) }
    var within = 0.0
    var all = RunningMoments()
    for group in groups {
      switch center(group) {
      case .undefined(let reason): return .undefined(reason)
      case .value(let center):
        let deviations = RunningMoments(of: group.map { abs($0 - center) })
        within += deviations.sumOfSquaredDeviations
        all.merge(deviations)
      }
    }
    let numerator = Double(groups.count - 1)
    let denominator = Double(all.count - groups.count)
    guard denominator > 0 else { return .undefined(.tooFew(found: all.count, needed: groups.count + 1)) }
    guard within > 0 else { return .undefined(.noVariance) }
    let between = max(0, all.sumOfSquaredDeviations - within)
    let f = between / numerator / (within / denominator)
    guard f.isFinite else { return .undefined(.outOfRange) }
    return .value(
      HypothesisTest(
        method, statistic: f, degreesOfFreedom: [numerator, denominator],
        pValue: Distributions.fUpperTail(f, numerator, denominator), isExact: false, units: all.count))
  }

  /// Friedman's test of treatments that are measured in the same blocks: whether their ranks within blocks are alike.
  /// The statistic is chi-squared, corrected for ties, with one degree of freedom less than there are treatments.
  ///
  /// The chi-squared is conservative for few blocks; ``imanDavenport(_:treatments:)`` is nearer to its level. Undefined
  /// for fewer than 2 treatments or blocks, and when every block is constant.
  ///
  /// - Parameters:
  ///   - matrix: The values, block by block: a row is a block, a column a treatment.
  ///   - treatments: How many columns there are.
  ///
  /// Source: Friedman, JASA 32 (1937); Conover, Practical Nonparametric Statistics, 3rd ed. (1999), section 5.8.
  public static func friedman(_ matrix: [Double], treatments: Int) -> Measured<HypothesisTest> {
    BlockRanks.measured(matrix, treatments: treatments).flatMap { ranks in
      guard let statistic = ranks.chiSquared else { return .undefined(.noVariance) }
      let degrees = Double(treatments - 1)
      return .value(
        HypothesisTest(
          .friedman, statistic: statistic, degreesOfFreedom: [degrees],
          pValue: Distributions.chiSquaredUpperTail(statistic, degrees: degrees), isExact: false,
          units: ranks.blocks))
    }
  }

  /// Iman and Davenport's F of Friedman's ranks, (n - 1) χ² / (n (k - 1) - χ²), with k - 1 and (k - 1) (n - 1) degrees of
  /// freedom.
  ///
  /// Undefined as ``friedman(_:treatments:)``, and with `UndefinedReason/onTheBoundary` when all blocks rank alike,
  /// where F is infinite.
  ///
  /// Source: Iman and Davenport, Communications in Statistics A 9 (1980).
  public static func imanDavenport(_ matrix: [Double], treatments: Int) -> Measured<HypothesisTest> {
    friedman(matrix, treatments: treatments).flatMap { friedman in
      let n = Double(friedman.units)
      let numerator = Double(treatments - 1)
      let left = n * numerator - friedman.statistic
      guard left > 1e-12 * n * numerator else { return .undefined(.onTheBoundary) }
      let f = (n - 1) * friedman.statistic / left
      return .value(
        HypothesisTest(
          .imanDavenport, statistic: f, degreesOfFreedom: [numerator, numerator * (n - 1)],
          pValue: Distributions.fUpperTail(f, numerator, numerator * (n - 1)), isExact: false,
          units: friedman.units))
    }
  }
}
