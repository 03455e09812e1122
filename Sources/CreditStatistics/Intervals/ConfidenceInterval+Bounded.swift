package import Ground
import Foundation

extension ConfidenceInterval {
  /// Student's t interval of an estimate that lies within a range, on a scale on which the range has no ends.
  ///
  /// Near an end of its range an estimate is skewed away from it, and its standard error falls towards it; a symmetric
  /// interval is then too short on the one side and passes the end on the other. On the scale of the log odds of the place
  /// within the range (Fisher's z for a range of -1 to 1), or of the log of the distance from the only end, the estimate ±
  /// t · standard error · slope of the scale is carried back: it holds the estimate, stays within the range, and is the
  /// symmetric interval where the standard error is small beside the distance from the ends.
  ///
  /// Undefined for fewer than 2 units, for a standard error of 0, and for an estimate at an end of its range or outside.
  ///
  /// - Parameters:
  ///   - estimate: The estimate.
  ///   - standardError: Its standard error, at least 0.
  ///   - units: The independent units that both come from, one more than the degrees of freedom.
  ///   - range: What the estimate can be.
  ///   - confidence: Between 0 and 1, for instance 0.95.
  ///
  /// Source: the delta method on Fisher's z, Metron 1 (1921), and on the log odds, Agresti, Categorical Data Analysis
  /// (2013), section 1.6.3.
  package static func bounded(
    _ estimate: Double, standardError: Double, units: Int, within range: ClosedRange<Double>,
    confidence: Double
  ) -> Measured<ConfidenceInterval> {
    guard let tail = tail(of: confidence) else { return .unaccepted(confidence: confidence) }
    guard units >= 2 else { return .undefined(.tooFew(found: units, needed: 2)) }
    guard standardError > 0 else { return .undefined(.noVariance) }
    let margin = Distributions.studentTQuantile(upperTail: tail, degrees: Double(units - 1)) * standardError
    let (below, above) = (estimate - range.lowerBound, range.upperBound - estimate)
    guard below > 0, above > 0 else { return .undefined(.onTheBoundary) }
    let ends: (Double, Double)
    switch (below.isFinite, above.isFinite) {
    case (true, true):
      // With odds o = below / above, o e^±d is at the place o e^±d / (1 + o e^±d) of the range.
      let step = margin * (1 / below + 1 / above)
      let place = { (shift: Double) in 1 / (1 + above / below * exp(-shift)) }
      let width = below + above
      ends = (range.lowerBound + width * place(-step), range.lowerBound + width * place(step))
    case (true, false):
      ends = (
        range.lowerBound + below * exp(-margin / below), range.lowerBound + below * exp(margin / below)
      )
    case (false, true):
      ends = (
        range.upperBound - above * exp(margin / above), range.upperBound - above * exp(-margin / above)
      )
    case (false, false): ends = (estimate - margin, estimate + margin)
    }
    guard ends.0.isFinite, ends.1.isFinite else { return .undefined(.outOfRange) }
    return .value(
      ConfidenceInterval(
        estimate: estimate, lower: ends.0, upper: ends.1, confidence: confidence, units: units,
        method: .bounded, resampling: nil))
  }
}
