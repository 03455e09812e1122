import Trajectories

extension GrowingWorld {
  /// What was played from a node on, in words.
  ///
  /// - Parameters:
  ///   - node: The node that it began in.
  ///   - turn: The number of its first turn.
  ///   - outcomes: Of each turn what came of it.
  func path(from node: Int32, turn: Int, outcomes: [Int], _ finish: Finish) -> PlayedPath {
    var node = Int(node)
    var steps: [PlayedPath.Step] = []
    for outcome in outcomes {
      let isLast = steps.count == outcomes.count - 1
      steps.append(
        PlayedPath.Step(
          state: key(of: node), decisions: decisions(joint(ofOutcome: outcome), in: node),
          reward: outcomeReward[outcome] + (isLast ? world.states.endings[Int(finish.ending)].reward : 0)))
      node = Int(outcomeNode[outcome])
    }
    return PlayedPath(
      firstTurn: turn, steps: steps, final: key(of: node), status: finish.status, return: finish.return)
  }

  private func key(of node: Int) -> String {
    world.states.symbols.keys[world.states.publicKey[world.state(of: node)]]
  }

  private func decisions(_ joint: Int, in node: Int) -> [(agent: AgentID, action: String)] {
    var rest = joint
    var decisions: [(agent: AgentID, action: String)] = []
    for slot in world.slots(of: node).reversed() {
      let known = Int(world.slotInformation[slot])
      let choices = world.choices(ofInformation: known)
      let action = world.states.choiceAction[choices.lowerBound + rest % choices.count]
      decisions.append(
        (world.agents[world.agent(ofInformation: known)], world.states.symbols.actions[action]))
      rest /= choices.count
    }
    return decisions.reversed()
  }
}
