import CreditStatistics
import Ground
import Testing
import TestSupport

/// How well numbers order pairs that differ in truth.
@Suite struct ConcordanceTests {
  /// By the definition: every pair once.
  private func plain(_ numbers: [Double], _ truth: [Double]) -> Double? {
    var (right, pairs) = (0.0, 0.0)
    for i in truth.indices {
      for j in truth.indices where truth[i] < truth[j] {
        pairs += 1
        right += numbers[i] < numbers[j] ? 1 : numbers[i] == numbers[j] ? 0.5 : 0
      }
    }
    return pairs > 0 ? right / pairs : nil
  }

  /// Truth 0, 0, 1, 2 has 5 pairs that differ. The numbers 3, 1, 2, 2 order (0, 1), (0, 2) of the first wrongly, both of the
  /// second rightly, and tie the last pair: (2 + 1/2) / 5.
  @Test func byHand() throws {
    let found = try #require(Association.concordance(of: [3, 1, 2, 2], with: [0, 0, 1, 2]).optional)
    #expect([found.concordant, found.discordant, found.tied, found.leftOut] == [2, 2, 1, 1])
    #expect(found.index == 0.5)
    #expect(Association.concordance(of: [0, -1, 1, 2], with: [0, 0, 1, 2]).map(\.index) == .value(1))
  }

  @Test func everyPairOnce() throws {
    var random = SplitMix64(seed: 7)
    for count in 2..<40 {
      let numbers = random.wholeNumbers(count, in: 0...4)
      let truth = random.wholeNumbers(count, in: 0...3)
      let found = Association.concordance(of: numbers, with: truth).optional?.index
      #expect(found == plain(numbers, truth))
    }
  }

  /// What says nothing orders by chance; what cannot be ordered has no index.
  @Test func degenerateSamples() {
    #expect(Association.concordance(of: [5, 5, 5], with: [0, 1, 1]).map(\.index) == .value(0.5))
    #expect(Association.concordance(of: [1, 2, 3], with: [2, 2, 2]) == .undefined(.noVariance))
    #expect(Association.concordance(of: [1, 1], with: [2, 2]) == .undefined(.noVariance))
    #expect(Association.concordance(of: [1], with: [2]) == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(Association.concordance(of: [1, .nan], with: [2, 3]) == .undefined(.notFinite))
  }
}
