public import Ground

extension HypothesisTest {
  /// Up to this product of the sample sizes, Kolmogorov and Smirnov's p-value is exact, also with ties.
  public static let largestExactKolmogorovSmirnov = 1_000_000

  /// Kolmogorov and Smirnov's two-sided test of two independent samples: whether they come from one distribution. The
  /// statistic is the largest distance of their distribution functions.
  ///
  /// The exact p-value is the share of all divisions of the pooled values (ties stay ties) with a distance at least as
  /// large; beyond ``largestExactKolmogorovSmirnov`` it is Kolmogorov's limit 2 Σ (-1)^(k-1) exp(-2 k² D² n m / (n + m)),
  /// which is conservative for ties. Undefined for an empty sample; equal samples give a p-value of 1.
  ///
  /// - Complexity: O(N log N), and O(n m) for the exact p-value.
  ///
  /// Source: Hodges, "The significance probability of the Smirnov two-sample test", Arkiv för Matematik 3 (1958);
  /// Schröer and Trenkler, Computational Statistics and Data Analysis 20 (1995), for ties.
  public static func kolmogorovSmirnov(
    _ first: some Numbers, _ second: some Numbers
  ) -> Measured<HypothesisTest> {
    pooled(first, second) { pooled, n in
      let m = pooled.count - n
      // Whether a run of equal values ends after so many values: only there the functions are compared.
      var ends = [Bool](repeating: false, count: pooled.count + 1)
      var seen = 0
      var seenOfFirst = 0
      var distance = 0
      for tie in pooled.ties {
        seen += tie.positions.count
        for position in tie.positions where position < n { seenOfFirst += 1 }
        ends[seen] = true
        distance = max(distance, abs(seenOfFirst * m - (seen - seenOfFirst) * n))
      }
      let statistic = Double(distance) / (Double(n) * Double(m))
      let isExact = n * m <= largestExactKolmogorovSmirnov
      let p =
        isExact
        ? shareOfDivisions(reaching: distance, n, m, ends: ends)
        : limit(statistic * (Double(n) * Double(m) / Double(n + m)).squareRoot())
      return .value(
        HypothesisTest(
          .kolmogorovSmirnov, statistic: statistic, pValue: p, isExact: isExact, units: pooled.count))
    }
  }

  /// The probability that a random path from no values to all of both samples meets a distance of at least the one found,
  /// in units of 1 / (n m).
  private static func shareOfDivisions(reaching distance: Int, _ n: Int, _ m: Int, ends: [Bool]) -> Double {
    guard distance > 0 else { return 1 }
    var reached = [Double](repeating: 0, count: m + 1)
    for i in 0...n {
      for j in 0...m {
        if ends[i + j] && abs(i * m - j * n) >= distance {
          reached[j] = 1
        } else if i + j > 0 {
          let fromFirst = i > 0 ? reached[j] * Double(i) : 0
          let fromSecond = j > 0 ? reached[j - 1] * Double(j) : 0
          reached[j] = (fromFirst + fromSecond) / Double(i + j)
        }
      }
    }
    return reached[m]
  }

  /// Kolmogorov's limiting distribution: its upper tail. Below 1/4 it is 1 to the last digit.
  private static func limit(_ distance: Double) -> Double {
    guard distance > 0.25 else { return 1 }
    var sum = 0.0
    for k in 1...40 {
      let term = Distributions.exponential(-2 * Double(k * k) * distance * distance)
      sum += k % 2 == 1 ? term : -term
    }
    return 2 * sum
  }
}
