/// The solution of A x = right for a symmetric positive definite A, by conjugate gradients from 0.
///
/// - Parameters:
///   - product: A times a vector.
///   - right: The right side.
///   - scale: Diagonal that the residual is divided by (Jacobi's preconditioner); 1 without it.
///   - tolerance: Size of the residual, relative to the right side, at which to stop.
///   - limit: Most steps.
/// - Complexity: One product a step.
///
/// Source: Hestenes and Stiefel, J. Res. Natl. Bur. Stand. 49 (1952), section 3.
package func conjugateGradients(
  of product: ([Double]) -> [Double], right: [Double], scale: [Double]? = nil, tolerance: Double, limit: Int
) -> [Double] {
  var solution = [Double](repeating: 0, count: right.count)
  var residual = right
  var scaled = right
  var size = scaledSize(of: residual, by: scale, into: &scaled)
  var direction = scaled
  let enough = tolerance * tolerance * size
  var steps = 0
  while size > enough, steps < limit {
    let image = product(direction)
    var curvature = 0.0
    for index in image.indices { curvature += direction[index] * image[index] }
    let step = size / curvature
    guard step.isFinite else { break }
    for index in solution.indices {
      solution[index] += step * direction[index]
      residual[index] -= step * image[index]
    }
    let next = scaledSize(of: residual, by: scale, into: &scaled)
    for index in direction.indices { direction[index] = scaled[index] + next / size * direction[index] }
    size = next
    steps += 1
  }
  return solution
}

/// Divides a residual by a diagonal, and returns its square in that measure.
private func scaledSize(of residual: [Double], by scale: [Double]?, into scaled: inout [Double]) -> Double {
  var size = 0.0
  for index in residual.indices {
    scaled[index] = residual[index] / (scale?[index] ?? 1)
    size += residual[index] * scaled[index]
  }
  return size
}
