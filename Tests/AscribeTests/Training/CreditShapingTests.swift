import Testing
import TestSupport

@testable import Ascribe

@Suite struct CreditShapingTests {
  private func shaping(
    centres: Bool = false, scale: CreditShaping.Scale = .none, kept: Double = 1
  ) -> CreditShaping {
    var shaping = CreditShaping()
    shaping.centres = centres
    shaping.scale = scale
    shaping.keptShare = kept
    return shaping
  }

  /// 1, 2, 3, 6 have the mean 3 and the variance (4 + 1 + 0 + 9) / 4.
  @Test func byHand() {
    let credits: [Double] = [1, 2, 3, 6]
    let deviation = 3.5.squareRoot()
    #expect(shaping().shaped(credits) == credits)
    #expect(shaping(centres: true).shaped(credits) == [-2, -1, 0, 3])
    expectEqual(shaping(scale: .deviation).shaped(credits), credits.map { $0 / deviation })
    expectEqual(
      shaping(centres: true, scale: .deviation).shaped(credits), [-2, -1, 0, 3].map { $0 / deviation })
    #expect(shaping(kept: 0.5).shaped([-4, 1, 2, 3]) == [-4, 0, 0, 3])
    #expect(shaping(kept: 0.3).shaped([-4, 1, 2, 3]) == [-4, 0, 0, 3])
    #expect(shaping(kept: 0).shaped(credits) == [0, 0, 0, 0])
    // The largest are chosen after the mean is off.
    #expect(shaping(centres: true, kept: 0.5).shaped(credits) == [-2, 0, 0, 3])
    #expect(shaping(kept: 0.25).shaped([1, -1, 1, 1]) == [1, -1, 1, 1])
    #expect(shaping(centres: true, scale: .deviation, kept: 0.5).shaped([]) == [])
  }

  /// Rounding must not become credit: ten times 0.1 in two ways differs by 1e-16.
  @Test func roundingIsNotScaledUp() {
    let credits = [0.1, (0..<10).reduce(0.0) { sum, _ in sum + 0.01 }, 0.1]
    #expect(Set(credits).count == 2)
    #expect(shaping(scale: .deviation).shaped(credits) == credits)
    #expect(shaping(centres: true, scale: .deviation).shaped(credits) == [0, 0, 0])
    #expect(shaping(centres: true).shaped(credits) == [0, 0, 0])
  }
}
