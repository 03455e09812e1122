/// What an agent can know of its own credit: exact credits given its information state, and the policy gradient.
public struct InformationStateCredits: Sendable {
  /// E[Q - V | m_i, a_i] at a turn, for every action of an information state; `nil` where the policy never reaches
  /// the information state at that turn.
  package func credit(turn: Int, information: Int, choice: Int) -> Double? {
    let weight = visitation[turn][information] ?? 0
    return weight > 0 ? credits[turn][information].map { $0[choice] } : nil
  }

  /// P(the agent is in the information state at the turn and acts).
  package func probability(turn: Int, information: Int) -> Double { visitation[turn][information] ?? 0 }

  private let visitation: [[Int: Double]]
  private let credits: [[Int: [Double]]]

  fileprivate init(_ solution: ExactSolution) {
    let mdp = solution.mdp
    let cells = solution.cells
    var visitation = [[Int: Double]](repeating: [:], count: mdp.horizon)
    var credits = [[Int: [Double]]](repeating: [:], count: mdp.horizon)
    for turn in 0..<mdp.horizon {
      for cell in cells.cells(ofTurn: turn) where !cells.stops(cell) && cells.visitation[cell] > 0 {
        for (index, slot) in mdp.nodes.slots(of: Int(cells.node[cell])).enumerated() {
          let information = Int(mdp.nodes.slotInformation[slot])
          let own = solution.ownActionValues(ofSlot: index, in: cell)
          visitation[turn][information, default: 0] += cells.visitation[cell]
          var sums = credits[turn][information] ?? [Double](repeating: 0, count: own.count)
          for choice in own.indices {
            sums[choice] += cells.visitation[cell] * (own[choice] - cells.value[cell])
          }
          credits[turn][information] = sums
        }
      }
      for (information, weight) in visitation[turn] {
        credits[turn][information] = credits[turn][information]?.map { $0 / weight }
      }
    }
    self.visitation = visitation
    self.credits = credits
  }
}

extension ExactSolution {
  /// E[Q - V | m_i, a_i] for every turn, information state and action.
  public func informationStateCredits() -> InformationStateCredits { InformationStateCredits(self) }

  /// The exact gradient of the expected return with respect to the logits of softmax policies.
  ///
  /// `dJ / d logit(m, a) = sum over t of discount^t · sum over x with m_i(x) = m of P_t(x) pi(a|m) (Q_i(x, a) - V(x))`,
  /// where Q_i averages over the other agents' actions.
  ///
  /// - Parameter turns: Turns whose decisions count; all if not given.
  /// - Returns: One number a choice of the tables.
  package func policyGradient(turns: Range<Int>? = nil) -> [Double] {
    gradient(turns: turns ?? 0..<mdp.horizon) { cell in cells.rows(of: cell).map { cells.actionValue[$0] } }
  }

  /// The policy gradient that arises from some estimate of Q in place of the exact one.
  ///
  /// - Parameter actionValues: For a cell, one number a joint action.
  func gradient(turns: Range<Int>, actionValues: (_ cell: Int) -> [Double]) -> [Double] {
    var gradient = [Double](repeating: 0, count: mdp.information.choiceAction.count)
    var probabilities = JointProbabilities(mdp, policy)
    var weight = 1.0
    for turn in 0..<turns.upperBound {
      if turns.contains(turn) {
        for cell in cells.cells(ofTurn: turn) where !cells.stops(cell) && cells.visitation[cell] > 0 {
          let values = actionValues(cell)
          let joint = probabilities.ofRows(of: Int(cells.node[cell]))
          let mean = zip(joint, values).reduce(0) { $1.0 > 0 ? $0 + $1.0 * $1.1 : $0 }
          let game = ActionGame(cell: cell, in: self)
          for (index, slot) in mdp.nodes.slots(of: Int(cells.node[cell])).enumerated() {
            let own = game.marginal(ofSlot: index, values, from: 0)
            for (k, choice) in mdp.information.choices(of: Int(mdp.nodes.slotInformation[slot])).enumerated()
            where policy.probability[choice] > 0 {
              gradient[choice] +=
                weight * cells.visitation[cell] * policy.probability[choice] * (own[k] - mean)
            }
          }
        }
      }
      weight *= mdp.discount
    }
    return gradient
  }
}
