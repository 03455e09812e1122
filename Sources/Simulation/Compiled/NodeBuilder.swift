import Trajectories

/// Joins states with what agents remember of them, breadth first within the horizon.
struct NodeBuilder {
  private let states: StateTable
  private let memory: Memory
  private let limit: Int
  private let entryLimit: Int

  private(set) var symbols: TrajectoryBatch.Symbols
  private(set) var nodes = NodeTable()
  private(set) var information = InformationTable()
  private(set) var start: [(node: Int32, probability: Double)] = []

  /// A state and each agent's memory before it observes that state; memory 0 is empty.
  private struct Key: Hashable {
    let state: Int32
    let memories: [Int32]
  }

  /// What an agent knows when it acts: its memory and what it sees now (which names the agent too).
  private struct Knowledge: Hashable {
    let memory: Int32
    let observation: Int32
  }

  private struct Choice: Hashable {
    let information: Int32
    let choice: Int32
  }

  private var found: [Key] = []
  private var depths: [Int32] = []
  private var indices: [Key: Int32] = [:]
  private var informationIndices: [Knowledge: Int32] = [:]
  /// Memory reached by an action in an information state (perfect recall).
  private var historyMemories: [Choice: Int32] = [:]
  /// Memory that holds these past observations (bounded recall).
  private var recentMemories: [[Int32]: Int32] = [[]: 0]
  private var recent: [[Int32]] = [[]]
  /// What a memory is called, as the beginning of an information state's label.
  private var memoryLabels = [""]

  init(_ states: StateTable, memory: Memory, limit: Int, entryLimit: Int = TableNumbers.most) {
    self.states = states
    self.memory = memory
    self.limit = limit
    self.entryLimit = entryLimit
    symbols = states.symbols
    if states.declaresTokens { information.choiceTokens = [] }
  }

  mutating func enumerate() throws(ScenarioError) {
    let blank = [Int32](repeating: 0, count: memory == .lastObservation ? 0 : states.agents.count)
    for (state, probability) in states.start {
      start.append((try index(of: Key(state: state, memories: blank), depth: 0), probability))
    }
    var next = 0
    while next < found.count {
      try append(found[next], depth: depths[next])
      next += 1
    }
  }

  private mutating func index(of key: Key, depth: Int32) throws(ScenarioError) -> Int32 {
    if let known = indices[key] { return known }
    guard found.count < limit else {
      throw .tooManyStates(found: found.count + 1, limit: limit, memory: memory)
    }
    let index = Int32(found.count)
    indices[key] = index
    found.append(key)
    depths.append(depth)
    return index
  }

  private mutating func append(_ key: Key, depth: Int32) throws(ScenarioError) {
    let state = Int(key.state)
    nodes.state.append(key.state)
    nodes.publicKey.append(states.publicKey[state])
    nodes.privilegedKey.append(states.privilegedKey[state])
    nodes.signalKey.append(states.signalKey[state])
    let slots = Int(states.slotStart[state])..<Int(states.slotStart[state + 1])
    let firstSlot = nodes.slotInformation.count
    for slot in slots {
      nodes.slotInformation.append(informationIndex(states.slotObservation[slot], key.memories))
      nodes.slotDefault.append(states.slotDefault[slot])
    }
    nodes.slotStart.append(try number(nodes.slotInformation.count, "decisions of agents in states"))
    if depth < states.horizon { try appendRows(of: key, firstSlot: firstSlot, depth: depth) }
    nodes.rowStart.append(try number(nodes.outcomeStart.count - 1, "joint actions"))
    try appendEndings(of: state)
  }

  private func number(_ count: Int, _ what: String) throws(ScenarioError) -> Int32 {
    try TableNumbers.number(count, of: what, limit: entryLimit)
  }

  private mutating func appendRows(of key: Key, firstSlot: Int, depth: Int32) throws(ScenarioError) {
    let acting = Array(nodes.slotInformation[firstSlot...])
    for row in Int(states.rowStart[Int(key.state)])..<Int(states.rowStart[Int(key.state) + 1]) {
      let joint = row - Int(states.rowStart[Int(key.state)])
      let memories = memories(after: joint, of: acting, from: key.memories)
      let outcomes = Int(states.outcomeStart[row])..<Int(states.outcomeStart[row + 1])
      var cumulative = 0.0
      for outcome in outcomes {
        let next = Key(state: states.outcomeState[outcome], memories: memories)
        nodes.outcomeNode.append(try index(of: next, depth: depth + 1))
        nodes.outcomeReward.append(states.outcomeReward[outcome])
        nodes.outcomeProbability.append(states.outcomeProbability[outcome])
        cumulative += states.outcomeProbability[outcome]
        nodes.outcomeThreshold.append(outcome == outcomes.upperBound - 1 ? .infinity : cumulative)
      }
      nodes.outcomeStart.append(try number(nodes.outcomeNode.count, "outcomes of joint actions"))
    }
  }

  private mutating func appendEndings(of state: Int) throws(ScenarioError) {
    let endings = Int(states.endingStart[state])..<Int(states.endingStart[state + 1])
    var cumulative = 0.0
    for ending in endings {
      nodes.endingStatus.append(states.endings[ending].status)
      nodes.endingScore.append(states.endings[ending].score)
      nodes.endingReward.append(states.endings[ending].reward)
      nodes.endingProbability.append(states.endingProbability[ending])
      cumulative += states.endingProbability[ending]
      nodes.endingThreshold.append(ending == endings.upperBound - 1 ? .infinity : cumulative)
    }
    nodes.endingStart.append(try number(nodes.endingStatus.count, "endings"))
  }

  /// The agents' memories after a joint action; an agent that did not act remembers what it did before.
  private mutating func memories(after joint: Int, of acting: [Int32], from memories: [Int32]) -> [Int32] {
    guard !memories.isEmpty else { return memories }
    var memories = memories
    var rest = joint
    for known in acting.reversed() {
      let choices = information.choices(of: Int(known))
      let choice = rest % choices.count
      rest /= choices.count
      let agent = Int(information.agent[Int(known)])
      memories[agent] = remember(known, choice: choices.lowerBound + choice, before: memories[agent])
    }
    return memories
  }

  private mutating func remember(_ known: Int32, choice: Int, before: Int32) -> Int32 {
    switch memory {
    case .history:
      let key = Choice(information: known, choice: Int32(choice))
      if let memory = historyMemories[key] { return memory }
      let action = symbols.actions[information.choiceAction[choice]]
      let memory = Int32(memoryLabels.count)
      memoryLabels.append("\(symbols.keys[information.key[Int(known)]]) > \(action) > ")
      historyMemories[key] = memory
      return memory
    case .observations(let count):
      let seen = Array((recent[Int(before)] + [observation[Int(known)]]).suffix(count - 1))
      if let memory = recentMemories[seen] { return memory }
      let memory = Int32(recent.count)
      recentMemories[seen] = memory
      recent.append(seen)
      memoryLabels.append(seen.map { "\(symbols.keys[states.observationKey[Int($0)]]) > " }.joined())
      return memory
    }
  }

  /// What was seen last in each information state, an index of the state table.
  private var observation: [Int32] = []

  private mutating func informationIndex(_ seen: Int32, _ memories: [Int32]) -> Int32 {
    let agent = states.observationAgent[Int(seen)]
    let knowledge = Knowledge(memory: memories.isEmpty ? 0 : memories[Int(agent)], observation: seen)
    if let known = informationIndices[knowledge] { return known }
    let index = Int32(information.agent.count)
    informationIndices[knowledge] = index
    observation.append(seen)
    information.agent.append(agent)
    let label = memoryLabels[Int(knowledge.memory)] + symbols.keys[states.observationKey[Int(seen)]]
    information.key.append(symbols.keys.intern(label))
    let choices = Int(states.choiceStart[Int(seen)])..<Int(states.choiceStart[Int(seen) + 1])
    for _ in choices { information.choiceInformation.append(index) }
    information.choiceAction += states.choiceAction[choices]
    information.choiceBehaviour += states.choiceBehaviour[choices]
    information.choiceTokens?.append(contentsOf: states.choiceTokens[choices])
    information.choiceStart.append(Int32(information.choiceAction.count))
    return index
  }
}
