import Ascribe
import CreditStatistics
import Testing

/// Which methods are told apart from the best one.
@Suite struct NearestMethodsTests {
  private static let base = [0.50, 0.62, 0.41, 0.57, 0.66, 0.48]

  /// A constant lead with small noise is seen however much the runs themselves vary; a difference within the noise is not.
  @Test func pairedDifferencesDecide() {
    let noise = [0.01, -0.02, 0.02, -0.01, 0.015, -0.015]
    let behind = zip(Self.base, noise).map { $0 - 0.2 + $1 }
    let level = zip(Self.base, noise).map { $0 + $1 }
    let methods = NearestMethods(scores: [behind, Self.base, level])
    #expect(methods.close(to: 1) == [2])
    #expect(methods.close(to: 2) == [1])
    // Both are ahead of the first, and so not behind it.
    #expect(methods.close(to: 0) == [1, 2])
  }

  /// By hand for three pairs: p of Student's t with 5 degrees of freedom, times 3 for the smallest.
  @Test func holmCountsAllPairs() {
    // Differences 0.02, 0.04, 0.02, 0.04, 0.02, 0.04: t = 0.03 / (0.010954 / sqrt 6) = 6.708, p = .00111, 3 p = .0033.
    let lead = Self.base.enumerated().map { $1 + ($0 % 2 == 0 ? 0.02 : 0.04) }
    #expect(NearestMethods(scores: [Self.base, lead, lead]).close(to: 1) == [2])
    // Differences 0, 0.04, ...: t = 0.02 / (0.021909 / sqrt 6) = 2.236, p = .0756: never enough.
    let slight = Self.base.enumerated().map { $1 + ($0 % 2 == 0 ? 0 : 0.04) }
    #expect(NearestMethods(scores: [Self.base, slight]).close(to: 1) == [0])
  }

  /// Equal methods ask no question, so that they do not make others harder to tell apart; two runs tell nothing.
  @Test func equalMethodsAskNothing() {
    // Differences 0.01, 0.04, ...: t = 0.025 / (0.016432 / sqrt 6) = 3.727, p = .0136; one question, not three.
    let lead = Self.base.enumerated().map { $1 + ($0 % 2 == 0 ? 0.01 : 0.04) }
    #expect(NearestMethods(scores: [Self.base, lead]).close(to: 1) == [])
    #expect(NearestMethods(scores: [[0.1], [0.9]]).close(to: 1) == [0])
    #expect(NearestMethods(scores: [[.nan, 0.1], [0.9, 0.8]]).close(to: 1) == [0])
  }
}
