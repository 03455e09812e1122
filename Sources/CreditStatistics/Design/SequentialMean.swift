public import Ground

/// Looking at a growing sample of independent values as often as one likes, and stopping when its mean is known well
/// enough, with the confidence kept over all looks together.
///
/// Look *j* uses Student's t at the error a / (j (j + 1)), and these sum to *a* over all looks, so that by Bonferroni's
/// inequality all intervals cover together with at least 1 - *a* for normal values (and about that for others, once looks
/// are large). When and why one stops therefore does not matter. Few looks, each half as large again as the one before,
/// cost the least width.
///
/// ```swift
/// var stopping = SequentialMean(confidence: 0.95)
/// while true {
///   run(batches)
///   let look = stopping.look(at: RunningMoments(of: scores))
///   if let interval = look.optional, interval.width <= 0.04 { break }
/// }
/// ```
///
/// Source: the allocation of the error is that of Robbins, Annals of Mathematical Statistics 41 (1970), for countably many
/// tests.
public struct SequentialMean: Sendable, Hashable {
  /// The probability with which all intervals cover.
  public let confidence: Double
  /// How many looks were made.
  public private(set) var looks = 0

  /// No looks yet.
  ///
  /// - Parameter confidence: Between 0 and 1; with another one every look is undefined.
  public init(confidence: Double) {
    self.confidence = confidence
  }

  /// The interval at one more look, at all values so far. Undefined for fewer than 2 values and for constant ones (which is
  /// no knowledge of the mean), without using up a look, and when the moments are undefined.
  public mutating func look(at moments: RunningMoments) -> Measured<ConfidenceInterval> {
    guard let error = ConfidenceInterval.tail(of: confidence) else {
      return .unaccepted(confidence: confidence)
    }
    guard moments.count >= 2 else { return .undefined(.tooFew(found: moments.count, needed: 2)) }
    switch (moments.mean, moments.standardErrorOfMean) {
    case (.value(let mean), .value(let standardError)):
      guard standardError > 0 else { return .undefined(.noVariance) }
      looks += 1
      let tail = error / (Double(looks) * Double(looks + 1))
      let quantile = Distributions.studentTQuantile(upperTail: tail, degrees: Double(moments.count - 1))
      return .symmetric(
        about: mean, margin: quantile * standardError, confidence: confidence, units: moments.count,
        method: .confidenceSequence)
    case (.undefined(let reason), _), (_, .undefined(let reason)): return .undefined(reason)
    }
  }
}

/// Stein's two stages: an interval of a width fixed in advance, whose confidence is exact for normal values.
///
/// The variance of a first sample says how many values are needed; the interval is the mean of all of them, give or take
/// the margin.
///
/// Source: Stein, "A two-sample test for a linear hypothesis whose power is independent of the variance", Annals of
/// Mathematical Statistics 16 (1945).
public struct TwoStageMean: Sendable, Hashable {
  /// Half the width of the interval, in the unit of the values.
  public let margin: Double
  /// The probability with which the interval covers, at least.
  public let confidence: Double
  /// How many values are needed in all, those of the first stage included.
  public let count: Int

  /// The plan after a first stage. Undefined for fewer than 2 values in it, when they are constant, and with
  /// `UndefinedReason/outOfRange` when more than 10^15 values would be needed. A margin that is not positive is not
  /// accepted, with `UndefinedReason/notAccepted(_:)`.
  ///
  /// - Parameters:
  ///   - values: The sample, in any order.
  ///   - margin: In the unit of the values, positive.
  ///   - confidence: Between 0 and 1, for instance 0.95.
  public static func plan(
    firstStage values: some Numbers, margin: Double, confidence: Double
  ) -> Measured<TwoStageMean> {
    guard margin > 0 else { return .notAccepted("margin", margin, accepted: "a number above 0") }
    guard let tail = ConfidenceInterval.tail(of: confidence) else {
      return .unaccepted(confidence: confidence)
    }
    return values.measured(atLeast: 2) { sample in
      guard !sample.isConstant else { return .undefined(.noVariance) }
      return sample.variance.flatMap { variance in
        let quantile = Distributions.studentTQuantile(upperTail: tail, degrees: Double(sample.count - 1))
        let needed = (variance / margin * quantile * quantile / margin).rounded(.up)
        guard needed <= 1e15 else { return .undefined(.outOfRange) }
        return .value(
          TwoStageMean(margin: margin, confidence: confidence, count: max(sample.count, Int(needed))))
      }
    }
  }

  /// The interval from the mean of all values, of both stages. Undefined for fewer than ``count``.
  public func interval(ofAll values: some Numbers) -> Measured<ConfidenceInterval> {
    values.measured(atLeast: count) { sample in
      .symmetric(
        about: sample.mean, margin: margin, confidence: confidence, units: sample.count, method: .twoStage)
    }
  }
}
