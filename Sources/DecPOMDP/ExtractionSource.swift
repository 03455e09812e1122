import Trajectories
import Simulation

/// The tables of a scenario, read as parts of a model.
struct ExtractionSource {
  private let mdp: TurnMDP

  init(_ mdp: TurnMDP) { self.mdp = mdp }

  /// Whether no turn of the node is known: it is terminal, or reached only when the horizon is over.
  private func absorbs(_ node: Int) -> Bool { mdp.nodes.rows(of: node).isEmpty }

  /// Whether some node is reached only when the horizon is over.
  var hasFrontier: Bool {
    (0..<mdp.nodeCount).contains { absorbs($0) && !mdp.nodes.isTerminal($0) }
  }

  private func name(of node: Int) -> String { mdp.symbols.keys[mdp.nodes.privilegedKey[node]] }

  /// Privileged keys, made distinct where states share one.
  func stateNames() -> [String] {
    let keys = (0..<mdp.nodeCount).map { name(of: $0) }
    guard Set(keys).count < keys.count else { return keys }
    return Naming.distinct(keys.indices.map { "\(keys[$0])|\(mdp.symbols.keys[mdp.nodes.publicKey[$0]])" })
  }

  /// Names of each agent's actions, which must be the same in all states.
  func actions() throws(ModelExtractionError) -> [[String]] {
    var actions: [[String]?] = Array(repeating: nil, count: mdp.agents.count)
    for node in 0..<mdp.nodeCount where !mdp.nodes.isTerminal(node) {
      let slots = mdp.nodes.slots(of: node)
      let acting = slots.map { Int(mdp.information.agent[Int(mdp.nodes.slotInformation[$0])]) }
      guard acting == Array(mdp.agents.indices) else {
        let names = acting.map { mdp.agents[$0].name }.joined(separator: ", ")
        throw ModelExtractionError(
          place: "state \"\(name(of: node))\"",
          found: "turns of \(names)",
          expected: "simultaneous turns of all agents, in their order")
      }
      for (agent, slot) in zip(acting, slots) {
        let choices = mdp.information.choices(of: Int(mdp.nodes.slotInformation[slot]))
        let names = choices.map { mdp.symbols.actions[mdp.information.choiceAction[$0]] }
        if let known = actions[agent], known != names {
          throw ModelExtractionError(
            place: "state \"\(name(of: node))\", agent \"\(mdp.agents[agent])\"",
            found: "actions \(names.joined(separator: ", "))",
            expected: "the same actions in every state (elsewhere \(known.joined(separator: ", ")))")
        }
        actions[agent] = names
      }
    }
    return actions.map { $0 ?? [] }
  }

  /// What each agent sees before the first turn, which must not tell anything.
  func firstObservations() throws(ModelExtractionError) -> [String] {
    let seen = mdp.start.map { start in
      mdp.nodes.slots(of: Int(start.node)).map { mdp.nodes.slotInformation[$0] }
    }
    for (index, agent) in mdp.agents.enumerated() {
      if let other = seen.first(where: { $0[index] != seen[0][index] }) {
        let labels = [seen[0][index], other[index]].map { mdp.symbols.keys[mdp.information.key[Int($0)]] }
        throw ModelExtractionError(
          place: "agent \"\(agent)\"",
          found: "observations before the first turn that differ (\(labels.joined(separator: ", ")))",
          expected: "none before the first turn")
      }
    }
    return seen[0].map { mdp.symbols.keys[mdp.information.key[Int($0)]] }
  }

  /// Names of each agent's observations, and the joint observation of each node.
  func observations() -> (names: [[String]], joint: [Int]) {
    var isSeen = [Bool](repeating: false, count: mdp.nodeCount)
    for node in mdp.nodes.outcomeNode { isSeen[Int(node)] = true }
    let seen = isSeen.indices.filter { isSeen[$0] }
    let hasEnd = seen.contains { mdp.nodes.isTerminal($0) }
    var names: [[String]] = Array(repeating: [], count: mdp.agents.count)
    var place: [Int?] = Array(repeating: nil, count: mdp.informationStateCount)
    for node in seen {
      for slot in mdp.nodes.slots(of: node) {
        let information = Int(mdp.nodes.slotInformation[slot])
        let agent = Int(mdp.information.agent[information])
        guard place[information] == nil else { continue }
        place[information] = names[agent].count
        names[agent].append(mdp.symbols.keys[mdp.information.key[information]])
      }
    }
    // The end has the last index; an agent whose observations never come up sees the end alone.
    if hasEnd { for agent in names.indices { names[agent].append("end") } }
    names = names.map { Naming.distinct($0) }
    let joint = (0..<mdp.nodeCount).map { node in
      let slots = mdp.nodes.slots(of: node)
      return names.indices.reduce(0) { joint, agent in
        // What is never observed, such as a start that no turn leads back to, may have any index.
        let own = slots.isEmpty ? nil : place[Int(mdp.nodes.slotInformation[slots.lowerBound + agent])]
        return joint * names[agent].count + (own ?? names[agent].count - 1)
      }
    }
    return (names, joint)
  }

  /// Expected reward of the ending of each node where nothing more comes.
  func endingRewards() throws(ModelExtractionError) -> [Double] {
    let rewards = (0..<mdp.nodeCount).map { node in
      mdp.nodes.endings(of: node).reduce(0.0) {
        $0 + mdp.nodes.endingProbability[$1] * mdp.nodes.endingReward[$1]
      }
    }
    // A horizon that pays in a state where play could go on is no part of a model.
    if rewards.indices.contains(where: { rewards[$0] != 0 && !absorbs($0) }) {
      let last = nodesAtHorizon()
      if let node = rewards.indices.first(where: { rewards[$0] != 0 && !absorbs($0) && last[$0] }) {
        throw ModelExtractionError(
          place: "state \"\(name(of: node))\"",
          found: "a reward of \(rewards[node]) when the horizon cuts the episode off",
          expected: "rewards on turns and in terminal states alone")
      }
    }
    return rewards.indices.map { absorbs($0) ? rewards[$0] : 0 }
  }

  private func nodesAtHorizon() -> [Bool] {
    var layer = [Bool](repeating: false, count: mdp.nodeCount)
    for (node, _) in mdp.start { layer[Int(node)] = true }
    for _ in 0..<mdp.horizon {
      var next = [Bool](repeating: false, count: mdp.nodeCount)
      for node in layer.indices where layer[node] {
        for row in mdp.nodes.rows(of: node) {
          for outcome in mdp.nodes.outcomes(of: row) { next[Int(mdp.nodes.outcomeNode[outcome])] = true }
        }
      }
      layer = next
    }
    return layer
  }

  /// Transitions and their rewards; `endings` are paid on the way into a node.
  func transitions(jointActions: Int, _ endings: [Double]) -> (SparseRows, OutcomeRewards) {
    var transitions = SparseRows()
    var rewards = OutcomeRewards()
    for jointAction in 0..<jointActions {
      for node in 0..<mdp.nodeCount {
        if absorbs(node) {
          transitions.append(column: node, value: 1)
          rewards.append(0)
          rewards.endEntry()
        } else {
          append(mdp.nodes.rows(of: node).lowerBound + jointAction, endings, to: &transitions, &rewards)
        }
        transitions.endRow()
      }
    }
    return (transitions, rewards)
  }

  private func append(
    _ row: Int, _ endings: [Double], to transitions: inout SparseRows, _ rewards: inout OutcomeRewards
  ) {
    let outcomes = mdp.nodes.outcomes(of: row).sorted {
      (mdp.nodes.outcomeNode[$0], $0) < (mdp.nodes.outcomeNode[$1], $1)
    }
    var first = 0
    while first < outcomes.count {
      let node = mdp.nodes.outcomeNode[outcomes[first]]
      let end = outcomes[first...].firstIndex { mdp.nodes.outcomeNode[$0] != node } ?? outcomes.count
      let same = outcomes[first..<end]
      let probability = same.reduce(0) { $0 + mdp.nodes.outcomeProbability[$1] }
      let paid = same.reduce(0) { $0 + mdp.nodes.outcomeProbability[$1] * mdp.nodes.outcomeReward[$1] }
      // A single reward is kept as it is: a mean would carry the rounding of the probability.
      let reward = same.count == 1 ? mdp.nodes.outcomeReward[outcomes[first]] : paid / probability
      transitions.append(column: Int(node), value: probability)
      rewards.append(reward + endings[Int(node)])
      rewards.endEntry()
      first = end
    }
  }
}
