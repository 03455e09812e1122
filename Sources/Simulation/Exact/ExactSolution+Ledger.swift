/// Where the variance of the return comes from, exactly: law of total variance along an episode.
///
/// `variance = start + sum of decisions + sum of luck + final`. For a 0/1 outcome and no discount these are the parts
/// of "Var R = start + sum_t D_t + sum_t L_t + final".
public struct VarianceLedger: Sendable, Hashable, Codable {
  /// Var(R), from second moments and so computed independently of the parts.
  public let variance: Double
  /// Variance of V over the initial states.
  public let start: Double
  /// D_t = discount^2t · E[(Q - V)^2] of each turn: what the agents' decisions did.
  public let decisions: [Double]
  /// L_t = discount^2t · E[Var(reward + V' | x, a)] of each turn: what chance did in the transition.
  public let luck: [Double]
  /// E[Var(reward of the ending)]: what was still open when the episode stopped.
  public let final: Double

  /// The sum of the parts; equals ``variance`` up to rounding.
  public var total: Double { start + decisions.reduce(0, +) + luck.reduce(0, +) + final }
}

extension ExactSolution {
  /// The variance ledger of the return.
  ///
  /// - Complexity: O(cells · joint actions · outcomes).
  public func varianceLedger() -> VarianceLedger {
    var probabilities = JointProbabilities(mdp, policy)
    var decisions = [Double](repeating: 0, count: mdp.horizon)
    var luck = decisions
    var final = 0.0
    var weight = 1.0
    for turn in 0..<mdp.horizon {
      for cell in cells.cells(ofTurn: turn) where !cells.stops(cell) && cells.visitation[cell] > 0 {
        let joint = probabilities.ofRows(of: Int(cells.node[cell]))
        for (index, row) in mdp.nodes.rows(of: Int(cells.node[cell])).enumerated() where joint[index] > 0 {
          let probability = cells.visitation[cell] * joint[index]
          let q = cells.actionValue[cells.rowStart[cell] + index]
          decisions[turn] += weight * probability * (q - cells.value[cell]) * (q - cells.value[cell])
          for outcome in mdp.nodes.outcomes(of: row) {
            let next = cells.index(turn: turn + 1, node: Int(mdp.nodes.outcomeNode[outcome]))
            let result = mdp.nodes.outcomeReward[outcome] + cells.carry(into: next, mdp) * cells.value[next]
            let share = weight * probability * mdp.nodes.outcomeProbability[outcome]
            luck[turn] += share * (result - q) * (result - q)
            if cells.stops(next) {
              final += share * (cells.secondMoment[next] - cells.value[next] * cells.value[next])
            }
          }
        }
      }
      weight *= mdp.discount * mdp.discount
    }
    var start = 0.0
    var secondMoment = 0.0
    for (node, probability) in mdp.start {
      let cell = cells.index(turn: 0, node: Int(node))
      start += probability * (cells.value[cell] - value) * (cells.value[cell] - value)
      secondMoment += probability * cells.secondMoment[cell]
    }
    return VarianceLedger(
      variance: secondMoment - value * value, start: start, decisions: decisions, luck: luck, final: final)
  }
}
