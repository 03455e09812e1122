package import Trajectories

extension TrajectoryBatch {
  /// The decisions, those of a turn by their agents' symbols, so that the order of a trace does not matter. Shape
  /// `[decisions]`.
  package var decisionsByAgent: [Int32] {
    var order = (0..<Int32(decisionCount)).map(\.self)
    for turn in 0..<turnCount {
      let range = decisions(of: turn)
      if range.count > 1 { order[range].sort { decisions.agent[Int($0)] < decisions.agent[Int($1)] } }
    }
    return order
  }

  /// A number of each turn's joint action: the same where the same agents did the same, in whatever order a turn lists it. Shape `[turns]`.
  ///
  /// - Complexity: As for ``turnsByJointAction(within:)``.
  var jointActions: [UInt32] {
    // Where one agent alone acts, the action tells all.
    if symbols.agents.count == 1, hasOneDecisionATurn { return decisions.action }
    return turnsByJointAction(within: Grouping(together: turnCount)).group
  }

  /// Groups of turns divided further by joint action: who did what, in whatever order the turn lists it. The parts of
  /// a group are consecutive.
  ///
  /// - Complexity: O(decisions + agents of a turn · (symbols + turns + groups)).
  package func turnsByJointAction(within groups: Grouping) -> Grouping {
    let agents = symbols.agents.count
    let actions = symbols.actions.count
    if hasOneDecisionATurn {
      // Where one agent alone acts, the action tells all.
      let byAgent =
        agents == 1 ? groups : Grouping(groups.split(by: decisions.agent, symbolCount: agents))
      return Grouping(byAgent.split(by: decisions.action, symbolCount: actions))
    }
    let order = decisionsByAgent
    let most = (0..<turnCount).reduce(0) { max($0, decisions(of: $1).count) }
    var result = groups
    for place in 0..<most {
      // A turn that has no such decision shows a symbol of its own.
      let decision = (0..<turnCount).map { turn in
        let decisions = decisions(of: turn)
        return place < decisions.count ? Int(order[decisions.lowerBound + place]) : nil
      }
      let agent = decision.map { $0.map { decisions.agent[$0] } ?? UInt32(agents) }
      let action = decision.map { $0.map { decisions.action[$0] } ?? UInt32(actions) }
      result = Grouping(result.split(by: agent, symbolCount: agents + 1))
      result = Grouping(result.split(by: action, symbolCount: actions + 1))
    }
    return result
  }
}
