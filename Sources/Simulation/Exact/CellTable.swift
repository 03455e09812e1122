import Trajectories

/// Cells (turn, node) with their values and probabilities, turn by turn, nodes ascending within a turn.
package struct CellTable: Sendable {
  /// First cell of each turn `0...horizon`, and the number of cells.
  package private(set) var turnStart: [Int] = [0]
  /// Node of each cell.
  package private(set) var node: [Int32] = []
  /// First joint action of each cell in ``actionValue``, and their number; cells where episodes stop have none.
  package private(set) var rowStart: [Int] = [0]

  /// V: expected return from the cell on.
  package private(set) var value: [Double] = []
  /// Expected square of the return from the cell on.
  package private(set) var secondMoment: [Double] = []
  /// Probability of success from the cell on.
  package private(set) var success: [Double] = []
  /// Probability that an episode under the policy is in the node at the turn.
  package private(set) var visitation: [Double] = []
  /// Q: expected return after a joint action of a cell; not a number where the tables do not say where it leads.
  package private(set) var actionValue: [Double] = []
  /// Probability of success after a joint action of a cell.
  package private(set) var actionSuccess: [Double] = []

  package var count: Int { node.count }

  package func cells(ofTurn turn: Int) -> Range<Int> { turnStart[turn]..<turnStart[turn + 1] }
  package func rows(of cell: Int) -> Range<Int> { rowStart[cell]..<rowStart[cell + 1] }
  /// Whether an episode that reaches the cell stops there.
  package func stops(_ cell: Int) -> Bool { rowStart[cell] == rowStart[cell + 1] }

  /// The cell of a node at a turn; the node must be reachable then.
  package func index(turn: Int, node wanted: Int) -> Int {
    var low = turnStart[turn]
    var high = turnStart[turn + 1]
    while low < high {
      let middle = (low + high) / 2
      if Int(node[middle]) < wanted { low = middle + 1 } else { high = middle }
    }
    precondition(low < turnStart[turn + 1] && Int(node[low]) == wanted, "node \(wanted) at turn \(turn)")
    return low
  }

  /// The turn of a cell.
  package func turn(of cell: Int) -> Int {
    var low = 0
    var high = turnStart.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if turnStart[middle] <= cell { low = middle } else { high = middle }
    }
    return low
  }

  /// Finds the cells that legal actions can reach.
  init(reachableIn mdp: TurnMDP, limit: Int) throws(ExactSolutionError) {
    var layer = Array(Set(mdp.start.map(\.node))).sorted()
    var marked = [Bool](repeating: false, count: mdp.nodeCount)
    for turn in 0...mdp.horizon {
      guard node.count + layer.count <= limit else {
        throw .tooManyCells(found: node.count + layer.count, limit: limit)
      }
      var next: [Int32] = []
      for current in layer {
        node.append(current)
        let rows = turn == mdp.horizon ? 0..<0 : mdp.nodes.rows(of: Int(current))
        rowStart.append(rowStart[rowStart.count - 1] + rows.count)
        for row in rows {
          for outcome in mdp.nodes.outcomes(of: row) {
            let successor = mdp.nodes.outcomeNode[outcome]
            if !marked[Int(successor)] {
              marked[Int(successor)] = true
              next.append(successor)
            }
          }
        }
      }
      turnStart.append(node.count)
      for successor in next { marked[Int(successor)] = false }
      layer = next.sorted()
    }
    value = [Double](repeating: 0, count: node.count)
    secondMoment = value
    success = value
    visitation = value
    actionValue = [Double](repeating: 0, count: rowStart[node.count])
    actionSuccess = actionValue
  }

  /// Backward: values, second moments and success probabilities.
  ///
  /// Joint actions whose outcomes the tables lack have no values: they are not a number.
  ///
  /// - Throws: ``ExactSolutionError/leavesTables(state:)`` where the policy takes such a joint action.
  mutating func evaluate(_ mdp: TurnMDP, _ policy: TabularPolicy) throws(ExactSolutionError) {
    var probabilities = JointProbabilities(mdp, policy)
    var position = [Int](repeating: 0, count: mdp.nodeCount)
    for turn in (0...mdp.horizon).reversed() {
      if turn < mdp.horizon {
        for cell in cells(ofTurn: turn + 1) { position[Int(node[cell])] = cell }
      }
      for cell in cells(ofTurn: turn) {
        if stops(cell) {
          evaluateEnding(of: cell, mdp)
        } else {
          try evaluateTurn(of: cell, mdp, &probabilities, position)
        }
      }
    }
  }

  private mutating func evaluateEnding(of cell: Int, _ mdp: TurnMDP) {
    for ending in mdp.nodes.endings(of: Int(node[cell])) {
      let probability = mdp.nodes.endingProbability[ending]
      let reward = mdp.nodes.endingReward[ending]
      value[cell] += probability * reward
      secondMoment[cell] += probability * reward * reward
      if mdp.nodes.endingStatus[ending] == .success { success[cell] += probability }
    }
  }

  private mutating func evaluateTurn(
    of cell: Int, _ mdp: TurnMDP, _ probabilities: inout JointProbabilities, _ position: [Int]
  ) throws(ExactSolutionError) {
    let weights = probabilities.ofRows(of: Int(node[cell]))
    for (index, row) in mdp.nodes.rows(of: Int(node[cell])).enumerated() {
      guard mdp.nodes.isExpanded(row) else {
        guard weights[index] == 0 else {
          throw .leavesTables(state: mdp.symbols.keys[mdp.nodes.privilegedKey[Int(node[cell])]])
        }
        actionValue[rowStart[cell] + index] = .nan
        actionSuccess[rowStart[cell] + index] = .nan
        continue
      }
      var mean = 0.0
      var square = 0.0
      var reached = 0.0
      for outcome in mdp.nodes.outcomes(of: row) {
        let next = position[Int(mdp.nodes.outcomeNode[outcome])]
        let probability = mdp.nodes.outcomeProbability[outcome]
        let reward = mdp.nodes.outcomeReward[outcome]
        let carry = carry(into: next, mdp)
        mean += probability * (reward + carry * value[next])
        square +=
          probability * (reward * (reward + 2 * carry * value[next]) + carry * carry * secondMoment[next])
        reached += probability * success[next]
      }
      actionValue[rowStart[cell] + index] = mean
      actionSuccess[rowStart[cell] + index] = reached
      value[cell] += weights[index] * mean
      secondMoment[cell] += weights[index] * square
      success[cell] += weights[index] * reached
    }
  }

  /// What the value of a successor is worth a turn earlier: the discount, but 1 where the episode stops, because an
  /// ending is paid with the last turn's reward.
  package func carry(into cell: Int, _ mdp: TurnMDP) -> Double { stops(cell) ? 1 : mdp.discount }

  /// Forward: visitation probabilities under the policy.
  mutating func visit(_ mdp: TurnMDP, _ policy: TabularPolicy) {
    var probabilities = JointProbabilities(mdp, policy)
    var position = [Int](repeating: 0, count: mdp.nodeCount)
    for (start, probability) in mdp.start { visitation[index(turn: 0, node: Int(start))] += probability }
    for turn in 0..<mdp.horizon {
      for cell in cells(ofTurn: turn + 1) { position[Int(node[cell])] = cell }
      for cell in cells(ofTurn: turn) where !stops(cell) && visitation[cell] > 0 {
        let weights = probabilities.ofRows(of: Int(node[cell]))
        for (index, row) in mdp.nodes.rows(of: Int(node[cell])).enumerated() where weights[index] > 0 {
          for outcome in mdp.nodes.outcomes(of: row) {
            visitation[position[Int(mdp.nodes.outcomeNode[outcome])]] +=
              visitation[cell] * weights[index] * mdp.nodes.outcomeProbability[outcome]
          }
        }
      }
    }
  }
}

/// Probabilities of the joint actions of a node: products of the agents' own.
package struct JointProbabilities {
  private let mdp: TurnMDP
  private let policy: TabularPolicy
  private var products: [Double] = []
  private var longer: [Double] = []

  package init(_ mdp: TurnMDP, _ policy: TabularPolicy) {
    self.mdp = mdp
    self.policy = policy
  }

  /// Probabilities in the order of the node's rows.
  package mutating func ofRows(of node: Int) -> [Double] {
    products.removeAll(keepingCapacity: true)
    products.append(1)
    for slot in mdp.nodes.slots(of: node) {
      let choices = mdp.information.choices(of: Int(mdp.nodes.slotInformation[slot]))
      longer.removeAll(keepingCapacity: true)
      for product in products {
        for choice in choices { longer.append(product * policy.probability[choice]) }
      }
      swap(&products, &longer)
    }
    return products
  }
}
