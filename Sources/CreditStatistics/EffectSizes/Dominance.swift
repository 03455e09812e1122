public import Ground

/// How often values of one sample exceed those of another: effect sizes without units or distributions.
///
/// Cliff's delta, Vargha and Delaney's A12 = (delta + 1) / 2 and the rank-biserial correlation of two samples, which equals
/// delta, are one statistic on three scales.
public enum Dominance {
  /// Cliff's delta, P(X > Y) - P(X < Y) over all pairs of a value of each sample, in `-1...1`; ties count for neither.
  ///
  /// The interval is Cliff's, from the unbiased variance of delta over both samples, in the asymmetric form that stays
  /// within -1...1. When the samples do not overlap the variance is 0, and the far end is the one at which n such pairs in
  /// a row are just likely, with n the smaller sample size. Undefined for fewer than 2 values in either sample.
  ///
  /// - Complexity: O((n + m) log (n + m)).
  ///
  /// Sources: Cliff, "Dominance statistics", Psychological Bulletin 114 (1993), equation 9; Feng and Cliff, Journal of
  /// Modern Applied Statistical Methods 3 (2004), equation 7, for the interval.
  public static func cliffDelta(
    _ first: some Numbers, _ second: some Numbers, confidence: Double
  ) -> Measured<ConfidenceInterval> {
    guard let tail = ConfidenceInterval.tail(of: confidence) else {
      return .unaccepted(confidence: confidence)
    }
    let z = Distributions.normalQuantile(upperTail: tail)
    return first.measured(atLeast: 2) { first in
      second.measured(atLeast: 2) { second in
        let (delta, variance) = moments(first, second)
        let ends = ends(delta, variance, z: z, smaller: Double(min(first.count, second.count)))
        return .value(
          ConfidenceInterval(
            estimate: delta, lower: ends.lower, upper: ends.upper, confidence: confidence,
            units: first.count + second.count, method: .rankVariance, resampling: nil))
      }
    }
  }

  /// Vargha and Delaney's A12, P(X > Y) + P(X = Y) / 2, in `0...1`; 1/2 when neither sample tends to be larger. The
  /// interval is that of ``cliffDelta(_:_:confidence:)``, rescaled.
  ///
  /// Source: Vargha and Delaney, Journal of Educational and Behavioral Statistics 25 (2000).
  public static func varghaDelaneyA(
    _ first: some Numbers, _ second: some Numbers, confidence: Double
  ) -> Measured<ConfidenceInterval> {
    cliffDelta(first, second, confidence: confidence).map { delta in
      ConfidenceInterval(
        estimate: (delta.estimate + 1) / 2, lower: (delta.lower + 1) / 2, upper: (delta.upper + 1) / 2,
        confidence: delta.confidence, units: delta.units, method: delta.method, resampling: nil)
    }
  }

  /// The matched-pairs rank-biserial correlation, ``WilcoxonSignedRank/rankBiserialCorrelation``, with its percentile
  /// bootstrap over the pairs. Zeros are dropped.
  ///
  /// Resamples in which all differences are 0 have no value. Undefined for fewer than 2 differences, and when all are 0.
  public static func pairedRankBiserial(
    differences: some Numbers, confidence: Double, bootstrap: Bootstrap
  ) -> Measured<ConfidenceInterval> {
    differences.measured(atLeast: 2) { sample in
      guard sample.magnitude > 0 else { return .undefined(.allZero) }
      let values = (0..<sample.count).map { sample[$0] }
      return bootstrap.distribution(.independent(values.count)) { units in
        units.map { values[$0] }.measured(atLeast: 1) { resample in
          let ranks = SignedRanks(of: resample, zeros: .wilcoxon)
          guard ranks.count > 0 else { return .undefined(.allZero) }
          let half = WilcoxonSignedRank.meanRankSum(count: ranks.count, zeros: 0)
          return .value((ranks.positiveSum - half) / half)
        }.optional
      }.flatMap { $0.percentile(confidence: confidence) }
    }
  }

  private static func ends(
    _ delta: Double, _ variance: Double, z: Double, smaller: Double
  ) -> (lower: Double, upper: Double) {
    guard abs(delta) < 1 else {
      let far = (smaller - z * z) / (smaller + z * z)
      return delta > 0 ? (far, 1) : (-1, -far)
    }
    let rest = 1 - delta * delta
    let scale = rest + z * z * variance
    let margin = z * (variance * (rest * rest + z * z * variance)).squareRoot()
    let center = delta * rest
    return (max(-1, (center - margin) / scale), min(1, (center + margin) / scale))
  }

  /// Delta and its unbiased variance, never below the least that delta allows, (1 - delta²) / (n m - 1).
  private static func moments(_ first: Sample, _ second: Sample) -> (delta: Double, variance: Double) {
    let x = first.sorted
    let y = second.sorted
    let rows = dominances(of: x, over: y)
    let columns = dominances(of: y, over: x)
    let (n, m) = (Double(x.count), Double(y.count))
    let pairs = n * m
    // Row sums are whole numbers, so delta is exact up to one division.
    let delta = Double(rows.signs.reduce(0, +)) / pairs
    func spread(_ sums: [Int], _ count: Double, around center: Double) -> Double {
      sums.reduce(0) { $0 + (Double($1) / count - center) * (Double($1) / count - center) }
    }
    let all = Double(x.count * y.count - rows.ties) - pairs * delta * delta
    // The second sample dominates the first with the opposite sign.
    let numerator =
      m * m * spread(rows.signs, m, around: delta) + n * n * spread(columns.signs, n, around: -delta) - all
    let variance = numerator / (pairs * (n - 1) * (m - 1))
    return (delta, max(variance, (1 - delta * delta) / (pairs - 1)))
  }

  /// For each of the ascending values, how many of the ascending others it exceeds less how many exceed it; and the number
  /// of equal pairs.
  private static func dominances(of values: [Double], over others: [Double]) -> (signs: [Int], ties: Int) {
    var below = 0
    var atMost = 0
    var ties = 0
    let signs = values.map { value in
      while below < others.count, others[below] < value { below += 1 }
      while atMost < others.count, others[atMost] <= value { atMost += 1 }
      ties += atMost - below
      return below - (others.count - atMost)
    }
    return (signs, ties)
  }
}
