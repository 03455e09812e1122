/// Cells that look the same to a critic.
struct ViewClasses {
  /// The class of each cell, numbered by first cell; `nil` where episodes have stopped, which critics know.
  let ofCell: [Int?]
  /// Number of classes.
  let count: Int
}

extension ExactSolution {
  /// Divides the cells of the exact solution by what a critic sees of them.
  ///
  /// - Parameters:
  ///   - view: What it sees.
  ///   - acrossTurns: Whether cells of different turns may look the same.
  func viewClasses(_ view: CriticView, acrossTurns: Bool) -> ViewClasses {
    var numbers: [[Int32]: Int] = [:]
    var count = 0
    var classes = [Int?](repeating: nil, count: cells.count)
    for turn in 0...mdp.horizon {
      if !acrossTurns { numbers.removeAll(keepingCapacity: true) }
      for cell in cells.cells(ofTurn: turn) where !cells.stops(cell) {
        let key = viewKey(view, of: Int(cells.node[cell]))
        let number = numbers[key] ?? count
        if number == count {
          numbers[key] = number
          count += 1
        }
        classes[cell] = number
      }
    }
    return ViewClasses(ofCell: classes, count: count)
  }

  /// V of each cell as a critic with a view would have it that is not told the turn: ``conditionalValues(_:)`` over the
  /// cells of all turns that look the same, every visit of which weighs the same.
  ///
  /// - Returns: One value a cell.
  package func conditionalValuesAcrossTurns(_ view: CriticView) -> [Double] {
    let classes = viewClasses(view, acrossTurns: true)
    var weights = [Double](repeating: 0, count: classes.count)
    var sums = weights
    for (cell, found) in classes.ofCell.enumerated() {
      guard let found else { continue }
      weights[found] += cells.visitation[cell]
      sums[found] += cells.visitation[cell] * cells.value[cell]
    }
    return zip(classes.ofCell, cells.value).map { found, value in
      guard let found, weights[found] > 0 else { return value }
      return sums[found] / weights[found]
    }
  }

  /// Q of each joint action of each cell as a critic with a view would have it after infinitely many episodes: the mean
  /// of Q over the joint actions of the same labels in cells that look the same, weighted by visitation times the
  /// policy. Joint actions that the policy never takes keep their own Q if it takes none of those that look like them.
  ///
  /// - Parameters:
  ///   - view: What the critic sees beside the joint action.
  ///   - acrossTurns: Whether cells of different turns count as well.
  /// - Returns: One value a joint action of the cells.
  package func conditionalActionValues(_ view: CriticView, acrossTurns: Bool = false) -> [Double] {
    let classes = viewClasses(view, acrossTurns: acrossTurns)
    var probabilities = JointProbabilities(mdp, policy)
    var numbers: [[UInt32]: Int] = [:]
    var weights: [Double] = []
    var sums: [Double] = []
    var number = [Int](repeating: 0, count: cells.actionValue.count)
    for (cell, found) in classes.ofCell.enumerated() {
      guard let found else { continue }
      let node = Int(cells.node[cell])
      let joint = probabilities.ofRows(of: node)
      let agents = mdp.actingAgents(of: node).map { UInt32($0) }
      for (row, index) in cells.rows(of: cell).enumerated() {
        let actions = mdp.choices(ofRow: row, in: node).map { mdp.information.choiceAction[$0] }
        let key = [UInt32(found)] + agents + actions
        let place = numbers[key] ?? sums.count
        if place == sums.count {
          numbers[key] = place
          weights.append(0)
          sums.append(0)
        }
        number[index] = place
        guard joint[row] > 0 else { continue }
        weights[place] += cells.visitation[cell] * joint[row]
        sums[place] += cells.visitation[cell] * joint[row] * cells.actionValue[index]
      }
    }
    return number.indices.map { index in
      let place = number[index]
      return weights[place] > 0 ? sums[place] / weights[place] : cells.actionValue[index]
    }
  }

  /// The policy gradient that arises from an estimate of Q, such as a critic's, in place of the exact one.
  ///
  /// - Parameter values: One value a joint action of the cells.
  /// - Returns: One number a choice of the tables.
  package func policyGradient(ofActionValues values: [Double]) -> [Double] {
    gradient(turns: 0..<mdp.horizon) { cell in Array(values[cells.rows(of: cell)]) }
  }
}
