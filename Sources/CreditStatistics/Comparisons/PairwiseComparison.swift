public import Ground

/// The comparison of every two of several treatments after a test of all of them together.
public struct PairwiseComparison: Sendable, Hashable {
  /// The procedures.
  public enum Method: String, Sendable, Hashable {
    /// Nemenyi's, by the range of normal values: joint over all pairs.
    case nemenyi = "Nemenyi"
    /// Conover's, by Student's t: each pair by itself, so to be corrected for their number.
    case conover = "Conover"
  }

  /// Which procedure it is.
  public let method: Method
  /// The mean rank of each treatment, 1 for the smallest values.
  public let meanRanks: [Double]
  /// How many blocks, or values in all groups, were ranked.
  public let units: Int
  private let pValues: [Double]

  init(method: Method, meanRanks: [Double], units: Int, pValue: (Int, Int) -> Double) {
    self.method = method
    self.meanRanks = meanRanks
    self.units = units
    var pValues = [Double](repeating: 1, count: meanRanks.count * meanRanks.count)
    for first in meanRanks.indices {
      for second in 0..<first {
        let p = min(1, max(Double.leastNonzeroMagnitude, pValue(first, second)))
        pValues[first * meanRanks.count + second] = p
        pValues[second * meanRanks.count + first] = p
      }
    }
    self.pValues = pValues
  }

  /// The two-sided p-value of two treatments; 1 for a treatment and itself. Undefined, with
  /// `UndefinedReason/notAccepted(_:)`, for a treatment that was not compared.
  ///
  /// - Parameters:
  ///   - first: Place of one treatment in ``meanRanks``.
  ///   - second: Place of the other.
  public func pValue(_ first: Int, _ second: Int) -> Measured<Double> {
    for (name, treatment) in [("first", first), ("second", second)] {
      guard meanRanks.indices.contains(treatment) else {
        return .notAccepted(name, treatment, accepted: "\(meanRanks.indices), the treatments")
      }
    }
    return .value(pValues[first * meanRanks.count + second])
  }

  /// Nemenyi's comparison after Friedman's test: |R̄i - R̄j| / sqrt(k (k + 1) / (6 n)) times sqrt 2 against the range of *k*
  /// normal values. It controls the error over all pairs together; ties are not corrected for, which makes it
  /// conservative. Undefined as ``HypothesisTest/friedman(_:treatments:)``, but defined for constant blocks.
  ///
  /// - Parameters:
  ///   - matrix: The values, block by block: a row is a block, a column a treatment.
  ///   - treatments: How many columns there are.
  ///
  /// Source: Nemenyi, Distribution-free Multiple Comparisons (1963); Demšar, JMLR 7 (2006), section 3.2.2.
  public static func nemenyi(_ matrix: [Double], treatments: Int) -> Measured<PairwiseComparison> {
    BlockRanks.measured(matrix, treatments: treatments).map { ranks in
      let (n, k) = (Double(ranks.blocks), Double(treatments))
      let means = ranks.sums.map { $0 / n }
      let scale = (k * (k + 1) / (12 * n)).squareRoot()
      return PairwiseComparison(method: .nemenyi, meanRanks: means, units: ranks.blocks) { first, second in
        RangeOfNormals.upperTail(abs(means[first] - means[second]) / scale, count: treatments)
      }
    }
  }

  /// Conover's comparison after Friedman's test: t = |Ri - Rj| / sqrt(2 (n A - ΣR²) / ((n - 1) (k - 1))) of the rank sums
  /// R, with A the sum of all squared ranks and (n - 1) (k - 1) degrees of freedom. Correct the p-values for the number of
  /// pairs. Undefined as ``HypothesisTest/friedman(_:treatments:)``, and with `UndefinedReason/onTheBoundary` when all
  /// blocks rank alike.
  ///
  /// Source: Conover, Practical Nonparametric Statistics, 3rd ed. (1999), section 5.8, equation 8.
  public static func conover(_ matrix: [Double], treatments: Int) -> Measured<PairwiseComparison> {
    BlockRanks.measured(matrix, treatments: treatments).flatMap { ranks in
      guard ranks.chiSquared != nil else { return .undefined(.noVariance) }
      let (n, k) = (Double(ranks.blocks), Double(treatments))
      let degrees = (n - 1) * (k - 1)
      let rest = n * ranks.sumOfSquares - ranks.sums.reduce(0) { $0 + $1 * $1 }
      guard rest > 1e-12 * n * ranks.sumOfSquares else { return .undefined(.onTheBoundary) }
      let scale = (2 * rest / degrees).squareRoot()
      return .value(
        PairwiseComparison(method: .conover, meanRanks: ranks.sums.map { $0 / n }, units: ranks.blocks) {
          first, second in
          let t = abs(ranks.sums[first] - ranks.sums[second]) / scale
          return 2 * Distributions.studentTUpperTail(t, degrees: degrees)
        })
    }
  }

  /// Nemenyi's comparison after Kruskal and Wallis's test, of independent groups: |R̄i - R̄j| / sqrt(N (N + 1) / 12 (1 / ni +
  /// 1 / nj)) times sqrt 2 against the range of *k* normal values. Undefined as
  /// ``HypothesisTest/kruskalWallis(_:)``.
  public static func nemenyi(groups: [[Double]]) -> Measured<PairwiseComparison> {
    GroupRanks.measured(groups).map { ranks in
      let n = Double(ranks.total)
      return PairwiseComparison(method: .nemenyi, meanRanks: ranks.means, units: ranks.total) {
        first, second in
        let share = 1 / ranks.counts[first] + 1 / ranks.counts[second]
        let distance = abs(ranks.means[first] - ranks.means[second])
        return RangeOfNormals.upperTail(
          distance / (n * (n + 1) / 24 * share).squareRoot(), count: groups.count)
      }
    }
  }

  /// Conover and Iman's comparison after Kruskal and Wallis's test, of independent groups: t = |R̄i - R̄j| / sqrt(S² (N - 1 -
  /// H) / (N - k) (1 / ni + 1 / nj)) with N - k degrees of freedom and S² the variance of the ranks. Correct the p-values
  /// for the number of pairs. Undefined as ``HypothesisTest/kruskalWallis(_:)``, for no more values than groups, and with
  /// `UndefinedReason/onTheBoundary` when the groups do not overlap at all and each is constant.
  ///
  /// Source: Conover and Iman, Los Alamos report LA-7677-MS (1979).
  public static func conover(groups: [[Double]]) -> Measured<PairwiseComparison> {
    GroupRanks.measured(groups).flatMap { ranks in
      let n = Double(ranks.total)
      let degrees = n - Double(groups.count)
      guard degrees > 0 else { return .undefined(.tooFew(found: ranks.total, needed: groups.count + 1)) }
      let rest = (n - 1 - ranks.statistic) / degrees
      guard rest > 1e-12 else { return .undefined(.onTheBoundary) }
      return .value(
        PairwiseComparison(method: .conover, meanRanks: ranks.means, units: ranks.total) { first, second in
          let share = 1 / ranks.counts[first] + 1 / ranks.counts[second]
          let t = abs(ranks.means[first] - ranks.means[second]) / (ranks.variance * rest * share).squareRoot()
          return 2 * Distributions.studentTUpperTail(t, degrees: degrees)
        })
    }
  }
}
