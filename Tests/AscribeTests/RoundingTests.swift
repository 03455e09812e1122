import Testing

@testable import Ascribe

@Suite struct RoundingTests {
  @Test func numbersWithinTheToleranceBecomeOne() {
    #expect(withoutRounding([0.3, 0.1 + 0.2, 0.5], tolerance: 1e-12) == [0.3, 0.3, 0.5])
    #expect(withoutRounding([2, 1, 1.5, 5], tolerance: 0.5) == [1, 1, 1, 5])
  }

  @Test func numbersAroundZeroBecomeZero() {
    #expect(withoutRounding([1e-17, -2e-17, 0.5, -0.5], tolerance: 1e-12) == [0, 0, 0.5, -0.5])
    #expect(withoutRounding([3e-18, -1e-18], tolerance: 3e-18) == [0, 0])
  }

  @Test func otherNumbersStay() {
    #expect(withoutRounding([], tolerance: 1) == [])
    #expect(withoutRounding([1e-11, 0], tolerance: 1e-12) == [1e-11, 0])
    #expect(withoutRounding([2, 1, 2], tolerance: 0) == [2, 1, 2])
  }

  /// What is not finite is for the statistic to report.
  @Test func numbersThatAreNotFiniteStay() {
    let numbers: [Double] = [1, .infinity, 1 + 1e-15]
    #expect(withoutRounding(numbers, tolerance: 1e-12) == numbers)
    #expect(withoutRounding([.nan, 1], tolerance: 1e-12)[0].isNaN)
  }
}
