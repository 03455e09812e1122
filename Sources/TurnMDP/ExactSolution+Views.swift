/// What a critic sees when it values a state.
///
/// Sources: a critic of the state, Pinto et al. 2017 (arXiv 1710.06542); of history and state, Baisero and Amato 2022
/// (arXiv 2105.11674).
public enum CriticView: String, Sendable, CaseIterable {
  /// The information states of the acting agents.
  case information
  /// The privileged state.
  case privileged
  /// The information states of the acting agents and the privileged state.
  case both
}

extension ExactSolution {
  /// V of each cell as a critic with a view would have it after infinitely many episodes: the mean of V over the cells
  /// of the same turn that look the same, weighted by visitation. Cells that the policy never visits keep their own V
  /// if no visited cell of the turn looks like them.
  ///
  /// - Returns: One value a cell.
  package func conditionalValues(_ view: CriticView) -> [Double] {
    var values = cells.value
    for turn in 0...mdp.horizon {
      var weights: [[Int32]: Double] = [:]
      var sums: [[Int32]: Double] = [:]
      // A stopped episode has no value to estimate: critics know that it is over.
      let open = cells.cells(ofTurn: turn).filter { !cells.stops($0) }
      for cell in open {
        let key = viewKey(view, of: Int(cells.node[cell]))
        weights[key, default: 0] += cells.visitation[cell]
        sums[key, default: 0] += cells.visitation[cell] * cells.value[cell]
      }
      for cell in open {
        let key = viewKey(view, of: Int(cells.node[cell]))
        if let weight = weights[key], let sum = sums[key], weight > 0 { values[cell] = sum / weight }
      }
    }
    return values
  }

  /// The policy gradient of one-step advantages `r + discount · V(view of x') - baseline`, with the conditional values
  /// of a view as the bootstrap; any baseline of the information state leaves it unchanged.
  ///
  /// - Returns: One number a choice of the tables.
  package func policyGradient(bootstrappingFrom view: CriticView, turns: Range<Int>? = nil) -> [Double] {
    policyGradient(bootstrappingFromValues: conditionalValues(view), turns: turns)
  }

  /// The same with any values of cells as the bootstrap.
  ///
  /// - Parameter values: One value a cell.
  package func policyGradient(
    bootstrappingFromValues values: [Double], turns: Range<Int>? = nil
  ) -> [Double] {
    gradient(turns: turns ?? 0..<mdp.horizon) { cell in
      let turn = cells.turn(of: cell)
      return mdp.nodes.rows(of: Int(cells.node[cell])).map { row in
        mdp.nodes.outcomes(of: row).reduce(0) { sum, outcome in
          let next = cells.index(turn: turn + 1, node: Int(mdp.nodes.outcomeNode[outcome]))
          let result = mdp.nodes.outcomeReward[outcome] + cells.carry(into: next, mdp) * values[next]
          return sum + mdp.nodes.outcomeProbability[outcome] * result
        }
      }
    }
  }

  func viewKey(_ view: CriticView, of node: Int) -> [Int32] {
    let seen = mdp.nodes.slots(of: node).map { mdp.nodes.slotInformation[$0] }
    let privileged = Int32(mdp.nodes.privilegedKey[node])
    switch view {
    case .information: return seen
    case .privileged: return [privileged]
    case .both: return seen + [privileged]
    }
  }
}
