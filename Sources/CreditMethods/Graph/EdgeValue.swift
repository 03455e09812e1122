/// What an edge of a state graph is worth by its distances to success.
///
/// Source: arXiv 2605.26684, equation 4, for ``Convention/paper``; the other two are conventions of its released code.
package struct EdgeValue: Sendable {
  /// The exponent of `omega` for an edge from `s` to `s'`, where `d` is the distance to success in turns.
  package enum Convention: String, Sendable, CaseIterable {
    /// `d(s')`.
    case reference
    /// `d(s') + 1`: the cost of the edge counts too.
    case paper
    /// `d(s') - d(s) + 1`: the turns lost against the shortest way.
    case progress
  }

  /// The exponent.
  package let convention: Convention
  /// Factor per turn, above 0 and at most 1.
  package let omega: Double
  /// Value at exponent 0, in reward units.
  package let success: Double

  /// An edge value.
  package init(convention: Convention, omega: Double, success: Double) {
    self.convention = convention
    self.omega = omega
    self.success = success
  }

  /// The value of the edge that each turn takes: `success · omega^exponent`, in reward units. Shape `[turns]`.
  ///
  /// - Complexity: O(turns + nodes).
  package func ofTurns(in states: BatchStates) -> [Double] {
    let graph = states.graph
    let distance = states.distancesToSuccess
    // The largest exponent is one turn beyond the largest distance.
    var valueAt = [success]
    for _ in 0...(distance.max() ?? 0) { valueAt.append(valueAt[valueAt.count - 1] * omega) }
    switch convention {
    case .reference: return graph.successor.map { valueAt[Int(distance[Int($0)])] }
    case .paper: return graph.successor.map { valueAt[Int(distance[Int($0)]) + 1] }
    case .progress:
      // Never negative: an edge shortens the way by one turn at most.
      return zip(graph.source, graph.successor).map { source, successor in
        valueAt[Int(distance[Int(successor)] - distance[Int(source)]) + 1]
      }
    }
  }
}
