import Testing
import TestSupport
@testable import CreditMethods

@Suite struct LowerMedianTests {
  @Test func theLowerOfTwo() {
    #expect(lowerMedian(of: [3]) == 3)
    #expect(lowerMedian(of: [4, 1]) == 1)
    #expect(lowerMedian(of: [4, 1, 2, 3]) == 2)
  }

  /// The number in the middle after sorting, with ties, without, in order and backwards.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func agreesWithSorting(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let count = Int(seed * seed)
    let samples = [generator.wholeNumbers(count, in: -3...3), generator.numbers(count, in: -1..<1)]
    for sample in samples {
      let sorted = sample.sorted()
      for numbers in [sample, sorted, sorted.reversed()] {
        #expect(lowerMedian(of: numbers) == sorted[(count - 1) / 2])
      }
    }
  }
}
