import Ground
import CreditStatistics
import Testing
import TestSupport

struct AdjustmentTests {
  @Test(arguments: 0..<5) func adjustmentsAgreeWithStatsmodels(family: Int) throws {
    let values = try Reference.numbers("multiple.\(family)")
    let procedures: [(String, ([Measured<Double>]) -> [Measured<Double>])] = [
      ("holm", MultipleComparisons.holm), ("simes-hochberg", MultipleComparisons.hochberg),
      ("hommel", MultipleComparisons.hommel), ("fdr_bh", MultipleComparisons.benjaminiHochberg),
      ("fdr_by", MultipleComparisons.benjaminiYekutieli), ("sidak", MultipleComparisons.sidak),
      ("bonferroni", MultipleComparisons.bonferroni),
    ]
    for (name, adjust) in procedures {
      let found = try adjust(values.map { .value($0) }).map { try #require($0.optional) }
      expectClose(found, try Reference.numbers("multiple.\(family).\(name)"), tolerance: 1e-12)
      // What is undefined, or no probability, leaves the family alone.
      let odd = adjust([.undefined(.noVariance)] + values.map { .value($0) } + [.value(2), .value(.nan)])
      #expect(odd[0] == .undefined(.noVariance))
      #expect(odd[odd.count - 2] == .undefined(.notAProbability(2)))
      #expect(odd[odd.count - 1] == .undefined(.notFinite))
      expectClose(odd[1...values.count].compactMap(\.optional), found, tolerance: 0)
      #expect(adjust([]).isEmpty)
    }
  }

  /// Hommel is never above Hochberg, and Hochberg never above Holm.
  @Test func strengthsAreOrdered() throws {
    var generator = SplitMix64(seed: 21)
    for size in 2...20 {
      let values = generator.numbers(size, in: 0..<0.3).map { Measured.value($0) }
      let holm = MultipleComparisons.holm(values).compactMap(\.optional)
      let hochberg = MultipleComparisons.hochberg(values).compactMap(\.optional)
      let hommel = MultipleComparisons.hommel(values).compactMap(\.optional)
      for index in 0..<size {
        #expect(hommel[index] <= hochberg[index] + 1e-15)
        #expect(hochberg[index] <= holm[index] + 1e-15)
      }
    }
  }
}
