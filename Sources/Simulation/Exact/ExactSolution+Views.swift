/// What a critic sees when it values a state.
///
/// Sources: a critic of the state, Pinto et al. 2017 (arXiv 1710.06542); of history and state, Baisero and Amato 2022
/// (arXiv 2105.11674); of history and any signal, Ebi et al. 2025 (arXiv 2509.26000).
public enum CriticView: String, Sendable, CaseIterable, Codable {
  /// The information states of the acting agents.
  case information
  /// The privileged state.
  case privileged
  /// The information states of the acting agents and the privileged state.
  case both
  /// The information state of one acting agent.
  case own
  /// All that the agents of the episode saw and did up to now.
  case history
  /// The history and the privileged state.
  case historyAndState
  /// The information states of the acting agents and the signal that the scenario declares.
  case signal
  /// The history and the signal that the scenario declares.
  case historyAndSignal
}

extension ExactSolution {
  /// V of each cell as a critic with a view would have it after infinitely many episodes: the mean of V over the cells
  /// of the same turn that look the same, weighted by visitation. Cells that the policy never visits keep their own V
  /// if no visited cell of the turn looks like them. For one agent's view it is the mean over the acting agents of what
  /// each of them has.
  ///
  /// A cell knows as much of the history as the tables' memory does: the values of views with a history are exact for
  /// ``Memory/history``, and those of the information states in its place otherwise.
  ///
  /// - Returns: One value a cell.
  package func conditionalValues(_ view: CriticView) -> [Double] {
    guard view != .own else { return ownConditionalValues() }
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

  /// The mean over the acting agents of V given the turn and the agent's own information state.
  private func ownConditionalValues() -> [Double] {
    var values = cells.value
    let states = mdp.information.agent.count
    for turn in 0...mdp.horizon {
      var weight = [Double](repeating: 0, count: states)
      var sum = weight
      let open = cells.cells(ofTurn: turn).filter { !cells.stops($0) }
      for cell in open {
        for slot in mdp.nodes.slots(of: Int(cells.node[cell])) {
          let state = Int(mdp.nodes.slotInformation[slot])
          weight[state] += cells.visitation[cell]
          sum[state] += cells.visitation[cell] * cells.value[cell]
        }
      }
      for cell in open {
        let known = mdp.nodes.slots(of: Int(cells.node[cell])).map { Int(mdp.nodes.slotInformation[$0]) }
        guard known.allSatisfy({ weight[$0] > 0 }) else { continue }
        values[cell] = known.reduce(0) { $0 + sum[$1] / weight[$1] } / Double(known.count)
      }
    }
    return values
  }

  /// What a critic sees of a node, as numbers; for one agent's view that of all acting agents.
  package func viewKey(_ view: CriticView, of node: Int) -> [Int32] {
    let seen = mdp.nodes.slots(of: node).map { mdp.nodes.slotInformation[$0] }
    let privileged = Int32(mdp.nodes.privilegedKey[node])
    switch view {
    case .information, .own, .history: return seen
    case .privileged: return [privileged]
    case .both, .historyAndState: return seen + [privileged]
    case .signal, .historyAndSignal: return seen + [Int32(bitPattern: mdp.nodes.signalKey[node])]
    }
  }
}
