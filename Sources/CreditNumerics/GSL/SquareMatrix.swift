import CGSL

/// A square `gsl_matrix`, owned: allocated here, freed with the value.
///
/// Safe, because the pointer never leaves the value and each subscript is checked.
@safe
package struct SquareMatrix: ~Copyable {
  private let matrix: UnsafeMutablePointer<gsl_matrix>
  /// Number of rows, and of columns.
  package let size: Int

  /// A matrix of zeros; `size` is at least 1.
  package init(zeros size: Int) throws(GSLError) {
    precondition(size >= 1, "a matrix of size \(size)")
    unsafe matrix = try GSL.allocate("gsl_matrix_calloc") { unsafe gsl_matrix_calloc(size, size) }
    self.size = size
  }

  deinit { unsafe gsl_matrix_free(matrix) }

  package subscript(row: Int, column: Int) -> Double {
    get { unsafe place(row, column).pointee }
    set { unsafe place(row, column).pointee = newValue }
  }

  /// Adds a square of numbers, line after line, to the elements from a row and a column on; what would stand above the diagonal
  /// is left out.
  package mutating func add(_ square: [Double], below row: Int, besides column: Int) {
    let count = Int(Double(square.count).squareRoot())
    precondition(
      count * count == square.count && row >= 0 && column >= 0 && max(row, column) + count <= size,
      "\(square.count) numbers from \(row), \(column) on in a matrix of size \(size)")
    guard let data = unsafe matrix.pointee.data else { return }
    unsafe square.withUnsafeBufferPointer { square in
      for line in 0..<count {
        let target = unsafe data + (row + line) * matrix.pointee.tda + column
        for place in 0..<max(0, min(count, row + line - column + 1)) {
          unsafe target[place] += square[line * count + place]
        }
      }
    }
  }

  /// Where an element stands.
  private func place(_ row: Int, _ column: Int) -> UnsafeMutablePointer<Double> {
    precondition(row >= 0 && row < size && column >= 0 && column < size, "no element \(row), \(column)")
    return unsafe matrix.pointee.data + row * matrix.pointee.tda + column
  }

  /// The solution x of `A x = right` for the symmetric positive definite A whose lower triangle this is.
  ///
  /// A is scaled to a unit diagonal before its Cholesky factor is taken, which keeps the error small where columns
  /// differ in size. A square of 0 beside the diagonal, where A begins with one, saves the work on it.
  ///
  /// - Throws: ``GSLError`` with ``GSLError/Code/domain`` where rounding leaves A not positive definite.
  /// - Complexity: O(size³).
  package consuming func solution(of right: [Double]) throws(GSLError) -> [Double] {
    precondition(right.count == size, "\(right.count) numbers for a matrix of size \(size)")
    let diagonal = leadingDiagonal
    var scale = (0..<size).map { self[$0, $0] <= 0 ? 1 : 1 / self[$0, $0].squareRoot() }
    multiply(by: scale, leadingDiagonal: diagonal)
    try factorise(leadingDiagonal: diagonal)
    var result = right
    let matrix = unsafe matrix
    unsafe try Self.withVectors(&scale, &result) { (scale, result) throws(GSLError) in
      try GSL.check("gsl_linalg_cholesky_svx2") { unsafe gsl_linalg_cholesky_svx2(matrix, scale, result) }
    }
    return result
  }

  /// The solution x of `A x = right` for any A, by elimination with partial pivoting; `nil` where no pivot of a column is
  /// larger than `least` in size, so that A is singular but for rounding.
  ///
  /// - Complexity: O(size³).
  package consuming func solution(of right: [Double], pivotsAbove least: Double) throws(GSLError) -> [Double]?
  {
    precondition(right.count == size, "\(right.count) numbers for a matrix of size \(size)")
    let (matrix, size) = unsafe (matrix, size)
    let order = try unsafe GSL.allocate("gsl_permutation_alloc") { unsafe gsl_permutation_alloc(size) }
    defer { unsafe gsl_permutation_free(order) }
    var sign: Int32 = 0
    try GSL.check("gsl_linalg_LU_decomp") { unsafe gsl_linalg_LU_decomp(matrix, order, &sign) }
    for place in 0..<size {
      guard unsafe abs(matrix.pointee.data[place * matrix.pointee.tda + place]) > least else { return nil }
    }
    var (result, unused) = (right, [0.0])
    unsafe try Self.withVectors(&result, &unused) { (result, _) throws(GSLError) in
      try GSL.check("gsl_linalg_LU_svx") { unsafe gsl_linalg_LU_svx(matrix, order, result) }
    }
    return result
  }

  /// Calls `body` with GSL's views of two arrays.
  private static func withVectors(
    _ first: inout [Double], _ second: inout [Double],
    _ body: (UnsafeMutablePointer<gsl_vector>, UnsafeMutablePointer<gsl_vector>) throws(GSLError) -> Void
  ) throws(GSLError) {
    try unsafe first.withUnsafeMutableBufferPointer { (first) throws(GSLError) in
      try unsafe second.withUnsafeMutableBufferPointer { (second) throws(GSLError) in
        var views = unsafe (
          gsl_vector_view_array(first.baseAddress, first.count),
          gsl_vector_view_array(second.baseAddress, second.count)
        )
        try unsafe body(&views.0.vector, &views.1.vector)
      }
    }
  }
}

extension SquareMatrix {
  /// How many of the first rows and columns make a square that is 0 beside the diagonal.
  private var leadingDiagonal: Int {
    guard let data = unsafe matrix.pointee.data else { return 0 }
    let first = (0..<size).first { row in
      let line = unsafe data + row * matrix.pointee.tda
      return (0..<row).contains { unsafe line[$0] != 0 }
    }
    return first ?? size
  }

  /// Multiplies the lower triangle by the factors of both its row and its column, along rows; GSL's own goes down columns.
  private func multiply(by factors: [Double], leadingDiagonal: Int) {
    guard let data = unsafe matrix.pointee.data else { return }
    unsafe factors.withUnsafeBufferPointer { factor in
      for row in 0..<size {
        let (line, own) = unsafe (data + row * matrix.pointee.tda, factor[row])
        for column in (row < leadingDiagonal ? row : 0)...row { unsafe line[column] *= own * factor[column] }
      }
    }
  }

  /// Puts the Cholesky factor L of A = L L' in the place of the lower triangle.
  ///
  /// A larger matrix is split once, where GSL does, so that the digits are the same: its own copies all of A above the diagonal, for a
  /// condition number. Where the first half is a diagonal, roots of it, and what is below divided by them, are all there is to do.
  private func factorise(leadingDiagonal: Int) throws(GSLError) {
    let head = size > Self.fewRows ? (size + 8) / 16 * 8 : size
    guard head < size else { return try factoriseSquare(from: 0, count: size) }
    let (rest, stride) = (size - head, unsafe Int32(matrix.pointee.tda))
    let below = unsafe place(head, 0)
    if head <= leadingDiagonal {
      try takeRoots(ofFirst: head)
      divideColumns(below: head)
    } else {
      try factoriseSquare(from: 0, count: head)
      unsafe cblas_dtrsm(
        CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, Int32(rest), Int32(head), 1,
        place(0, 0), stride, below, stride)
    }
    unsafe cblas_dsyrk(
      CblasRowMajor, CblasLower, CblasNoTrans, Int32(rest), Int32(head), -1, below, stride, 1,
      place(head, head), stride)
    try factoriseSquare(from: head, count: rest)
  }

  /// Rows of a matrix that GSL does not split.
  private static let fewRows = 24

  /// GSL's factor of a square on the diagonal.
  private func factoriseSquare(from first: Int, count: Int) throws(GSLError) {
    var square = unsafe gsl_matrix_submatrix(matrix, first, first, count, count)
    try GSL.check("gsl_linalg_cholesky_decomp1") { unsafe gsl_linalg_cholesky_decomp1(&square.matrix) }
  }

  /// The factor of a diagonal.
  private func takeRoots(ofFirst count: Int) throws(GSLError) {
    for row in 0..<count {
      let pivot = self[row, row]
      if pivot <= 0 { throw GSLError(routine: "gsl_linalg_cholesky_decomp1", code: .domain) }
      unsafe place(row, row).pointee = pivot * (1 / pivot.squareRoot())
    }
  }

  /// Divides the rows below a diagonal by it.
  private func divideColumns(below count: Int) {
    let inverses = (0..<count).map { 1 / self[$0, $0] }
    unsafe inverses.withUnsafeBufferPointer { inverses in
      for row in count..<size {
        let line = unsafe place(row, 0)
        for column in 0..<count { unsafe line[column] *= inverses[column] }
      }
    }
  }
}
