import CreditNumerics
public import Ground

/// An interval of the mean of values that are 0 or 1, or lie at the ends of known bounds, that holds after every value at
/// once: look after each, stop when it is narrow enough.
///
/// It is the confidence sequence of the two-sided beta-binomial mixture. Of *n* values of which *s* are 1, a mean *p* is kept as
/// long as the likelihood of the values under chances drawn from Beta(κ p, κ (1 - p)) is less than 1 / a times that under *p*, with
/// 1 - a the confidence; where *p* is true, that ratio is a martingale of mean 1, which ever exceeds 1 / a with a probability
/// of at most a. κ decides for which number of values the interval is nearly as narrow as it can be.
///
/// It depends on the count and the sum alone. Values between the ends of the bounds are accepted and the interval covers
/// for them too, because they vary less; it is wider than it need be for them, and ``BoundedMeanSequence``, which
/// measures the variance, is the better choice.
///
/// Source: Howard, Ramdas, McAuliffe and Sekhon, "Time-uniform, nonparametric, nonasymptotic confidence sequences", Annals of
/// Statistics 49 (2021), proposition 7 with g = p and h = 1 - p; bounded values: Hoeffding, JASA 58 (1963), equation 4.1.
public struct BetaBinomialSequence: Sendable, Hashable {
  /// What values can be.
  public let bounds: ClosedRange<Double>
  /// The probability with which all intervals cover.
  public let confidence: Double
  /// The number of values for which the interval is about as narrow as it can be.
  public let tunedCount: Int
  /// How many values were added.
  public private(set) var count = 0
  /// The sum of the values, as places 0...1 within the bounds.
  private var sum = 0.0
  /// Why there is no interval whatever comes.
  private var misuse: Measured<ConfidenceInterval>?

  /// No values yet.
  ///
  /// With bounds, a confidence or a number that are not accepted ``interval`` is undefined whatever is added, with
  /// `UndefinedReason/notAccepted(_:)`.
  ///
  /// - Parameters:
  ///   - bounds: The two values, finite, which differ.
  ///   - confidence: Between 0 and 1, for instance 0.95.
  ///   - tunedCount: The number of values for which the interval is to be narrow, at least 1. It must not depend on the values.
  public init(bounds: ClosedRange<Double> = 0...1, confidence: Double, tunedFor tunedCount: Int = 512) {
    self.bounds = bounds
    self.confidence = confidence
    self.tunedCount = tunedCount
    let width = bounds.upperBound - bounds.lowerBound
    if !(width.isFinite && width > 0) {
      misuse = .notAccepted("bounds", "\(bounds)", accepted: "a range of finite, positive width")
    } else if ConfidenceInterval.tail(of: confidence) == nil {
      misuse = .unaccepted(confidence: confidence)
    } else if tunedCount < 1 {
      misuse = .notAccepted("tunedFor", tunedCount, accepted: "a whole number of at least 1")
    }
  }

  /// Adds one value, which lies within the bounds. One that does not proves them wrong: there is no interval then, now and
  /// later.
  ///
  /// - Complexity: O(1).
  public mutating func add(_ value: Double) {
    guard misuse == nil else { return }
    guard bounds.contains(value) else {
      misuse = .notAccepted("value", value, accepted: "\(bounds), the bounds")
      return
    }
    sum += (value - bounds.lowerBound) / (bounds.upperBound - bounds.lowerBound)
    count += 1
  }

  /// The interval after the values so far; its estimate is their mean. Undefined before the first value, and with
  /// `UndefinedReason/notAccepted(_:)` after a value outside the bounds.
  ///
  /// - Complexity: O(1), some hundred logarithms of gamma functions.
  public var interval: Measured<ConfidenceInterval> {
    if let misuse { return misuse }
    guard count > 0 else { return .undefined(.tooFew(found: 0, needed: 1)) }
    let (lower, upper) = (end(towards: 0), end(towards: 1))
    let width = bounds.upperBound - bounds.lowerBound
    return .value(
      ConfidenceInterval(
        estimate: bounds.lowerBound + width * (sum / Double(count)), lower: bounds.lowerBound + width * lower,
        upper: min(bounds.upperBound, bounds.lowerBound + width * upper), confidence: confidence,
        units: count, method: .confidenceSequence, resampling: nil))
  }

  /// An end of the interval within 0...1: the mean beyond the estimate at which the ratio reaches 1 / a.
  ///
  /// The ratio is the product of (κ + i / p) over i < s and of (κ + j / (1 - p)) over j < n - s, over one without p: convex in p on a
  /// log scale, so that the means that are kept are an interval, and finite at p = 0 as long as no more than one value is 1.
  private func end(towards side: Double) -> Double {
    let n = Double(count)
    let distance = side == 0 ? sum : n - sum
    guard distance > 1 else { return side }
    // On the scale of the log odds, away from the estimate, where the ratio only grows.
    let odds = Distributions.logarithm(max(n - distance, 0.5) / distance)
    let place = { (logOdds: Double) in
      let share = 1 / (1 + Distributions.exponential(logOdds))
      return side == 0 ? share : 1 - share
    }
    let logThreshold = Distributions.logarithm(1 / (1 - confidence))
    // Where there is none, it is nearer to the side than numbers can be.
    return RootSearch.falling(to: -logThreshold, from: odds, step: 0.25) { -logRatio(at: place($0)) }
      .map(place) ?? side
  }

  /// The logarithm of the likelihood ratio of the mixture against a mean.
  private func logRatio(at mean: Double) -> Double {
    let (ones, zeros) = (sum, Double(count) - sum)
    let (alpha, beta) = (concentration * mean, concentration * (1 - mean))
    let mixture =
      Distributions.logBeta(alpha + ones, beta + zeros) - Distributions.logBeta(alpha, beta)
    return mixture - ones * Distributions.logarithm(mean) - zeros * Distributions.logarithm(1 - mean)
  }

  /// κ: what makes the boundary of a normal mixture narrowest, relative to the standard deviation, after the tuned number of
  /// values at an error of 0.05; less the 1 that the mixture brings itself.
  private var concentration: Double {
    let odds = 2 * Distributions.logarithm(1 / 0.05)
    return max(Double(tunedCount) / (odds + Distributions.logarithm(1 + odds)) - 1, 1e-3)
  }
}
