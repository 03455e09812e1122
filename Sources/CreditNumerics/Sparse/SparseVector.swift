/// A vector of which most entries are 0: the others by ascending index.
package struct SparseVector: Sendable, Hashable, Codable {
  package private(set) var indices: [Int32] = []
  package private(set) var values: [Double] = []

  /// The zero vector.
  package init() {}

  /// The entries of a dense vector at some ascending indices; all others are 0.
  package init(_ dense: [Double], at indices: [Int32]) {
    self.indices = indices
    values = indices.map { dense[Int($0)] }
  }

  /// The inner product with a dense vector.
  package func dot(_ dense: [Double]) -> Double {
    var sum = 0.0
    for (index, value) in zip(indices, values) { sum += value * dense[Int(index)] }
    return sum
  }

  /// The squared length.
  package var squaredNorm: Double { values.reduce(0) { $0 + $1 * $1 } }

  /// Adds the vector to a dense one.
  package func add(to dense: inout [Double]) {
    for (index, value) in zip(indices, values) { dense[Int(index)] += value }
  }

  /// Sets its entries of a dense vector to 0.
  package func clear(in dense: inout [Double]) {
    for index in indices { dense[Int(index)] = 0 }
  }

  /// The vector without the entries that fail a test of their index.
  package func entries(where isKept: (Int32) -> Bool) -> SparseVector {
    var kept = SparseVector()
    for (index, value) in zip(indices, values) where isKept(index) {
      kept.indices.append(index)
      kept.values.append(value)
    }
    return kept
  }

  /// The sum of two vectors.
  package static func + (first: SparseVector, second: SparseVector) -> SparseVector {
    var sum = SparseVector()
    var i = 0
    var j = 0
    while i < first.indices.count || j < second.indices.count {
      let left = i < first.indices.count ? first.indices[i] : .max
      let right = j < second.indices.count ? second.indices[j] : .max
      sum.indices.append(min(left, right))
      sum.values.append((left <= right ? first.values[i] : 0) + (right <= left ? second.values[j] : 0))
      if left <= right { i += 1 }
      if right <= left { j += 1 }
    }
    return sum
  }
}
