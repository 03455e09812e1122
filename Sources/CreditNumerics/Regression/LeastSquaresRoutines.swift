import CGSL

/// R of a tall design matrix by GSL's TSQR, block by block.
enum TallSkinnyQR {
  private static let mostEntriesOfBlock = 1 << 18

  /// The upper triangular R, row by row, of `sqrt(W) X = Q R`. Shape `[columns · columns]`; zeros below the diagonal.
  static func triangle(of rows: DesignRows, weights: [Double]) throws(GSLError) -> [Double] {
    let columns = rows.columns
    let height = max(columns, min(rows.count, mostEntriesOfBlock / columns))
    let workspace = unsafe try GSL.allocate("gsl_multilarge_linear_alloc") {
      unsafe cgsl_multilarge_linear_alloc_tsqr(columns)
    }
    defer { unsafe gsl_multilarge_linear_free(workspace) }
    var block = [Double](repeating: 0, count: height * columns)
    var right = [Double](repeating: 0, count: height)
    // A block is at least as high as it is wide; the last one ends in rows of zeros, which add nothing.
    for first in Swift.stride(from: 0, to: max(1, rows.count), by: height) {
      for place in block.indices { block[place] = 0 }
      for row in first..<min(first + height, rows.count) {
        let factor = weights[row].squareRoot()
        for entry in rows.entries(of: row) {
          block[(row - first) * columns + Int(rows.column[entry])] += factor * rows.value[entry]
        }
      }
      for place in right.indices { right[place] = 0 }
      try GSL.check("gsl_multilarge_linear_accumulate") {
        unsafe block.withUnsafeMutableBufferPointer { block in
          unsafe right.withUnsafeMutableBufferPointer { right in
            var matrix = unsafe gsl_matrix_view_array(block.baseAddress, height, columns)
            var vector = unsafe gsl_vector_view_array(right.baseAddress, height)
            return unsafe gsl_multilarge_linear_accumulate(&matrix.matrix, &vector.vector, workspace)
          }
        }
      }
    }
    var triangle = [Double](repeating: 0, count: columns * columns)
    let found = unsafe gsl_multilarge_linear_matrix_ptr(workspace)
    guard let found = unsafe found else {
      throw GSLError(routine: "gsl_multilarge_linear_matrix_ptr", code: .failed)
    }
    for row in 0..<columns {
      for column in row..<columns {
        triangle[row * columns + column] = unsafe gsl_matrix_get(found, row, column)
      }
    }
    return triangle
  }
}

/// Least squares with all rows at once.
enum SmallLeastSquares {
  /// The coefficients of `sum w (y - X c)² + ridge |c|²`.
  static func coefficients(
    _ rows: DesignRows, _ weights: [Double], _ targets: [Double], ridge: Double
  ) throws(GSLError) -> [Double] {
    let columns = rows.columns
    // Rows of zeros where there are fewer rows than columns, which the decomposition demands.
    let height = max(rows.count, columns)
    var matrix = [Double](repeating: 0, count: height * columns)
    var right = [Double](repeating: 0, count: height)
    for row in 0..<rows.count {
      let factor = weights[row].squareRoot()
      right[row] = factor * targets[row]
      for entry in rows.entries(of: row) {
        matrix[row * columns + Int(rows.column[entry])] += factor * rows.value[entry]
      }
    }
    let workspace = unsafe try GSL.allocate("gsl_multifit_linear_alloc") {
      unsafe gsl_multifit_linear_alloc(height, columns)
    }
    defer { unsafe gsl_multifit_linear_free(workspace) }
    var coefficients = [Double](repeating: 0, count: columns)
    var norms = (residual: 0.0, coefficients: 0.0)
    try GSL.check("gsl_multifit_linear_solve") {
      unsafe matrix.withUnsafeMutableBufferPointer { matrix in
        unsafe right.withUnsafeMutableBufferPointer { right in
          unsafe coefficients.withUnsafeMutableBufferPointer { coefficients in
            var design = unsafe gsl_matrix_view_array(matrix.baseAddress, height, columns)
            var vectors = unsafe (
              gsl_vector_view_array(right.baseAddress, height),
              gsl_vector_view_array(coefficients.baseAddress, columns)
            )
            let status = unsafe gsl_multifit_linear_svd(&design.matrix, workspace)
            guard status == 0 else { return status }
            return unsafe gsl_multifit_linear_solve(
              ridge.squareRoot(), &design.matrix, &vectors.0.vector, &vectors.1.vector, &norms.residual,
              &norms.coefficients, workspace)
          }
        }
      }
    }
    return coefficients
  }
}

/// Singular values and right singular vectors.
enum SingularValues {
  /// Those of a square matrix, given row by row: values descending, vectors as the columns of a matrix row by row.
  static func ofSquare(
    _ matrix: [Double], size: Int
  ) throws(GSLError) -> (values: [Double], vectors: [Double]) {
    var left = matrix
    var vectors = [Double](repeating: 0, count: size * size)
    var values = [Double](repeating: 0, count: size)
    var work = values
    try GSL.check("gsl_linalg_SV_decomp") {
      unsafe left.withUnsafeMutableBufferPointer { left in
        unsafe vectors.withUnsafeMutableBufferPointer { vectors in
          unsafe values.withUnsafeMutableBufferPointer { values in
            unsafe work.withUnsafeMutableBufferPointer { work in
              var matrices = unsafe (
                gsl_matrix_view_array(left.baseAddress, size, size),
                gsl_matrix_view_array(vectors.baseAddress, size, size)
              )
              var views = unsafe (
                gsl_vector_view_array(values.baseAddress, size), gsl_vector_view_array(work.baseAddress, size)
              )
              return unsafe gsl_linalg_SV_decomp(
                &matrices.0.matrix, &matrices.1.matrix, &views.0.vector, &views.1.vector)
            }
          }
        }
      }
    }
    return (values, vectors)
  }
}
