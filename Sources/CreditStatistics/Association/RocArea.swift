public import Ground

/// The area under the receiver operating characteristic: the probability that a positive unit has a higher score than a
/// negative one, ties counting half.
public enum RocArea {
  /// On which scale the interval is normal.
  public enum Scale: String, Sendable, Hashable {
    /// On the scale of the area itself; ends are held in `0...1`.
    case area
    /// On that of the log odds of the area, which keeps the ends inside and covers better near 1.
    case logit
  }

  /// The area with DeLong's interval.
  ///
  /// Undefined for fewer than 2 positive or negative units, for a NaN or an infinity, for scores that are not one a unit, and, on the scale of the log odds,
  /// with `UndefinedReason/onTheBoundary` for an area of 0 or 1. On its own scale an area of 0 or 1 has an interval of no
  /// width, which says that the scores separate this sample, no more.
  ///
  /// - Parameters:
  ///   - scores: One score a unit.
  ///   - isPositive: Whether each unit is positive.
  ///   - confidence: Between 0 and 1, for instance 0.95.
  ///   - scale: On which scale the interval is symmetric.
  /// - Complexity: O(*n* log *n*).
  ///
  /// Source: DeLong, DeLong and Clarke-Pearson, Biometrics 44 (1988); Sun and Xu, IEEE Signal Processing Letters 21 (2014),
  /// for the computation by ranks.
  public static func measure(
    _ scores: some Numbers, isPositive: [Bool], confidence: Double, scale: Scale = .logit
  ) -> Measured<ConfidenceInterval> {
    guard let tail = ConfidenceInterval.tail(of: confidence) else {
      return .unaccepted(confidence: confidence)
    }
    let z = Distributions.normalQuantile(upperTail: tail)
    return Placements.measured(scores, isPositive).flatMap { placements in
      let area = placements.area
      let error = placements.variance.squareRoot()
      let ends: (Double, Double)
      switch scale {
      case .area: ends = (max(0, area - z * error), min(1, area + z * error))
      case .logit:
        guard area > 0, area < 1 else { return .undefined(.onTheBoundary) }
        let odds = Distributions.logarithm(area / (1 - area))
        let margin = z * error / (area * (1 - area))
        func share(_ odds: Double) -> Double { 1 / (1 + Distributions.exponential(-odds)) }
        ends = (share(odds - margin), share(odds + margin))
      }
      return .value(
        ConfidenceInterval(
          estimate: area, lower: ends.0, upper: ends.1, confidence: confidence, units: isPositive.count,
          method: scale == .area ? .normal : .logit, resampling: nil))
    }
  }

  /// The area of the first scores less that of the second, of the same units, with DeLong's normal interval. Undefined as
  /// ``measure(_:isPositive:confidence:scale:)``.
  public static func difference(
    _ first: some Numbers, _ second: some Numbers, isPositive: [Bool], confidence: Double
  ) -> Measured<ConfidenceInterval> {
    Placements.measured(first, isPositive).flatMap { first in
      Placements.measured(second, isPositive).flatMap { second in
        let difference = Placements(
          area: first.area - second.area,
          ofPositives: zip(first.ofPositives, second.ofPositives).map { $0 - $1 },
          ofNegatives: zip(first.ofNegatives, second.ofNegatives).map { $0 - $1 })
        return ConfidenceInterval.normal(
          estimate: difference.area, standardError: difference.variance.squareRoot(), confidence: confidence,
          units: isPositive.count)
      }
    }
  }
}

/// DeLong's structural components: for each positive the share of negatives below it, for each negative the share of
/// positives above it.
private struct Placements {
  let area: Double
  let ofPositives: [Double]
  let ofNegatives: [Double]

  /// The variances of the components, each over its number.
  var variance: Double {
    [ofPositives, ofNegatives].reduce(0) {
      $0 + (RunningMoments(of: $1).variance.optional ?? 0) / Double($1.count)
    }
  }

  static func measured(_ scores: some Numbers, _ isPositive: [Bool]) -> Measured<Placements> {
    let positives = isPositive.count { $0 }
    let negatives = isPositive.count - positives
    let fewer = min(positives, negatives)
    guard fewer >= 2 else { return .undefined(.tooFew(found: fewer, needed: 2)) }
    return scores.measured(atLeast: 4) { sample in
      guard sample.count == isPositive.count else {
        return .notAccepted(
          "isPositive", "\(isPositive.count) units", accepted: "\(sample.count), as many as scores")
      }
      var shares = [Double](repeating: 0, count: sample.count)
      var positivesBelow = 0
      var negativesBelow = 0
      var doubledWins = 0
      for tie in sample.ties {
        let tied = tie.positions.count { isPositive[$0] }
        let tiedNegatives = tie.positions.count - tied
        let below = 2 * negativesBelow + tiedNegatives
        let above = 2 * (positives - positivesBelow) - tied
        for position in tie.positions {
          shares[position] =
            isPositive[position]
            ? Double(below) / Double(2 * negatives) : Double(above) / Double(2 * positives)
        }
        doubledWins += tied * below
        positivesBelow += tied
        negativesBelow += tiedNegatives
      }
      // The components stand in the order of the units, so that those of two scores can be subtracted.
      return .value(
        Placements(
          area: Double(doubledWins) / (2 * Double(positives) * Double(negatives)),
          ofPositives: shares.indices.filter { isPositive[$0] }.map { shares[$0] },
          ofNegatives: shares.indices.filter { !isPositive[$0] }.map { shares[$0] }))
    }
  }
}
