/// Which departures from the hypothesis count as evidence against it.
public enum Alternative: String, Sendable, Hashable, CaseIterable, Codable {
  /// Either direction.
  case twoSided = "two-sided"
  /// The first sample, or the difference first minus second, lies higher.
  case greater
  /// The first sample, or the difference first minus second, lies lower.
  case less
}

/// The outcome of a test: what was computed, against what, and how sure it is.
///
/// Bad data gives an undefined `Measured` instead of an outcome: fewer values than a test needs, NaN or infinite
/// values, and samples without the variation that the statistic divides by.
public struct HypothesisTest: Sendable, Hashable, Codable {
  /// The tests.
  public enum Method: String, Sendable, Hashable, Codable {
    /// Student's t of one sample or of paired differences.
    case pairedT = "paired t"
    /// Student's t of a statistic with the jackknife's standard error.
    case jackknife = "jackknife t"
    /// Student's t of two samples of equal variance.
    case studentT = "two-sample t"
    /// Welch's t of two samples.
    case welch = "Welch"
    /// The sign test.
    case sign = "sign"
    /// Mann and Whitney's U.
    case mannWhitney = "Mann-Whitney"
    /// Sign changes of paired differences.
    case pairedPermutation = "paired permutation"
    /// Exchanges between two samples.
    case twoSamplePermutation = "two-sample permutation"
    /// Kruskal and Wallis's H.
    case kruskalWallis = "Kruskal-Wallis"
    /// Friedman's chi-squared.
    case friedman = "Friedman"
    /// Iman and Davenport's F from Friedman's ranks.
    case imanDavenport = "Iman-Davenport"
    /// Kolmogorov and Smirnov's test of two samples.
    case kolmogorovSmirnov = "Kolmogorov-Smirnov"
    /// Levene's F of absolute deviations from means.
    case levene = "Levene"
    /// Brown and Forsythe's F of absolute deviations from medians.
    case brownForsythe = "Brown-Forsythe"
    /// McNemar's test of paired shares.
    case mcNemar = "McNemar"
  }

  /// Which test it is.
  public let method: Method
  /// Which alternative the p-value is for; tests of more than two samples know only the two-sided one.
  public let alternative: Alternative
  /// The test statistic; each test says which.
  public let statistic: Double
  /// The degrees of freedom: none, one, or numerator and denominator.
  public let degreesOfFreedom: [Double]
  /// The p-value, greater than 0 and at most 1. One below the smallest positive `Double` is given as that.
  public let pValue: Double
  /// Whether the p-value is exact under the hypothesis as stated, rather than asymptotic or by random permutations.
  public let isExact: Bool
  /// How many values, pairs or blocks were used.
  public let units: Int

  init(
    _ method: Method, alternative: Alternative = .twoSided, statistic: Double,
    degreesOfFreedom: [Double] = [], pValue: Double, isExact: Bool, units: Int
  ) {
    self.method = method
    self.alternative = alternative
    self.statistic = statistic
    self.degreesOfFreedom = degreesOfFreedom
    self.pValue = min(1, max(Double.leastNonzeroMagnitude, pValue))
    self.isExact = isExact
    self.units = units
  }

  /// The p-value from the two tails of a statistic, each including the value found.
  static func pValue(_ alternative: Alternative, lower: Double, upper: Double) -> Double {
    switch alternative {
    case .twoSided: 2 * min(lower, upper)
    case .greater: upper
    case .less: lower
    }
  }
}
