/// What the mean of infinitely many continuations would be.
public struct ReplayExpectation: Sendable, Hashable, Codable {
  /// Expected return from the restored turn on, in reward units.
  public let `return`: Double
  /// Probability of success.
  public let success: Double
}

extension Replay {
  /// The exact mean of a request's continuations, by carrying the distribution of nodes through the turns that the
  /// intervention changes; from there on the exact solution knows the rest.
  ///
  /// For one replaced decision of a restored privileged state this is Q(x, (b, a_-i)); for a restored public state, its
  /// mean over the belief.
  ///
  /// - Parameters:
  ///   - request: The request; how draws are shared plays no part.
  ///   - solution: The exact solution of the same tables under the policy that plays on.
  /// - Throws: ``ReplayError`` as ``continuations(of:count:from:threads:)``.
  /// - Complexity: O(nodes) memory, O(joint actions · outcomes) of the nodes that can be reached in those turns.
  public func expectation(
    of request: ReplayRequest, in solution: ExactSolution
  ) throws(ReplayError) -> ReplayExpectation {
    let compiled = try CompiledReplays([request], of: self)
    return Expectation(self, compiled, solution).value
  }
}

/// Carries a distribution of nodes through the turns that have directives.
private struct Expectation {
  private let mdp: TurnMDP
  private let policies: [TabularPolicy]
  private let directives: [Int32]
  private let branch: CompiledReplays.Branch
  private let cells: CellTable

  private var probability: [Double]
  /// Nodes of positive probability, ascending, so that sums do not depend on how they were found.
  private var support: [Int] = []
  private var total = 0.0
  private var success = 0.0

  init(_ replay: Replay, _ compiled: CompiledReplays, _ solution: ExactSolution) {
    mdp = replay.rollouts.mdp
    policies = replay.policies
    directives = compiled.directives
    branch = compiled.branches[0]
    cells = solution.cells
    probability = [Double](repeating: 0, count: mdp.nodeCount)
    if branch.group >= 0, case .publicState(let belief) = replay.restoration {
      for (node, weight) in belief.members(of: Int(branch.group)) { add(node, weight) }
    } else {
      add(Int(branch.node), 1)
    }
  }

  var value: ReplayExpectation {
    var state = self
    state.run()
    return ReplayExpectation(return: state.total, success: state.success)
  }

  private mutating func add(_ node: Int, _ weight: Double) {
    if probability[node] == 0 { support.append(node) }
    probability[node] += weight
  }

  private mutating func run() {
    let counted = Int(branch.turn)
    // A forced joint action is a turn with directives of its own.
    let count = branch.row >= 0 ? 1 : Int(branch.turnCount)
    let first = branch.row >= 0 ? counted : Int(branch.firstTurn)
    let end = count == 0 ? counted : min(mdp.horizon, first + count)
    var weight = 1.0
    var lastWeight = 1.0
    var turn = count == 0 ? counted : first
    while turn < end {
      let nodes = support.sorted()
      let before = probability
      for node in nodes { probability[node] = 0 }
      support = []
      for node in nodes {
        let reached = before[node]
        guard !mdp.nodes.isTerminal(node) else {
          stop(in: cells.index(turn: turn, node: node), probability: reached, weight: lastWeight)
          continue
        }
        for (row, share) in rows(of: node, turn: turn) where share > 0 {
          for outcome in mdp.nodes.outcomes(of: row) {
            let joint = reached * share * mdp.nodes.outcomeProbability[outcome]
            if turn >= counted { total += joint * weight * mdp.nodes.outcomeReward[outcome] }
            add(Int(mdp.nodes.outcomeNode[outcome]), joint)
          }
        }
      }
      if turn >= counted {
        lastWeight = weight
        weight *= mdp.discount
      }
      turn += 1
    }
    for node in support.sorted() {
      let cell = cells.index(turn: turn, node: node)
      stop(in: cell, probability: probability[node], weight: cells.stops(cell) ? lastWeight : weight)
    }
  }

  /// Adds what a cell is worth.
  private mutating func stop(in cell: Int, probability: Double, weight: Double) {
    total += probability * weight * cells.value[cell]
    success += probability * cells.success[cell]
  }

  /// Probabilities of the joint actions of a node at a turn.
  private func rows(of node: Int, turn: Int) -> [(row: Int, probability: Double)] {
    let all = mdp.nodes.rows(of: node)
    if branch.row >= 0 { return [(all.lowerBound + Int(branch.row), 1)] }
    var products = [1.0]
    for slot in mdp.nodes.slots(of: node) {
      let known = Int(mdp.nodes.slotInformation[slot])
      let place = (turn - Int(branch.firstTurn)) * mdp.agents.count + Int(mdp.information.agent[known])
      let own = probabilities(ofSlot: slot, directives[Int(branch.start) + place])
      products = products.flatMap { product in own.map { product * $0 } }
    }
    return Array(zip(all, products))
  }

  private func probabilities(ofSlot slot: Int, _ directive: Int32) -> [Double] {
    let choices = mdp.information.choices(of: Int(mdp.nodes.slotInformation[slot]))
    var forced: Int?
    var policy = policies[0]
    if directive >= 0 {
      forced = choices.first { mdp.information.choiceAction[$0] == UInt32(directive) }
    } else if directive == Directives.defaultAction {
      forced = choices.lowerBound + Int(mdp.nodes.slotDefault[slot])
    } else if directive < Directives.otherPolicy {
      policy = policies[Int(Directives.otherPolicy - directive)]
    }
    return choices.map { choice in forced.map { $0 == choice ? 1 : 0 } ?? policy.probability[choice] }
  }
}
