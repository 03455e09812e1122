import CreditNumerics

/// Linear equations that give every node the value that is consistent with what follows it: one equation a node.
protocol NodeEquations {
  /// Of a step, above 0 and at most 1: no value that follows counts with a weight above it.
  var discount: Double { get }

  /// Solves a node's equation for its own value, given all others; `false` if that value is not determined.
  func solve(node: Int, in value: inout [Double]) -> Bool

  /// Writes a node's equation into a line of zeros of its component's matrix, and returns its right side.
  ///
  /// - Parameters:
  ///   - node: The node.
  ///   - line: Its place in its component.
  ///   - matrix: A column for each node of the component, in the order of their places.
  ///   - components: Which nodes are of one component.
  ///   - value: The values of nodes of components that are solved.
  func write(
    _ node: Int, as line: Int, of matrix: inout SquareMatrix, among components: NodeComponents,
    given value: [Double]
  ) -> Double
}

/// Largest component that is factored; what is larger is swept.
private let largestFactored = 64
private let mostSweeps = 100_000

extension NodeEquations {
  /// Solves all equations, component by component: a node that is in no cycle takes one step, a small component of a cycle a
  /// factorisation, and a large one sweeps that begin at the values given.
  ///
  /// - Parameters:
  ///   - components: The components of the nodes, those first from which no other is reached.
  ///   - value: Values to begin with, which become those found.
  ///   - tolerance: How near sweeps come.
  /// - Returns: Whether all values are determined.
  /// - Complexity: O(edges), beside components of cycles: O(nodes³) up to 64 nodes, O(edges) a sweep beyond.
  func solve(
    _ components: NodeComponents, in value: inout [Double], to tolerance: Double = 1e-14
  ) throws(GSLError) -> Bool {
    for component in 0..<components.count {
      let members = components[component]
      let isSolved =
        members.count == 1
        ? solve(node: Int(members[members.startIndex]), in: &value)
        : members.count <= largestFactored
          ? try factor(members, components, in: &value) : sweep(members, in: &value, to: tolerance)
      guard isSolved else { return false }
    }
    return true
  }

  /// Solves a component by elimination with the largest pivots.
  private func factor(
    _ members: ArraySlice<Int32>, _ components: NodeComponents, in value: inout [Double]
  ) throws(GSLError) -> Bool {
    var matrix = try SquareMatrix(zeros: members.count)
    var right = [Double](repeating: 0, count: members.count)
    for (line, node) in members.enumerated() {
      right[line] = write(Int(node), as: line, of: &matrix, among: components, given: value)
    }
    guard let solution = try matrix.solution(of: right, pivotsAbove: 1e-13) else { return false }
    for (node, found) in zip(members, solution) { value[Int(node)] = found }
    return true
  }

  /// Sweeps over a component until its values stand still.
  private func sweep(_ members: ArraySlice<Int32>, in value: inout [Double], to tolerance: Double) -> Bool {
    for _ in 0..<mostSweeps {
      var largest = 0.0
      for node in members.lazy.map(Int.init) {
        let before = value[node]
        guard solve(node: node, in: &value) else { return false }
        largest = max(largest, abs(value[node] - before))
      }
      // What is still to come is at most so much times the last change.
      let rest = discount < 1 ? discount / (1 - discount) : 1
      if largest * rest <= tolerance { return true }
    }
    return discount < 1
  }
}

extension AttributionError {
  /// Equations of nodes that have no one solution.
  static func undetermined(for method: String) -> AttributionError {
    .numerical(
      method: method,
      reason: "the values of states from which no turn leads to an end are not determined. Use beta below 1.")
  }
}
