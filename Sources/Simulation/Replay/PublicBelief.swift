/// What a node may be, given what a trace shows of it: the exact posterior of a policy.
///
/// The condition is the turn, the node's public key at that turn, and who acts there with which legal actions, in
/// their order; nothing of earlier turns. So the belief of a node is
/// `P(x | t, public(x)) = visitation(t, x) / sum over x' that look the same of visitation(t, x')`, and what agents
/// remember is drawn again along with the hidden part of the state.
public struct PublicBelief: Sendable {
  /// The solution whose visitation probabilities the belief is made of.
  package let solution: ExactSolution
  /// Group of each cell; -1 where the policy never is.
  private let group: [Int32]
  /// First member of each group, and the number of members.
  private let start: [Int32]
  /// Node of each member, ascending in a group.
  private let node: [Int32]
  /// Probability of each member in its group, and the cumulative one: infinite for the last, so that a draw always
  /// finds a member.
  private let probability: [Double]
  private let threshold: [Double]

  /// The beliefs of a solution's policy.
  ///
  /// - Complexity: O(cells).
  public init(_ solution: ExactSolution) {
    self.solution = solution
    let cells = solution.cells
    var group = [Int32](repeating: -1, count: cells.count)
    var members: [[Int]] = []
    for turn in 0..<solution.mdp.horizon {
      var known: [[UInt32]: Int32] = [:]
      for cell in cells.cells(ofTurn: turn) where !cells.stops(cell) && cells.visitation[cell] > 0 {
        let key = Self.appearance(of: Int(cells.node[cell]), solution.mdp)
        if let found = known[key] {
          group[cell] = found
          members[Int(found)].append(cell)
        } else {
          known[key] = Int32(members.count)
          group[cell] = Int32(members.count)
          members.append([cell])
        }
      }
    }
    self.group = group
    var start: [Int32] = [0]
    var probability: [Double] = []
    var threshold: [Double] = []
    for group in members {
      let total = group.reduce(0) { $0 + cells.visitation[$1] }
      var cumulative = 0.0
      for cell in group {
        probability.append(cells.visitation[cell] / total)
        cumulative += probability[probability.count - 1]
        threshold.append(cell == group[group.count - 1] ? .infinity : cumulative)
      }
      start.append(Int32(probability.count))
    }
    node = members.flatMap { $0.map { cells.node[$0] } }
    self.start = start
    self.probability = probability
    self.threshold = threshold
  }

  /// What a trace shows of a node: its public key, who acts, and what they may do.
  private static func appearance(of node: Int, _ mdp: TurnMDP) -> [UInt32] {
    mdp.nodes.slots(of: node).reduce(into: [mdp.nodes.publicKey[node]]) { key, slot in
      let information = Int(mdp.nodes.slotInformation[slot])
      let choices = mdp.information.choices(of: information)
      key += [UInt32(mdp.information.agent[information]), UInt32(choices.count)]
      key += mdp.information.choiceAction[choices]
    }
  }

  /// The group of a node at a turn; `nil` where the policy never is.
  package func group(turn: Int, node: Int) -> Int? {
    let found = group[solution.cells.index(turn: turn, node: node)]
    return found < 0 ? nil : Int(found)
  }

  /// The nodes of a group with their probabilities.
  package func members(of group: Int) -> [(node: Int, probability: Double)] {
    (Int(start[group])..<Int(start[group + 1])).map { (Int(node[$0]), probability[$0]) }
  }

  /// The node that a number in `[0, 1)` draws from a group.
  @inline(__always)
  func draw(_ unit: Double, from group: Int) -> Int32 {
    var index = Int(start[group])
    while unit >= threshold[index] { index += 1 }
    return node[index]
  }
}
