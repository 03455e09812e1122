public import Ground

/// An interval of the mean of values within known bounds that holds after every value at once, whatever their distribution:
/// look after each, stop when it is narrow enough.
///
/// It is the predictable plug-in empirical Bernstein confidence sequence. Its width falls with the variance found, as
/// sqrt(log n / n); at one given sample size it is wider than an interval for that size alone. The values need not be
/// independent as long as each has the same mean given those before.
///
/// Source: Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", JRSS B 86 (2024), theorem 2
/// with equations 14 and 15.
public struct BoundedMeanSequence: Sendable, Hashable {
  /// What values can be.
  public let bounds: ClosedRange<Double>
  /// The probability with which all intervals cover.
  public let confidence: Double
  /// How many values were added.
  public private(set) var count = 0
  private var sum = 0.0
  private var squares = 0.0
  private var weight = 0.0
  private var weightedSum = 0.0
  private var penalty = 0.0
  private var lower = 0.0
  private var upper = 1.0
  /// log(2 / a), with 1 - a the confidence.
  private var logError = 0.0
  /// Why there is no interval whatever comes.
  private var misuse: Measured<ConfidenceInterval>?

  /// No values yet.
  ///
  /// With bounds or a confidence that are not accepted ``interval`` is undefined whatever is added, with
  /// `UndefinedReason/notAccepted(_:)`.
  ///
  /// - Parameters:
  ///   - bounds: What values can be; finite ends that differ.
  ///   - confidence: Between 0 and 1, for instance 0.95.
  public init(bounds: ClosedRange<Double>, confidence: Double) {
    self.bounds = bounds
    self.confidence = confidence
    let width = bounds.upperBound - bounds.lowerBound
    guard width.isFinite, width > 0 else {
      misuse = .notAccepted("bounds", "\(bounds)", accepted: "a range of finite, positive width")
      return
    }
    guard let tail = ConfidenceInterval.tail(of: confidence) else {
      misuse = .unaccepted(confidence: confidence)
      return
    }
    logError = Distributions.logarithm(1 / tail)
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
    let scaled = (value - bounds.lowerBound) / (bounds.upperBound - bounds.lowerBound)
    let n = Double(count)
    // Mean and variance before this value, shrunk towards 1/2 and 1/4, decide how much it weighs.
    let mean = (0.5 + sum) / (n + 1)
    let variance = (0.25 + squares) / (n + 1)
    let bet = min(
      0.5, (2 * logError / (variance * (n + 1) * Distributions.logarithm(n + 2))).squareRoot())
    count += 1
    sum += scaled
    let deviation = scaled - mean
    let newDeviation = scaled - (0.5 + sum) / (n + 2)
    squares += newDeviation * newDeviation
    weight += bet
    weightedSum += bet * scaled
    penalty += deviation * deviation * (-Distributions.logarithm(1 - bet) - bet)
    let center = weightedSum / weight
    let margin = (logError + penalty) / weight
    // All intervals hold together, so their intersection does.
    lower = max(lower, center - margin)
    upper = min(upper, center + margin)
  }

  /// The interval after the values so far; its estimate is their mean, held within it. Undefined before the first value, with
  /// `UndefinedReason/noUnits` when no mean agrees with all values, which has at most the probability 1 less the confidence, and
  /// with `UndefinedReason/notAccepted(_:)` after a value outside the bounds.
  public var interval: Measured<ConfidenceInterval> {
    if let misuse { return misuse }
    guard count > 0 else { return .undefined(.tooFew(found: 0, needed: 1)) }
    guard lower <= upper else { return .undefined(.noUnits) }
    let width = bounds.upperBound - bounds.lowerBound
    let mean = min(max(sum / Double(count), lower), upper)
    return .value(
      ConfidenceInterval(
        estimate: bounds.lowerBound + width * mean, lower: bounds.lowerBound + width * lower,
        upper: min(bounds.upperBound, bounds.lowerBound + width * upper), confidence: confidence,
        units: count,
        method: .confidenceSequence, resampling: nil))
  }
}
