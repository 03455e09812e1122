import Ground

/// An estimate with the interval that covers the true value with a stated confidence, and how it was made.
///
/// Intervals of a confidence that is not between 0 and 1 are undefined, with `UndefinedReason/notAccepted(_:)`.
public struct ConfidenceInterval: Sendable, Hashable, Codable {
  /// How an interval was made.
  public enum Method: String, Sendable, Hashable, Codable {
    /// Student's t interval of a mean.
    case studentT = "Student's t"
    /// Percentiles of the statistic on resampled units.
    case percentileBootstrap = "percentile bootstrap"
    /// A normal quantile on either side, times a standard error.
    case normal = "normal"
    /// Wilson's score interval of a share.
    case wilson = "Wilson score"
    /// Clopper and Pearson's interval of a share, by the binomial distribution itself.
    case clopperPearson = "Clopper-Pearson"
    /// The percentile interval reflected about the estimate.
    case basicBootstrap = "basic bootstrap"
    /// Percentiles moved for bias and acceleration.
    case acceleratedBootstrap = "BCa bootstrap"
    /// Percentiles of resampled t ratios.
    case studentizedBootstrap = "studentised bootstrap"
    /// Student's t with the jackknife's standard error.
    case jackknife = "jackknife"
    /// The ratios of two estimates that Student's t does not reject.
    case fieller = "Fieller"
    /// Student's t, joint over a family by Bonferroni's share of the error.
    case bonferroni = "Bonferroni"
    /// Student's t, joint over a family by Šidák's share of the error.
    case sidak = "Sidak"
    /// Joint over a family by resampling the largest t ratio.
    case maximumT = "max-t bootstrap"
    /// Normal on the scale of Fisher's z, the inverse hyperbolic tangent.
    case fisherZ = "Fisher z"
    /// Inversion of the noncentral t distribution.
    case noncentralT = "noncentral t"
    /// Inversion of F distributions.
    case fDistribution = "F distribution"
    /// Order statistics and rank variances, asymmetric within the range of the statistic.
    case rankVariance = "rank variance"
    /// Normal on the scale of the log odds.
    case logit = "logit"
    /// Student's t on the log odds of the place within a range, or on the log of the distance from its only end.
    case bounded = "Student's t on a log scale"
    /// Valid at every sample size at once, so also at one that was chosen by looking.
    case confidenceSequence = "confidence sequence"
    /// Stein's two-stage interval of fixed width.
    case twoStage = "two-stage"
  }

  /// The resamples behind a bootstrap interval.
  public struct Resampling: Sendable, Hashable, Codable {
    /// How many resamples were drawn.
    public let resamples: Int
    /// On how many of them the statistic had a value; the interval rests on these.
    public let defined: Int
    /// The seed that repeats them.
    public let seed: UInt64
  }

  /// The statistic on the sample itself.
  public let estimate: Double
  /// The lower end, in the unit of the estimate.
  public let lower: Double
  /// The upper end, in the unit of the estimate; not below ``lower``.
  public let upper: Double
  /// The nominal probability of covering the true value, between 0 and 1.
  public let confidence: Double
  /// How many independent units the interval rests on.
  public let units: Int
  /// How the interval was made.
  public let method: Method
  /// The resamples, for a method that draws them.
  public let resampling: Resampling?

  /// The interval without what lies outside of the range of the quantity, which holds its estimate.
  package func cut(to range: ClosedRange<Double>) -> ConfidenceInterval {
    ConfidenceInterval(
      estimate: estimate, lower: max(lower, range.lowerBound), upper: min(upper, range.upperBound),
      confidence: confidence, units: units, method: method, resampling: resampling)
  }

  /// The interval of an image of the estimate under a function that never falls.
  package func mapped(by image: (Double) -> Double) -> ConfidenceInterval {
    ConfidenceInterval(
      estimate: image(estimate), lower: image(lower), upper: image(upper), confidence: confidence,
      units: units, method: method, resampling: resampling)
  }

  /// An interval of something else that rests on the same units.
  package func replaced(estimate: Double, lower: Double, upper: Double) -> ConfidenceInterval {
    ConfidenceInterval(
      estimate: estimate, lower: lower, upper: upper, confidence: confidence, units: units, method: method,
      resampling: resampling)
  }

  /// The interval with other ends, and of another estimate where one is given.
  package func reaching(
    from lower: Double, to upper: Double, around estimate: Double? = nil
  ) -> ConfidenceInterval {
    ConfidenceInterval(
      estimate: estimate ?? self.estimate, lower: lower, upper: upper, confidence: confidence, units: units,
      method: method,
      resampling: resampling)
  }

  /// The interval of the estimate times a positive factor.
  package func scaled(by factor: Double) -> ConfidenceInterval {
    ConfidenceInterval(
      estimate: factor * estimate, lower: factor * lower, upper: factor * upper, confidence: confidence,
      units: units, method: method, resampling: resampling)
  }

  /// The upper end less the lower one, in the unit of the estimate.
  public var width: Double { upper - lower }

  /// Whether the interval, ends included, contains a value.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }

  /// The probability that is left on either side of an interval of a confidence; `nil` for one that is not between 0 and 1,
  /// whose interval is `Measured/unaccepted(confidence:)`.
  static func tail(of confidence: Double) -> Double? {
    0 < confidence && confidence < 1 ? (1 - confidence) / 2 : nil
  }
}

extension Measured {
  /// Undefined, because the confidence is not between 0 and 1.
  static func unaccepted(confidence: Double, _ parameter: String = "confidence") -> Measured {
    .notAccepted(parameter, confidence, accepted: "a number between 0 and 1, without either")
  }
}
