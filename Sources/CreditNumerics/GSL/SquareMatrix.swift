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
    try factorise(from: 0, count: size, leadingDiagonal: diagonal)
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
  /// The rows of a square on the diagonal that are not split further, as many as in GSL.
  private static let fewRows = 24

  /// How many of the first rows and columns make a square that is 0 beside the diagonal.
  private var leadingDiagonal: Int {
    guard let data = unsafe matrix.pointee.data else { return 0 }
    for row in 0..<size {
      let line = unsafe data + row * matrix.pointee.tda
      for column in 0..<row where unsafe line[column] != 0 { return row }
    }
    return size
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

  /// Puts the Cholesky factor L of a square A = L L' on the diagonal in the place of its lower triangle.
  ///
  /// Splits and products are those of `gsl_linalg_cholesky_decomp1`, and so are the digits. GSL's own also copies A above the diagonal, for
  /// its condition number, which takes as long as the products, and does not know of a square that is 0 beside the diagonal.
  ///
  /// - Parameters:
  ///   - first: The first row and column of the square.
  ///   - count: Its number of rows and of columns.
  ///   - leadingDiagonal: How many of its first rows and columns are known to be 0 beside the diagonal.
  private func factorise(from first: Int, count: Int, leadingDiagonal: Int) throws(GSLError) {
    if count <= leadingDiagonal {
      for row in first..<first + count { unsafe place(row, row).pointee *= try inverseRoot(ofPivot: row) }
    } else if count <= Self.fewRows {
      try factoriseByColumns(from: first, count: count, leadingDiagonal: leadingDiagonal)
    } else {
      // Whole lines of the cache.
      let head = (count + 8) / 16 * 8
      let (next, rest) = (first + head, count - head)
      try factorise(from: first, count: head, leadingDiagonal: leadingDiagonal)
      let stride = unsafe Int32(matrix.pointee.tda)
      let below = unsafe place(next, first)
      if head <= leadingDiagonal {
        divideColumns(below: first, count: head, rows: rest)
      } else {
        unsafe cblas_dtrsm(
          CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, Int32(rest), Int32(head), 1,
          place(first, first), stride, below, stride)
      }
      unsafe cblas_dsyrk(
        CblasRowMajor, CblasLower, CblasNoTrans, Int32(rest), Int32(head), -1, below, stride, 1,
        place(next, next), stride)
      try factorise(from: next, count: rest, leadingDiagonal: leadingDiagonal - head)
    }
  }

  /// The same for a small square, column after column.
  private func factoriseByColumns(from first: Int, count: Int, leadingDiagonal: Int) throws(GSLError) {
    let stride = unsafe matrix.pointee.tda
    for row in first..<first + count {
      let before = row - first
      let pivot = unsafe place(row, row)
      if before > 0, before >= leadingDiagonal {
        let line = unsafe place(row, first)
        unsafe cblas_dgemv(
          CblasRowMajor, CblasNoTrans, Int32(count - before), Int32(before),
          -1, line, Int32(stride), line, 1, 1, pivot, Int32(stride))
      }
      let factor = try inverseRoot(ofPivot: row)
      for below in 0..<count - before { unsafe pivot[below * stride] *= factor }
    }
  }

  /// Divides the columns below a square by its diagonal, beside which it is 0.
  private func divideColumns(below first: Int, count: Int, rows: Int) {
    let inverses = (first..<first + count).map { 1 / self[$0, $0] }
    unsafe inverses.withUnsafeBufferPointer { inverses in
      for row in first + count..<first + count + rows {
        let line = unsafe place(row, first)
        for column in 0..<count { unsafe line[column] *= inverses[column] }
      }
    }
  }

  /// One over the root of an element of the diagonal.
  private func inverseRoot(ofPivot row: Int) throws(GSLError) -> Double {
    let pivot = self[row, row]
    if pivot <= 0 { throw GSLError(routine: "gsl_linalg_cholesky_decomp1", code: .domain) }
    return 1 / pivot.squareRoot()
  }
}
