import Ground
import CreditStatistics
import Testing
import TestSupport

struct OneHotRegressionTests {
  private let cells: [Int32] = [2, 0, 2, 0, 2, 0]
  private let weights = [1, 2, 0.5, 1, 3, 1]
  private let targets = [1, 4, 2.5, -1, 0.5, 2]

  /// Cell 0: targets 4, -1, 2 of weights 2, 1, 1, so (8 - 1 + 2) / 4 = 2.25; squares 2 · 1.75² + 3.25² + 0.25² =
  /// 16.75; standard error sqrt(16.75 / 2 / 4). Cell 2: (1 + 1.25 + 1.5) / 4.5 = 5/6; squares 1/36 + 0.5 · 25/9 +
  /// 3/9 = 1.75.
  @Test func byHand() throws {
    let fit = try OneHotRegression.fit(
      cells: cells, count: 3, weights: weights, targets: targets)
    #expect(fit.cells.count == 3)
    let zero = try #require(fit.cells[0].optional)
    expectClose(zero.value, 2.25)
    expectClose(zero.residualSumOfSquares, 16.75)
    expectClose(zero.standardError, (16.75 / 8).squareRoot())
    expectClose(zero.weight, 4)
    #expect(zero.rows == 3)
    #expect(fit.cells[1] == .undefined(.noUnits))
    let two = try #require(fit.cells[2].optional)
    expectClose(two.value, 5.0 / 6)
    expectClose(two.residualSumOfSquares, 1.75)
    expectClose(two.standardError, (1.75 / 2 / 4.5).squareRoot())
    #expect(fit.values(substituting: -7) == [zero.value, -7, two.value])
  }

  /// The normal equations of the whole design, X'WX b = X'Wy, solved by elimination without use of their shape.
  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func solvesTheNormalEquations(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let count = 6
    let cells = (0..<60).map { row in row < count ? Int32(row) : Int32.random(in: 0..<6, using: &generator) }
    let weights = generator.numbers(60, in: 0.1..<2)
    let targets = generator.numbers(60, in: -5..<5)
    var system = [[Double]](repeating: [Double](repeating: 0, count: count + 1), count: count)
    for row in cells.indices {
      let design = (0..<count).map { Double(cells[row]) == Double($0) ? 1.0 : 0 }
      for i in 0..<count {
        for j in 0..<count { system[i][j] += weights[row] * design[i] * design[j] }
        system[i][count] += weights[row] * design[i] * targets[row]
      }
    }
    let fit = try OneHotRegression.fit(
      cells: cells, count: count, weights: weights, targets: targets)
    for (cell, expected) in solved(system).enumerated() {
      expectClose(fit.cells[cell].map(\.value), expected)
    }
  }

  private func solved(_ system: [[Double]]) -> [Double] {
    var system = system
    let size = system.count
    for pivot in 0..<size {
      for row in 0..<size where row != pivot {
        let factor = system[row][pivot] / system[pivot][pivot]
        for column in pivot...size { system[row][column] -= factor * system[pivot][column] }
      }
    }
    return (0..<size).map { system[$0][size] / system[$0][$0] }
  }

  /// Equal weights: the mean of each cell and its standard error.
  @Test func equalWeightsGiveMeans() throws {
    let fit = try OneHotRegression.fit(cells: cells, count: 3, targets: targets)
    let weighted = try OneHotRegression.fit(
      cells: cells, count: 3, weights: [Double](repeating: 1, count: 6), targets: targets)
    #expect(fit == weighted)
    let ofZero: [Double] = [4, -1, 2]
    let zero = try #require(fit.cells[0].optional)
    expectClose(zero.value, 5.0 / 3)
    expectClose(zero.standardError, try #require(Descriptive.standardErrorOfMean(of: ofZero).optional))
    #expect(zero.weight == 3)
    #expect(fit.cells[1] == .undefined(.noUnits))
  }

  @Test func aCommonFactorOfTheWeightsCancels() throws {
    let fit = try OneHotRegression.fit(
      cells: cells, count: 3, weights: weights, targets: targets)
    let scaled = try OneHotRegression.fit(
      cells: cells, count: 3, weights: weights.map { 1024 * $0 }, targets: targets)
    for (one, other) in zip(fit.cells, scaled.cells) {
      #expect(one.map(\.value) == other.map(\.value))
      #expect(one.flatMap(\.standardError) == other.flatMap(\.standardError))
    }
  }

  /// Rows of other cells, wherever they stand, leave a cell's fit bit for bit as it is.
  @Test func cellsAreIndependent() throws {
    let fit = try OneHotRegression.fit(
      cells: cells, count: 3, weights: weights, targets: targets)
    let more = try OneHotRegression.fit(
      cells: ([1] + cells + [1, 3]), count: 4, weights: ([1] + weights + [2, 1]),
      targets: ([9] + targets + [1e6, 4]))
    #expect(more.cells[0] == fit.cells[0])
    #expect(more.cells[2] == fit.cells[2])
  }

  @Test func oneRowHasNoStandardError() throws {
    let fit = try OneHotRegression.fit(cells: [0], count: 1, weights: [3], targets: [5])
    let only = try #require(fit.cells[0].optional)
    #expect(only.value == 5)
    #expect(only.rows == 1)
    #expect(only.standardError == .undefined(.tooFew(found: 1, needed: 2)))
  }

  @Test func constantTargetsLeaveNoResidual() throws {
    let fit = try OneHotRegression.fit(
      cells: [0, 0, 0], count: 1, weights: [0.3, 0.7, 0.9], targets: [0.1, 0.1, 0.1])
    let only = try #require(fit.cells[0].optional)
    #expect(only.value == 0.1)
    #expect(only.standardError == .value(0))
  }

  /// Weight 0 takes a row out, whatever its target.
  @Test func rowsWithoutWeightDoNotCount() throws {
    let fit = try OneHotRegression.fit(
      cells: [0, 0, 0, 1], count: 2, weights: [1, 0, 1, 0], targets: [2, .nan, 4, 3])
    let zero = try #require(fit.cells[0].optional)
    #expect(zero.value == 3)
    #expect(zero.rows == 2)
    expectClose(zero.residualSumOfSquares, 2)
    #expect(fit.cells[1] == .undefined(.noWeight))
  }

  @Test func aFlawStaysInItsCell() throws {
    let fit = try OneHotRegression.fit(
      cells: [0, 1, 2, 3, 4, 5, 5], count: 6, weights: [1, -1, .nan, .infinity, 1, 1e308, 1e308],
      targets: [.nan, 1, 1, 1, 1, 2, 3])
    let reasons: [UndefinedReason?] = [.notFinite, .negativeWeight, .notFinite, .notFinite, nil, .outOfRange]
    #expect(fit.cells.map(\.reason) == reasons)
    #expect(fit.values(substituting: 0) == [0, 0, 0, 0, 1, 0])
    let uniform = try OneHotRegression.fit(cells: [0, 1], count: 2, targets: [.infinity, 2])
    #expect(uniform.cells.map(\.reason) == [.notFinite, nil])
  }

  /// The squares of the residuals overflow, the mean does not.
  @Test func residualsThatOverflow() throws {
    let fit = try OneHotRegression.fit(cells: [0, 0], count: 1, targets: [1e200, -1e200])
    let only = try #require(fit.cells[0].optional)
    #expect(only.value == 0)
    #expect(only.standardError == .undefined(.outOfRange))
  }

  @Test func noRowsAndNoCells() throws {
    let none: [Double] = []
    #expect(try OneHotRegression.fit(cells: [], count: 0, targets: none).cells.isEmpty)
    #expect(
      try OneHotRegression.fit(cells: [], count: 2, weights: none, targets: none).cells
        == [.undefined(.noUnits), .undefined(.noUnits)])
  }

  @Test func rowsOutsideOfTheTableAreRefused() {
    #expect(throws: ArgumentError("cells", "3 in row 0", accepted: "0..<3")) {
      try OneHotRegression.fit(cells: [3], count: 3, targets: [1])
    }
    #expect(throws: ArgumentError("cells", "-1 in row 1", accepted: "0..<3")) {
      try OneHotRegression.fit(cells: [0, -1], count: 3, targets: [1, 2])
    }
    #expect(throws: ArgumentError("count", -1, accepted: "0 or more")) {
      try OneHotRegression.fit(cells: [], count: -1, targets: [1])
    }
    #expect(throws: ArgumentError("targets", "1 numbers", accepted: "2, one a row")) {
      try OneHotRegression.fit(cells: [0, 0], count: 1, targets: [1])
    }
    #expect(throws: ArgumentError("weights", "3 numbers", accepted: "2, one a row")) {
      try OneHotRegression.fit(cells: [0, 0], count: 1, weights: [1, 1, 1], targets: [1, 2])
    }
  }
}
