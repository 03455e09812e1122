/// Least squares of least norm for a few rows, by the eigenvectors of the rows' products (Jacobi's rotations).
struct PlainLeastSquares {
  /// One coefficient a name.
  let solution: [String: Double]

  init(rows: [[String: Double]], targets: [Double]) {
    let count = rows.count
    var products = rows.map { first in
      rows.map { second in
        first.keys.sorted().reduce(0) { $0 + (first[$1] ?? 0) * (second[$1] ?? 0) }
      }
    }
    var vectors = (0..<count).map { row in (0..<count).map { row == $0 ? 1.0 : 0 } }
    for _ in 0..<40 {
      for p in 0..<count {
        for q in p + 1..<max(p + 1, count) where abs(products[p][q]) > 1e-300 {
          let theta = (products[q][q] - products[p][p]) / (2 * products[p][q])
          let tangent = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
          let cosine = 1 / (tangent * tangent + 1).squareRoot()
          let sine = tangent * cosine
          for k in 0..<count {
            let (a, b) = (products[k][p], products[k][q])
            products[k][p] = cosine * a - sine * b
            products[k][q] = sine * a + cosine * b
          }
          for k in 0..<count {
            let (a, b) = (products[p][k], products[q][k])
            products[p][k] = cosine * a - sine * b
            products[q][k] = sine * a + cosine * b
            let (c, d) = (vectors[k][p], vectors[k][q])
            vectors[k][p] = cosine * c - sine * d
            vectors[k][q] = sine * c + cosine * d
          }
        }
      }
      let rest = (0..<count).reduce(0) { sum, p in
        sum + (0..<count).reduce(0) { $1 == p ? $0 : $0 + abs(products[p][$1]) }
      }
      if rest < 1e-13 { break }
    }
    var weights = [Double](repeating: 0, count: count)
    for k in 0..<count where products[k][k] > 1e-9 {
      let share = (0..<count).reduce(0) { $0 + vectors[$1][k] * targets[$1] } / products[k][k]
      for row in 0..<count { weights[row] += share * vectors[row][k] }
    }
    var solution: [String: Double] = [:]
    for (row, weight) in zip(rows, weights) {
      for (name, coefficient) in row { solution[name, default: 0] += weight * coefficient }
    }
    self.solution = solution
  }
}
