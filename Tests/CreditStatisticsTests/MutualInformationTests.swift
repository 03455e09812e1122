import Ground
import CreditStatistics
import Glibc
import Testing

@Suite struct MutualInformationTests {
  /// Samples x x x y of one candidate and y y y y of the other, bins y, x and one that never occurs: with smoothing the
  /// rows are (2, 4, 1)/7 and (5, 1, 1)/7, whose mean is (7, 5, 2)/14.
  @Test func theWorkedExample() throws {
    let counts = [1, 3, 0, 4, 0, 0]
    let smoothed = try #require(MutualInformation.smoothed(counts: counts, bins: 3).optional)
    let terms: [Double] = [
      2.0 / 7 * log(4.0 / 7), 4.0 / 7 * log(8.0 / 5), 1.0 / 7 * log(1.0), 5.0 / 7 * log(10.0 / 7),
      1.0 / 7 * log(2.0 / 5), 1.0 / 7 * log(1.0),
    ]
    #expect(abs(smoothed - terms.reduce(0, +) / 2) < 1e-14)
    #expect(abs(smoothed - 0.116276) < 5e-7)
    let plain: [Double] = [0.25, 0.75, 0, 1, 0, 0]
    let known = try #require(
      MutualInformation.known(weights: [4, 4], conditional: plain, bins: 3).optional)
    #expect(abs(known - 0.380396) < 5e-7)
  }

  /// A copy tells everything, ln 2; independence tells nothing; a value without weight plays no part.
  @Test func limits() throws {
    let copy: [Double] = [1, 0, 0, 1]
    let told = try #require(
      MutualInformation.known(weights: [0.5, 0.5], conditional: copy, bins: 2).optional)
    #expect(abs(told - log(2)) < 1e-15)
    let same: [Double] = [0.3, 0.7, 0.3, 0.7]
    #expect(MutualInformation.known(weights: [0.1, 0.9], conditional: same, bins: 2) == .value(0))
    #expect(MutualInformation.known(weights: [1, 0], conditional: copy, bins: 2) == .value(0))
    #expect(MutualInformation.smoothed(counts: [5, 2], bins: 2) == .value(0))
  }

  @Test func whatHasNoInformationIsUndefined() {
    #expect(MutualInformation.smoothed(counts: [], bins: 2) == .undefined(.noUnits))
    #expect(MutualInformation.smoothed(counts: [0, 0], bins: 2) == .undefined(.noUnits))
    #expect(MutualInformation.known(weights: [0], conditional: [1], bins: 1) == .undefined(.noWeight))
    let negative: [Double] = [-1, 2]
    #expect(
      MutualInformation.known(weights: negative, conditional: [1, 1], bins: 1) == .undefined(.negativeWeight))
    #expect(MutualInformation.known(weights: [.nan], conditional: [1], bins: 1) == .undefined(.notFinite))
  }
}
