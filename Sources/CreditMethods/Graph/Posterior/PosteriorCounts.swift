import Ground
import Trajectories

/// What was seen in the episodes of one task: which joint actions at which states, and what followed them.
///
/// Rows are the pairs of state and joint action, those of a state together; cells are the outcomes that a row may have. Both stand
/// in the order of hashes of their names, so that a model that is drawn cell by cell does not depend on the order of episodes.
struct PosteriorCounts: Sendable {
  /// First row of each node, and the number of rows. Shape `[nodes + 1]`.
  let rowStart: [Int32]
  /// First cell of each row, and the number of cells. Shape `[rows + 1]`.
  let cellStart: [Int32]
  /// The node that each cell leads to, or a ``PosteriorBoundary``. Shape `[cells]`.
  let outcome: [Int32]
  /// Parameter of the Dirichlet distribution of each cell: what was counted, and the prior. Shape `[cells]`.
  let shape: [Double]
  /// The same of the policy, or its probability where it is taken as exact. Shape `[rows]`.
  let policy: [Double]
  /// The joint action within its state that each row is of. Shape `[rows]`.
  let action: [UInt32]
  /// How often each row was seen. Shape `[rows]`.
  let count: [Int32]
  /// Where the draws of the task, of each node's policy, and of each row stand.
  let address: (task: UInt64, node: [UInt64], row: [UInt64])
  /// The components of the nodes.
  let components: NodeComponents

  var nodeCount: Int { rowStart.count - 1 }
  var rowCount: Int { count.count }

  /// The rows of a node.
  func rows(of node: Int) -> Range<Int> { Int(rowStart[node])..<Int(rowStart[node + 1]) }

  /// The cells of a row.
  func cells(of row: Int) -> Range<Int> { Int(cellStart[row])..<Int(cellStart[row + 1]) }

  /// The cells of a node's rows.
  func cells(ofNode node: Int) -> Range<Int> {
    Int(cellStart[Int(rowStart[node])])..<Int(cellStart[Int(rowStart[node + 1])])
  }

  /// Counts what was seen in the nodes of a task.
  ///
  /// - Complexity: O(turns log(turns)), and O(actions · outcomes) at each state.
  init(_ turns: RecordedSteps, of task: Int, by rules: PosteriorRules) {
    let nodes = turns.nodes(of: task)
    var rowStart: [Int32] = [0]
    var cellStart: [Int32] = [0]
    var outcome: [Int32] = []
    var shape: [Double] = []
    var policy: [Double] = []
    var count: [Int32] = []
    var rowAction: [UInt32] = []
    for node in nodes {
      let steps = turns.steps(from: node)
      let seen = Self.ordered(Set(steps.map(\.outcome)), by: turns.address(of:))
      let actions = Self.ordered(Set(steps.map(\.action))) { turns.address(ofAction: $0) }
      var place: [Int32: Int] = [:]
      for (index, outcome) in seen.enumerated() { place[outcome] = index }
      var line: [UInt32: Int] = [:]
      for (index, action) in actions.enumerated() { line[action] = index }
      // Shape `[actions, outcomes]`.
      var table = [Int32](repeating: 0, count: actions.count * seen.count)
      for step in steps {
        guard let line = line[step.action], let place = place[step.outcome] else { continue }
        table[line * seen.count + place] += 1
      }
      for (line, action) in actions.enumerated() {
        let counted = table[line * seen.count..<(line + 1) * seen.count]
        let total = counted.reduce(0, +)
        var cells = zip(seen, counted).map { (outcome: $0, count: $1) }
        if rules.support == .seen { cells.removeAll { $0.count == 0 } }
        if rules.allowsElsewhere { cells.append((PosteriorBoundary.elsewhere, 0)) }
        let added = rules.prior == .each ? rules.alpha : rules.alpha / Double(cells.count)
        // What was not seen has no probability without a prior.
        for cell in cells where cell.count > 0 || added > 0 {
          outcome.append(cell.outcome < 0 ? cell.outcome : cell.outcome - Int32(nodes.lowerBound))
          shape.append(Double(cell.count) + added)
        }
        cellStart.append(Int32(outcome.count))
        count.append(total)
        policy.append(rules.policy == .counts ? Double(total) + rules.alphaPolicy : Double(total))
        rowAction.append(action)
      }
      if rules.policy == .logprob {
        let shares = turns.recordedShares(of: actions, from: node)
        policy.replaceSubrange(policy.count - actions.count..<policy.count, with: shares)
      }
      rowStart.append(Int32(count.count))
    }
    self.rowStart = rowStart
    self.cellStart = cellStart
    self.outcome = outcome
    self.shape = shape
    self.policy = policy
    self.count = count
    action = rowAction
    address = (
      turns.address(ofTask: task), nodes.map { turns.address(ofPolicy: $0) },
      rowAction.map { turns.address(ofAction: $0) }
    )
    components = NodeComponents(start: rowStart.map { cellStart[Int($0)] }, edges: outcome)
  }

  private static func ordered<Element: Hashable>(
    _ elements: Set<Element>, by address: (Element) -> UInt64
  ) -> [Element] {
    elements.map { ($0, address($0)) }.sorted { $0.1 < $1.1 }.map(\.0)
  }
}
