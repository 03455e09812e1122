import CreditNumerics
import Testing
import TestSupport

/// Solutions of square systems.
@Suite struct SquareMatrixTests {
  private func matrix(_ rows: [[Double]]) throws -> SquareMatrix {
    var matrix = try SquareMatrix(zeros: rows.count)
    for (row, entries) in rows.enumerated() {
      for (column, entry) in entries.enumerated() { matrix[row, column] = entry }
    }
    return matrix
  }

  /// A first pivot of 0 and no symmetry: 2y + z = 8, x - y = -1 and 3x + 4z = 19 have the solution (1, 2, 4).
  @Test func anyRegularMatrixIsSolved() throws {
    let found = try matrix([[0, 2, 1], [1, -1, 0], [3, 0, 4]]).solution(of: [8, -1, 19], pivotsAbove: 1e-13)
    let solution = try #require(found)
    for (value, expected) in zip(solution, [1.0, 2, 4]) { #expect(abs(value - expected) <= 1e-14) }
  }

  @Test func aSingularMatrixHasNoSolution() throws {
    #expect(try matrix([[1, 2], [2, 4]]).solution(of: [1, 2], pivotsAbove: 1e-13) == nil)
    #expect(try matrix([[0, 0], [0, 1]]).solution(of: [0, 1], pivotsAbove: 1e-13) == nil)
    // 1/3 of the first row leaves a rounding error at most.
    #expect(try matrix([[0.3, 0.1], [0.1, 0.1 / 3]]).solution(of: [1, 1], pivotsAbove: 1e-13) == nil)
  }

  /// Where the diagonal outweighs the rest of each line, A is positive definite: A x is b for the solution x, whether A is split or
  /// not, and whatever part of it is 0 beside the diagonal.
  @Test(arguments: [1, 24, 25, 63, 100], [0, 0.1, 0.5, 1])
  func symmetricMatricesAreSolved(size: Int, shareOfDiagonal: Double) throws {
    var generator = SplitMix64(seed: UInt64(size))
    let diagonal = Int(Double(size) * shareOfDiagonal)
    var rows = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    for row in 0..<size {
      rows[row][row] = Double(size + row)
      for column in 0..<row where row >= diagonal {
        rows[row][column] = Double.random(in: -1..<1, using: &generator)
        rows[column][row] = rows[row][column]
      }
    }
    let right = generator.numbers(size, in: -1..<1)
    let solution = try matrix(rows).solution(of: right)
    for row in 0..<size {
      let product = zip(rows[row], solution).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(product - right[row]) <= 1e-13)
    }
  }
}
