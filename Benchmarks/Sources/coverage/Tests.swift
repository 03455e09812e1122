import Ground
import CreditStatistics

extension Study {
  static let level = 0.05

  /// Which tests reject a true hypothesis. `nil` where a test is undefined.
  func tests(_ repetition: Int, _ report: (String, Bool?) -> Void) {
    var generator = Generator(seed: UInt64(repetition) << 20 | UInt64(count) << 4 | 1)
    func record(_ name: String, _ p: Measured<Double>) { report(name, p.optional.map { $0 <= Self.level }) }
    func record(_ name: String, _ test: Measured<HypothesisTest>) { record(name, test.map(\.pValue)) }
    let first = distribution.draw(count, &generator)
    let second = distribution.draw(count, &generator)
    let differences = zip(first, second).map { $0 - $1 }
    record("t of one sample", HypothesisTest.studentT(of: first, mean: distribution.mean))
    record("paired t", HypothesisTest.pairedT(first, second))
    record("two-sample t", HypothesisTest.studentT(first, second))
    record("Welch", HypothesisTest.welch(first, second))
    record("Wilcoxon signed-rank", WilcoxonSignedRank.test(differences: differences).map(\.pValue))
    record(
      "Wilcoxon signed-rank (Pratt)",
      WilcoxonSignedRank.test(differences: differences, zeros: .pratt).map(\.pValue))
    record("sign", HypothesisTest.sign(differences: differences))
    record("Mann-Whitney", HypothesisTest.mannWhitney(first, second))
    let seed = UInt64(repetition)
    record(
      "paired permutation",
      HypothesisTest.pairedPermutation(
        differences: differences, resamples: 199, seed: seed))
    record("two-sample permutation", permutation(first, second, seed))
    record("Kolmogorov-Smirnov", HypothesisTest.kolmogorovSmirnov(first, second))
    let third = distribution.draw(count, &generator)
    let groups = [first, second, third]
    record("Kruskal-Wallis (3 groups)", HypothesisTest.kruskalWallis(groups))
    record("Levene (3 groups)", HypothesisTest.levene(groups))
    record("Brown-Forsythe (3 groups)", HypothesisTest.brownForsythe(groups))
    let blocks = distribution.draw(4 * count, &generator)
    record("Friedman (4 treatments)", HypothesisTest.friedman(blocks, treatments: 4))
    record("Iman-Davenport (4 treatments)", HypothesisTest.imanDavenport(blocks, treatments: 4))
    record("Nemenyi, any of 6 pairs", smallest(PairwiseComparison.nemenyi(blocks, treatments: 4), of: 4))
    let conover = PairwiseComparison.conover(blocks, treatments: 4)
    record("Conover, one pair", conover.flatMap { $0.pValue(0, 1) })
    let limit = distribution.variance.squareRoot()
    record(
      "equivalence at the limit",
      Equivalence.paired(first.map { $0 + limit }, second, limits: -limit...limit).map(\.pValue))
    let outcomes = zip(first, second).map { ($0 > distribution.mean, $1 > distribution.mean) }
    let (b, c) = (outcomes.count { $0.0 && !$0.1 }, outcomes.count { $0.1 && !$0.0 })
    record("McNemar, exact", HypothesisTest.mcNemar(onlyFirst: b, onlySecond: c))
    record("McNemar, chi-squared", HypothesisTest.mcNemarChiSquared(onlyFirst: b, onlySecond: c))
    record("paired t, one-sided", HypothesisTest.pairedT(first, second, alternative: .greater))
    record("Welch, one-sided", HypothesisTest.welch(first, second, alternative: .less))
    record(
      "t of one sample, one-sided up",
      HypothesisTest.studentT(of: first, mean: distribution.mean, alternative: .greater))
    record(
      "t of one sample, one-sided down",
      HypothesisTest.studentT(of: first, mean: distribution.mean, alternative: .less))
    record(
      "Wilcoxon signed-rank, one-sided",
      WilcoxonSignedRank.test(differences: differences, alternative: .greater).map(\.pValue))
    record("Mann-Whitney, one-sided", HypothesisTest.mannWhitney(first, second, alternative: .greater))
    let nemenyi = PairwiseComparison.nemenyi(groups: groups)
    record(
      "Nemenyi of 3 groups, any pair", smallest(nemenyi, of: 3))
    record(
      "Conover of 3 groups, one pair", PairwiseComparison.conover(groups: groups).flatMap { $0.pValue(0, 1) })
  }

  /// All divisions for 5 values each, 199 random ones beyond.
  private func permutation(_ first: [Double], _ second: [Double], _ seed: UInt64) -> Measured<HypothesisTest>
  {
    guard count > 5, count <= 10 else {
      return HypothesisTest.permutation(first, second, resamples: 199, seed: seed)
    }
    // 10 values each have 184,756 divisions, which is much for thousands of repetitions: those of 8 and 8 are 12,870.
    return HypothesisTest.permutation(first[..<8], second[..<8], resamples: 199, seed: seed)
  }

  /// The smallest p-value of any two of some treatments.
  private func smallest(_ comparison: Measured<PairwiseComparison>, of treatments: Int) -> Measured<Double> {
    comparison.map { comparison in
      (0..<treatments).flatMap { i in (0..<i).compactMap { comparison.pValue(i, $0).optional } }.min() ?? 1
    }
  }
}
