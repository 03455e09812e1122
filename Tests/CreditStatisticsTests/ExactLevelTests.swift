import Ground
import CreditStatistics
import Testing

/// The level of exact tests, over all equally probable data sets: for every *a*, p is at most *a* with a probability of at
/// most *a*. Nothing is drawn, so there is no false alarm.
struct ExactLevelTests {
  private static func expectValid(_ pValues: [Double], sourceLocation: SourceLocation = #_sourceLocation) {
    let sorted = pValues.sorted()
    for (index, p) in sorted.enumerated() where index + 1 == sorted.count || sorted[index + 1] > p {
      let share = Double(index + 1) / Double(sorted.count)
      #expect(share <= p + 1e-12, "p \(p) on the share \(share)", sourceLocation: sourceLocation)
    }
    // Not by giving up: the smallest p-value belongs to the most extreme data alone, on one side or on both.
    #expect(sorted[0] <= 2.5 / Double(sorted.count), sourceLocation: sourceLocation)
  }

  /// All signs of 8 differences, two of which tie; and of 7 with a zero.
  @Test(arguments: Alternative.allCases) func signsOfDifferences(alternative: Alternative) throws {
    let sizes: [Double] = [0.3, 1, 1, 2.2, 4, 5, 9, 11]
    var results: [[Double]] = [[], [], [], []]
    for signs in 0..<256 {
      let differences = sizes.indices.map { signs >> $0 & 1 == 1 ? sizes[$0] : -sizes[$0] }
      let tests = [
        WilcoxonSignedRank.test(differences: differences, alternative: alternative).map(\.pValue),
        WilcoxonSignedRank.test(differences: differences + [0, 0], zeros: .pratt, alternative: alternative)
          .map(\.pValue),
        HypothesisTest.pairedPermutation(differences: differences, alternative: alternative).map(\.pValue),
        HypothesisTest.sign(differences: differences, alternative: alternative).map(\.pValue),
      ]
      for (place, p) in tests.enumerated() { results[place].append(try #require(p.optional)) }
    }
    for pValues in results { Self.expectValid(pValues) }
  }

  /// Sums of halves against going through all signs, with ties, zeros and a number of differences that is odd.
  @Test(arguments: Alternative.allCases) func signChangesAgreeWithAPlainCount(alternative: Alternative) throws
  {
    for differences in [[1.0, -2, 3, 3, 0, 0.5, -0.25], [2.0], [1.0, 1, -1, -1], [0.1, 0.2, -0.3, 0.4, 7]] {
      let sizes = differences.filter { $0 != 0 }.map(abs)
      let found = differences.reduce(0, +)
      var (low, high, far) = (0, 0, 0)
      for signs in 0..<(1 << sizes.count) {
        let sum = sizes.indices.reduce(0) { $0 + (signs >> $1 & 1 == 1 ? sizes[$1] : -sizes[$1]) }
        if sum <= found + 1e-9 { low += 1 }
        if sum >= found - 1e-9 { high += 1 }
        if abs(sum) >= abs(found) - 1e-9 { far += 1 }
      }
      let count =
        switch alternative {
        case .twoSided: far
        case .greater: high
        case .less: low
        }
      let test = try #require(
        HypothesisTest.pairedPermutation(differences: differences, alternative: alternative).optional)
      #expect(test.pValue == Double(count) / Double(1 << sizes.count))
    }
  }

  /// All divisions of 9 values, two of which tie, into 4 and 5.
  @Test(arguments: Alternative.allCases) func divisionsOfValues(alternative: Alternative) throws {
    let values: [Double] = [0, 1, 2, 2, 3, 5, 7, 8, 20]
    var results: [[Double]] = [[], [], []]
    for mask in 0..<(1 << 9) where mask.nonzeroBitCount == 4 {
      let first = values.indices.filter { mask >> $0 & 1 == 1 }.map { values[$0] }
      let second = values.indices.filter { mask >> $0 & 1 == 0 }.map { values[$0] }
      let tests = [
        HypothesisTest.mannWhitney(first, second, alternative: alternative).map(\.pValue),
        HypothesisTest.permutation(first, second, alternative: alternative).map(\.pValue),
        HypothesisTest.kolmogorovSmirnov(first, second).map(\.pValue),
      ]
      for (place, p) in tests.enumerated() { results[place].append(try #require(p.optional)) }
    }
    for pValues in results { Self.expectValid(pValues) }
  }
}
