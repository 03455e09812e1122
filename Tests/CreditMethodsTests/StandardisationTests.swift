import CreditMethods
import Testing
import TestSupport
import Trajectories

@Suite struct StandardisationTests {
  private let one = Grouping([0, 0, 0], count: 1)

  private func standardisation(
    norm: Standardisation.Norm = .std, ddof: Int = 1, eps: Double = 1e-6
  ) -> Standardisation {
    var result = Standardisation()
    result.norm = norm
    result.ddof = ddof
    result.eps = eps
    return result
  }

  /// 1, 2, 3: mean 2; the sum of squares 2 over 2 or over 3.
  @Test func dividesByTheStandardDeviation() {
    expectEqual(standardisation()([1, 2, 3], in: one), [-1 / (1 + 1e-6), 0, 1 / (1 + 1e-6)], within: 1e-15)
    let population = (2.0 / 3).squareRoot() + 0.5
    expectEqual(
      standardisation(ddof: 0, eps: 0.5)([1, 2, 3], in: one), [-1 / population, 0, 1 / population],
      within: 1e-15)
    #expect(standardisation(norm: .mean)([1, 2, 3], in: one) == [-1, 0, 1])
  }

  @Test func groupsAreApartAndRowsKeepTheirPlace() {
    let groups = Grouping([2, 0, 2, 0, 3], count: 4)
    #expect(standardisation(norm: .mean)([1, 10, 5, 30, 7], in: groups) == [-2, -10, 2, 10, 0])
  }

  @Test(arguments: [0, 1]) func equalValuesGiveExactlyNothing(ddof: Int) {
    #expect(standardisation(ddof: ddof, eps: 0)([0.1, 0.1, 0.1], in: one) == [0, 0, 0])
    #expect(standardisation(ddof: ddof, eps: 0)([7], in: Grouping([0], count: 1)) == [0])
  }

  /// 0.1 + 0.2, 0.3 and 0.2 + 0.1 are one return.
  @Test(arguments: [1, 1e-200, 1e200]) func valuesThatDifferByRoundingGiveExactlyNothing(unit: Double) {
    let values = [unit * (0.1 + 0.2), unit * 0.3, unit * (0.2 + 0.1)]
    for norm in Standardisation.Norm.allCases {
      #expect(standardisation(norm: norm, eps: 0)(values, in: one) == [0, 0, 0])
    }
    // A share of 1e-9 of them is no rounding.
    let apart = standardisation(norm: .mean)([unit, unit, unit * (1 + 3e-9)], in: one)
    #expect(apart.allSatisfy { $0 != 0 })
  }

  @Test func whatOverflowedIsNotEqual() {
    #expect(!Standardisation.areEqual([1, .infinity]))
    #expect(!Standardisation.areEqual([.infinity, .infinity]))
    #expect(!Standardisation.areEqual([1, .nan]))
    #expect(Standardisation.areEqual([0, -0.0]))
    #expect(Standardisation.areEqual([Double]()))
  }

  /// The third row is measured by the other two: mean 1, sd sqrt(2).
  @Test func uncountedRowsAreMeasuredByTheOthers() {
    expectEqual(
      standardisation(eps: 0)([0, 2, 5], in: one, counting: [true, true, false]),
      [-1 / 2.0.squareRoot(), 1 / 2.0.squareRoot(), 4 / 2.0.squareRoot()], within: 1e-15)
    #expect(standardisation(ddof: 0)([0, 2, 5], in: one, counting: [false, false, false]) == [0, 0, 0])
  }

  /// Without a unit of its own for the squares, 1e200 would overflow to sd = infinity and 1e-200 vanish to sd = 0.
  @Test(arguments: [1e200, 1, 1e-200]) func spreadOfAnyMagnitude(unit: Double) {
    let up = 1 / 2.0.squareRoot()
    expectEqual(
      standardisation(eps: 0)([-unit, unit], in: Grouping([0, 0], count: 1)), [-up, up], within: 1e-15)
  }

  /// A large offset costs no digits of the spread: 1e9 + (4, 7, 13, 16) has mean 10 and sd sqrt(30).
  @Test func offsetCostsNoDigits() {
    let values = [4.0, 7, 13, 16].map { 1e9 + $0 }
    let expected = [-6, -3, 3, 6].map { $0 / 30.0.squareRoot() }
    expectEqual(
      standardisation(eps: 0)(values, in: Grouping([0, 0, 0, 0], count: 1)), expected, within: 1e-15)
  }

  @Test func overflowDoesNotHide() {
    let pair = Grouping([0, 0], count: 1)
    for norm in Standardisation.Norm.allCases {
      let infinite = standardisation(norm: norm)([.infinity, .infinity], in: pair)
      #expect(infinite.allSatisfy { !$0.isFinite })
      // The sum of the first two overflows.
      let wide = standardisation(norm: norm)([1.7e308, 1.7e308, -1.7e308], in: one)
      #expect(wide.contains { !$0.isFinite })
    }
  }
}
