import Trajectories

extension Exploration {
  /// The information states that were met, with their labels, which join the other keys.
  func informationTable(_ symbols: inout TrajectoryBatch.Symbols) -> InformationTable {
    let states = world.states
    var table = InformationTable()
    if states.declaresTokens { table.choiceTokens = [] }
    for (known, label) in world.memories.labels(in: states).enumerated() {
      let seen = world.memories.observation(of: known)
      table.agent.append(states.observationAgent[seen])
      table.key.append(symbols.keys.intern(label))
      table.observation.append(states.observationKey[seen])
      let choices = states.choices(ofObservation: seen)
      table.choiceInformation += [Int32](repeating: Int32(known), count: choices.count)
      table.choiceAction += states.choiceAction[choices]
      table.choiceBehaviour += states.choiceBehaviour[choices]
      table.choiceTokens?.append(contentsOf: states.choiceTokens[choices])
      table.choiceStart.append(Int32(table.choiceAction.count))
    }
    return table
  }

  /// The nodes that were found, as rows of rows; a joint action that was not expanded has no outcomes.
  func nodeTable(entryLimit: Int = TableNumbers.most) throws(ScenarioError) -> NodeTable {
    let states = world.states
    var table = NodeTable()
    table.reserveCapacity(nodes: world.count, outcomes: successors.count)
    for node in 0..<world.count {
      let state = world.state(of: node)
      table.state.append(Int32(state))
      table.publicKey.append(states.publicKey[state])
      table.privilegedKey.append(states.privilegedKey[state])
      table.signalKey.append(states.signalKey[state])
      if world.isDescribed(node) {
        table.slotInformation += world.slotInformation[world.slots(of: node)]
        table.slotDefault += states.slotDefault[states.slots(of: state)]
      }
      table.slotStart.append(Int32(table.slotInformation.count))
      if !taken[node].isEmpty || !others[node].isEmpty { try appendRows(of: node, to: &table, entryLimit) }
      table.rowStart.append(Int32(table.outcomeStart.count - 1))
      appendEndings(of: state, to: &table)
      table.endingStart.append(
        try TableNumbers.number(table.endingStatus.count, of: "endings", limit: entryLimit))
    }
    return table
  }

  private func appendRows(
    of node: Int, to table: inout NodeTable, _ entryLimit: Int
  ) throws(ScenarioError) {
    let count = try world.jointCount(of: node)
    _ = try TableNumbers.number(
      table.outcomeStart.count - 1 + count, of: "joint actions", limit: entryLimit)
    var taken = taken[node]
    var others = others[node]
    for joint in 0..<count {
      if let row = taken.first, self.joint[Int(row)] == joint {
        appendOutcomes(of: row, to: &table)
        taken.removeFirst()
      } else if let row = others.first, self.joint[Int(row)] == joint {
        appendOutcomes(of: row, to: &table)
        others.removeFirst()
      }
      table.outcomeStart.append(Int32(table.outcomeNode.count))
    }
  }

  private func appendOutcomes(of row: Int32, to table: inout NodeTable) {
    let outcomes = world.states.outcomes(of: Int(stateRow[Int(row)]))
    table.outcomeNode += successors(of: row)
    table.outcomeReward += world.states.outcomeReward[outcomes]
    table.outcomeProbability += world.states.outcomeProbability[outcomes]
    var cumulative = 0.0
    for outcome in outcomes {
      cumulative += world.states.outcomeProbability[outcome]
      table.outcomeThreshold.append(outcome == outcomes.upperBound - 1 ? .infinity : cumulative)
    }
  }

  private func appendEndings(of state: Int, to table: inout NodeTable) {
    let endings = world.states.endings(of: state)
    var cumulative = 0.0
    for ending in endings {
      table.endingStatus.append(world.states.endings[ending].status)
      table.endingScore.append(world.states.endings[ending].score)
      table.endingReward.append(world.states.endings[ending].reward)
      table.endingProbability.append(world.states.endingProbability[ending])
      cumulative += world.states.endingProbability[ending]
      table.endingThreshold.append(ending == endings.upperBound - 1 ? .infinity : cumulative)
    }
  }
}
