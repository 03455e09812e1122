import Ground
import CreditStatistics
import Testing
import TestSupport

struct MultipleComparisonsTests {
  private func values(_ pValues: [Double]) -> [Measured<Double>] { pValues.map { .value($0) } }

  /// Ascending 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1: 0.02, 0.03, 0.06, 0.04; the last is raised to 0.06.
  @Test func holmByHand() {
    let adjusted = MultipleComparisons.holm(values([0.01, 0.04, 0.03, 0.005]))
    for (found, expected) in zip(adjusted, [0.03, 0.06, 0.06, 0.02]) { expectClose(found, expected) }
  }

  @Test func bonferroniByHand() {
    let adjusted = MultipleComparisons.bonferroni(values([0.01, 0.4, 0.03]))
    for (found, expected) in zip(adjusted, [0.03, 1, 0.09]) { expectClose(found, expected) }
  }

  @Test func edges() {
    #expect(MultipleComparisons.holm([]).isEmpty)
    #expect(MultipleComparisons.holm(values([0.2])) == values([0.2]))
    #expect(MultipleComparisons.holm(values([0, 1, 0.9])) == values([0, 1, 1]))
    #expect(MultipleComparisons.holm(values([0.25, 0.25])) == values([0.5, 0.5]))
  }

  @Test func theUndefinedStayUndefinedAndOutsideTheFamily() {
    let pValues: [Measured<Double>] = [
      .value(0.01), .undefined(.allZero), .value(.nan), .value(0.25), .value(1.5), .value(-0.1),
    ]
    let expected: [Measured<Double>] = [
      .value(0.02), .undefined(.allZero), .undefined(.notFinite), .value(0.25),
      .undefined(.notAProbability(1.5)), .undefined(.notAProbability(-0.1)),
    ]
    #expect(MultipleComparisons.holm(pValues) == expected)
    #expect(MultipleComparisons.bonferroni(pValues)[1...2] == expected[1...2])
    #expect(MultipleComparisons.bonferroni(pValues)[3] == .value(0.5))
    #expect(MultipleComparisons.holm([.undefined(.allZero)]) == [.undefined(.allZero)])
  }

  /// Adjusted values keep order and ties, do not depend on the order of the tests, and lie between the p-value and
  /// Bonferroni's.
  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func properties(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let pValues = generator.wholeNumbers(15, in: 0...30).map { $0 / 100 }
    let adjusted = try MultipleComparisons.holm(values(pValues)).map { try #require($0.optional) }
    let bonferroni = try MultipleComparisons.bonferroni(values(pValues)).map { try #require($0.optional) }
    for i in pValues.indices {
      #expect(pValues[i] <= adjusted[i] && adjusted[i] <= bonferroni[i])
      for j in pValues.indices where pValues[i] <= pValues[j] { #expect(adjusted[i] <= adjusted[j]) }
    }
    let order = Array(pValues.indices).shuffled(using: &generator)
    #expect(
      MultipleComparisons.holm(values(order.map { pValues[$0] })) == values(order.map { adjusted[$0] }))
  }
}
