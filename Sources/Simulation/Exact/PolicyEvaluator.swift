import Trajectories

/// The expected returns of many policies on the same tables, and their exact gradients.
///
/// What does not depend on the policy is worked out once: which nodes episodes can be in at each turn, and the mean reward of
/// every joint action. A value is then one pass backward, without the second moments and probabilities of an
/// ``ExactSolution``, whose ``ExactSolution/value`` it equals but for rounding.
public struct PolicyEvaluator: Sendable {
  /// The tables.
  public let mdp: TurnMDP
  /// The nodes of each turn in which episodes go on, ascending.
  let turnStart: [Int]
  let cellNode: [Int32]
  /// First entry of each cell among the action values, and their number.
  let valueStart: [Int]
  /// Expected reward of each row of the tables: with the endings of outcomes that end episodes, and with those of all outcomes.
  let reward, lastReward: [Double]
  /// Probability of each outcome times the discount; 0 for one that ends episodes.
  let weight: [Double]
  /// Starts from which episodes go on, and what those that are over at once are worth.
  private let openStart: [(node: Int, probability: Double)]
  private let closedValue: Double
  /// Most joint actions of a node.
  private let mostRows: Int

  /// An evaluator.
  ///
  /// - Parameters:
  ///   - mdp: The compiled scenario: complete tables.
  ///   - cellLimit: Most cells (node x turn) before giving up.
  /// - Throws: ``ExactSolutionError`` for too many cells, and for tables that do not say where every joint action leads.
  /// - Complexity: O(cells · joint actions · outcomes) time, O(cells + joint actions + outcomes) memory.
  public init(_ mdp: TurnMDP, cellLimit: Int = 50_000_000) throws(ExactSolutionError) {
    self.mdp = mdp
    let cells = try CellTable(reachableIn: mdp, limit: cellLimit)
    var (turnStart, cellNode, valueStart) = ([0], [Int32](), [0])
    var mostRows = 1
    for turn in 0..<mdp.horizon {
      for cell in cells.cells(ofTurn: turn) where !cells.stops(cell) {
        let rows = mdp.nodes.rows(of: Int(cells.node[cell]))
        for row in rows where !mdp.nodes.isExpanded(row) {
          throw .leavesTables(state: mdp.symbols.keys[mdp.nodes.privilegedKey[Int(cells.node[cell])]])
        }
        cellNode.append(cells.node[cell])
        valueStart.append(valueStart[valueStart.count - 1] + rows.count)
        mostRows = max(mostRows, rows.count)
      }
      turnStart.append(cellNode.count)
    }
    (self.turnStart, self.cellNode, self.valueStart) = (turnStart, cellNode, valueStart)
    self.mostRows = mostRows
    let ending = (0..<mdp.nodeCount).map { node in
      mdp.nodes.endings(of: node).reduce(0.0) {
        $0 + mdp.nodes.endingProbability[$1] * mdp.nodes.endingReward[$1]
      }
    }
    var reward = [Double](repeating: 0, count: mdp.jointActionCount)
    var lastReward = reward
    var weight = mdp.nodes.outcomeProbability
    for row in 0..<mdp.jointActionCount {
      for outcome in mdp.nodes.outcomes(of: row) {
        let probability = mdp.nodes.outcomeProbability[outcome]
        let next = Int(mdp.nodes.outcomeNode[outcome])
        let ends = mdp.nodes.isTerminal(next)
        lastReward[row] += probability * (mdp.nodes.outcomeReward[outcome] + ending[next])
        reward[row] += probability * (mdp.nodes.outcomeReward[outcome] + (ends ? ending[next] : 0))
        weight[outcome] = ends ? 0 : probability * mdp.discount
      }
    }
    (self.reward, self.lastReward, self.weight) = (reward, lastReward, weight)
    openStart = mdp.start.map { (Int($0.node), $0.probability) }.filter { !mdp.nodes.isTerminal($0.0) }
    closedValue = mdp.start.reduce(0) {
      mdp.nodes.isTerminal(Int($1.node)) ? $0 + $1.probability * ending[Int($1.node)] : $0
    }
  }

  /// The expected return of an episode under a policy, in reward units.
  ///
  /// - Complexity: O(cells · joint actions · outcomes) time, O(nodes) memory.
  public func value(of policy: TabularPolicy) -> Double {
    var unused: [Double] = []
    return backward(policy, keeping: &unused)
  }

  /// The expected return, with all action values.
  ///
  /// - Complexity: O(cells · joint actions · outcomes) time, O(cells · joint actions) memory.
  package func values(of policy: TabularPolicy) -> PolicyValues {
    var actionValue = [Double](repeating: 0, count: valueStart[cellNode.count])
    let value = backward(policy, keeping: &actionValue)
    return PolicyValues(evaluator: self, policy: policy, value: value, actionValue: actionValue)
  }

  /// Backward over the turns; action values are kept where there is room for them.
  private func backward(_ policy: TabularPolicy, keeping actionValue: inout [Double]) -> Double {
    let keeps = !actionValue.isEmpty
    let nodes = mdp.nodes
    let (outcomeStart, outcomeNode) = (nodes.outcomeStart.span, nodes.outcomeNode.span)
    let (rowStart, weight) = (nodes.rowStart.span, weight.span)
    let probability = policy.probability.span
    var next = [Double](repeating: 0, count: mdp.nodeCount)
    var current = next
    var values = [Double](repeating: 0, count: mostRows)
    for turn in (0..<mdp.horizon).reversed() {
      let isLast = turn == mdp.horizon - 1
      let reward = (isLast ? lastReward : reward).span
      for cell in turnStart[turn]..<turnStart[turn + 1] {
        let node = Int(cellNode[cell])
        let first = Int(rowStart[unchecked: node])
        let count = Int(rowStart[unchecked: node + 1]) - first
        for place in 0..<count {
          let row = first + place
          var value = reward[unchecked: row]
          if !isLast {
            for outcome in Int(outcomeStart[unchecked: row])..<Int(outcomeStart[unchecked: row + 1]) {
              value += weight[unchecked: outcome] * next[Int(outcomeNode[unchecked: outcome])]
            }
          }
          values[place] = value
          if keeps { actionValue[valueStart[cell] + place] = value }
        }
        current[node] = Self.mean(&values, count, of: node, nodes, mdp.information, probability)
      }
      swap(&next, &current)
    }
    return openStart.reduce(closedValue) { $0 + $1.probability * next[$1.node] }
  }

  /// The mean of a node's joint actions: one acting agent after the other is summed out, the last one first, because its
  /// action runs fastest.
  @inline(__always)
  private static func mean(
    _ values: inout [Double], _ count: Int, of node: Int, _ nodes: NodeTable, _ information: InformationTable,
    _ probability: borrowing Span<Double>
  ) -> Double {
    var left = count
    for slot in nodes.slots(of: node).reversed() {
      let choices = information.choices(of: Int(nodes.slotInformation[slot]))
      left /= choices.count
      for place in 0..<left {
        var sum = 0.0
        for (offset, choice) in choices.enumerated() {
          sum += probability[unchecked: choice] * values[place * choices.count + offset]
        }
        values[place] = sum
      }
    }
    return values[0]
  }
}
