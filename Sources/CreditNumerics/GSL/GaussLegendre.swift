import CGSL

/// Gauss and Legendre's rule of 24 points, from GSL's tables: exact for polynomials up to degree 47.
package enum GaussLegendre {
  /// Positions and weights on -1...1.
  private static let rule: [(position: Double, weight: Double)] = {
    let table = unsafe GSL.call { unsafe gsl_integration_glfixed_table_alloc(24) }
    defer { unsafe gsl_integration_glfixed_table_free(table) }
    return (0..<24).map { point in
      var position = 0.0
      var weight = 0.0
      _ = GSL.call { unsafe gsl_integration_glfixed_point(-1, 1, point, &position, &weight, table) }
      return (position, weight)
    }
  }()

  /// The integral from each edge to the next, with the rule on each of `panels` equal parts.
  package static func integral(through edges: [Double], panels: Int, of function: (Double) -> Double)
    -> Double
  {
    var total = 0.0
    for (start, end) in zip(edges, edges.dropFirst()) where end > start {
      let half = (end - start) / Double(2 * panels)
      for panel in 0..<panels {
        let center = start + half * Double(2 * panel + 1)
        for point in rule { total += half * point.weight * function(center + half * point.position) }
      }
    }
    return total
  }
}
