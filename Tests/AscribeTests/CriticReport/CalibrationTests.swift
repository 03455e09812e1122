import Ground
import CreditMethods
import CreditStatistics
import Critics
import Testing
import TestSupport
import Trajectories
import Simulation
@testable import Ascribe

/// The lines of realised and expected returns on values.
extension SampledCriticTests {
  /// Values 0 0 2 2 and 4 4, returns 1 3 2 4 and 9 5: means 2 and 4, deviations of the values -2 -2 0 0 2 2, of the returns
  /// -3 -1 -2 0 5 1: slope (6 + 2 + 10 + 2) / 16 = 1.25 and intercept 4 - 2.5 = 1.5.
  @Test func theCalibrationLineByHand() throws {
    var table = CalibrationTable()
    table.add(values: [0, 0, 2, 2], realised: [1, 3, 2, 4], expected: [0, 0, 0, 1])
    table.add(values: [4, 4], realised: [9, 5], expected: [4, 1])
    let found = table.calibration(try plan(), scale: 9)
    #expect(abs(try #require(found.realised.slope.optional) - 1.25) < 1e-12)
    #expect(abs(try #require(found.realised.intercept.optional) - 1.5) < 1e-12)
    // Deviations of what was expected, mean 1: -1 -1 -1 0 3 0: slope (2 + 2 + 6) / 16 and intercept 1 - 2 · .625.
    #expect(abs(try #require(found.expected.slope.optional) - 0.625) < 1e-12)
    #expect(abs(try #require(found.expected.intercept.optional) + 0.25) < 1e-12)
    #expect(found.realised.slopeInterval == .undefined(.tooFew(found: 2, needed: 100)))
    // Ranks 1 2 | 3 4 | 5 6 of 6 have the middles 1/6, 3/6 and 5/6.
    #expect(found.tenths.map(\.number) == [2, 6, 9])
    #expect(found.tenths.map(\.turns) == [2, 2, 2])
    #expect(near(found.tenths.map(\.meanValue), [0, 2, 4]))
    #expect(near(found.tenths.map(\.meanReturn), [2, 3, 7]))
    #expect(near(found.tenths.map(\.meanExpected), [0, 0.5, 2.5]))
  }

  /// Ten different values fill all tenths; the return is twice the value less 3 in every batch, which leaves nothing to make
  /// an interval of.
  @Test func anExactLineHasNoInterval() throws {
    var table = CalibrationTable()
    for _ in 0..<100 {
      let values = (0..<10).map { Double($0 * $0) }
      table.add(values: values, realised: values.map { 2 * $0 - 3 }, expected: values.map { 1 - $0 })
    }
    let found = table.calibration(try plan(), scale: 81)
    for (number, interval, expected) in [
      (found.realised.slope, found.realised.slopeInterval, 2.0),
      (found.realised.intercept, found.realised.interceptInterval, -3),
      (found.expected.slope, found.expected.slopeInterval, -1),
      (found.expected.intercept, found.expected.interceptInterval, 1),
    ] {
      #expect(abs(try #require(number.optional) - expected) < 1e-10)
      #expect(interval == .undefined(.noVariance))
    }
    #expect(found.tenths.map(\.number) == Array(1...10))
    #expect(found.tenths.allSatisfy { $0.turns == 100 })
  }

  /// Slope and intercept without each of 102 batches, three of them again and again, by plain least squares: the standard error is
  /// sqrt(101/102 Σ (value - mean)²), and Student's t with 101 degrees of freedom has its 0.975 quantile at 1.983731002955606.
  @Test func calibrationIsJackknifed() throws {
    let values = (0..<34).flatMap { _ -> [[Double]] in [[0, 1, 2], [0, 1, 4], [1, 2, 3]] }
    let returns = (0..<34).flatMap { _ -> [[Double]] in [[1, 0, 3], [2, 2, 6], [0, 5, 1]] }
    var table = CalibrationTable()
    for (values, returns) in zip(values, returns) {
      table.add(values: values, realised: returns, expected: values)
    }
    let found = table.calibration(try plan(), scale: 9)
    let line = { (batches: [Int]) -> [Double] in
      let x = batches.flatMap { values[$0] }
      let y = batches.flatMap { returns[$0] }
      let n = Double(x.count)
      let (mx, my) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
      let slope =
        zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) }
        / x.reduce(0) { $0 + ($1 - mx) * ($1 - mx) }
      return [slope, my - slope * mx]
    }
    let all = line(Array(values.indices))
    let without = values.indices.map { left in line(values.indices.filter { $0 != left }) }
    for (number, interval) in [found.realised.slopeInterval, found.realised.interceptInterval].enumerated() {
      let mean = without.reduce(0) { $0 + $1[number] } / 102
      let squares = without.reduce(0) { $0 + ($1[number] - mean) * ($1[number] - mean) }
      let error = (squares * 101 / 102).squareRoot()
      let ends = try #require(interval.optional)
      let margin = 1.983731002955606 * error
      #expect(near([ends.lower, ends.upper], [all[number] - margin, all[number] + margin], 1e-9))
    }
    // The two values 0 have the middle rank 1 of 9, the three values 1 the middle 3.5: the tenths 2 and 4.
    let tenth = try #require(found.tenths.first { $0.meanValue == 1 })
    #expect(tenth.meanReturn == 2.0 / 3)
  }

  @Test func equalValuesHaveNoLine() throws {
    var table = CalibrationTable()
    table.add(values: [0.1 + 0.2, 0.3], realised: [0, 1], expected: [1, 0])
    table.add(values: [0.3], realised: [1], expected: [0])
    let found = table.calibration(try plan(), scale: 1)
    for line in [found.realised, found.expected] {
      #expect(line.slope == .undefined(.noVariance))
      #expect(line.slopeInterval == .undefined(.noVariance))
      #expect(line.intercept == .undefined(.noVariance))
      #expect(line.interceptInterval == .undefined(.noVariance))
    }
    #expect(found.tenths.reduce(0) { $0 + $1.turns } == 3)
  }
}
