import Trajectories

/// A scenario as far as it was explored: states joined with what agents remember of them, as integers.
///
/// Exploring is asked for node by node and joint action by joint action; who asks decides what there is. Numbers are
/// given in the order of discovery and never change.
struct World: Sendable {
  let agents: [AgentID]
  let horizon: Int
  let discount: Double
  let memory: Memory

  private var reader: any StateReading
  private(set) var states = StateColumns()
  private(set) var memories: MemoryTable
  private(set) var start: [(node: Int32, probability: Double)] = []

  /// Nodes: a state, then each agent's memory before it observes that state (none where agents remember nothing).
  private var keys: NumberedKeys
  /// One entry a node; first slot and one past the last, -1 until somebody acts or stops there.
  private(set) var slotStart: [Int32] = []
  private(set) var slotEnd: [Int32] = []
  /// One entry a slot.
  private(set) var slotInformation: [Int32] = []

  /// Whether states that are described from now on get their keys; only what is written to traces needs them.
  var namesStates = true

  /// Most nodes.
  private let limit: Int
  private var scratch: [Int32] = []
  /// Whether a memory of an agent matters to the policy that is followed, as far as it was asked.
  private var forgettable: [UInt64: Bool] = [:]

  /// The world of a scenario, with nothing but its start.
  init(_ scenario: some Scenario, memory: Memory, limit: Int) throws(ScenarioError) {
    var reader = try StateReader(scenario)
    agents = scenario.agents
    horizon = scenario.horizon
    discount = scenario.discount
    self.memory = memory
    self.limit = limit
    memories = MemoryTable(memory)
    keys = NumberedKeys(width: memory == .lastObservation ? 1 : 1 + agents.count)
    let found = try reader.start(&states)
    self.reader = reader
    for (state, probability) in found {
      scratch = [Int32](repeating: MemoryTable.empty, count: keys.width)
      scratch[0] = state
      start.append((try node(), probability))
    }
  }

  /// Number of nodes.
  var count: Int { keys.count }

  func state(of node: Int) -> Int { Int(keys.words[node * keys.width]) }
  func slots(of node: Int) -> Range<Int> { Int(slotStart[node])..<Int(slotEnd[node]) }
  func isDescribed(_ node: Int) -> Bool { slotStart[node] >= 0 }
  func agent(ofInformation known: Int) -> Int {
    Int(states.observationAgent[memories.observation(of: known)])
  }
  func choices(ofInformation known: Int) -> Range<Int> {
    states.choices(ofObservation: memories.observation(of: known))
  }

  /// What an agent knows in an information state, for a policy.
  func informationState(_ known: Int) -> InformationState {
    let seen = memories.observation(of: known)
    let choices = states.choices(ofObservation: seen)
    return InformationState(
      agent: agents[Int(states.observationAgent[seen])],
      observation: states.symbols.keys[states.observationKey[seen]],
      actions: choices.map { states.symbols.actions[states.choiceAction[$0]] },
      behaviour: Array(states.choiceBehaviour[choices])
    ) { [memories, states] in memories.label(of: known, in: states) }
  }

  /// What plays on from the states that are numbered so far without numbering others; `nil` where agents remember, which
  /// takes numbers.
  func directPlayer(following policies: [any Policy]) -> (any DirectPlaying)? {
    memory == .lastObservation ? reader.player(following: policies, symbols: states.symbols.actions) : nil
  }

  /// The node of the key in `scratch`.
  private mutating func node() throws(ScenarioError) -> Int32 {
    if let known = keys.number(of: scratch) { return known }
    guard keys.count < limit else {
      throw .tooManyStates(found: keys.count + 1, limit: limit, memory: memory)
    }
    slotStart.append(-1)
    slotEnd.append(-1)
    return keys.insert(scratch)
  }

  /// Finds out who acts in a node and what they know; nothing where that is known.
  mutating func describe(_ node: Int) throws(ScenarioError) {
    guard !isDescribed(node) else { return }
    let state = state(of: node)
    if !states.isDescribed[state] { try reader.describe(state, isNamed: namesStates, in: &states) }
    slotStart[node] = Int32(slotInformation.count)
    for slot in states.slots(of: state) {
      let seen = states.slotObservation[slot]
      let agent = Int(states.observationAgent[Int(seen)])
      let memory = keys.width == 1 ? MemoryTable.empty : keys.words[node * keys.width + 1 + agent]
      slotInformation.append(memories.informationState(memory, seeing: seen).number)
    }
    slotEnd[node] = try TableNumbers.number(slotInformation.count, of: "decisions of agents in states")
  }

  /// Number of joint actions of a described node.
  func jointCount(of node: Int) throws(ScenarioError) -> Int {
    let counts = states.actionCounts(of: state(of: node))
    try TableNumbers.checkJointActions(counts)
    return counts.isEmpty ? 0 : counts.reduce(1, *)
  }

  /// Where a joint action of a described node leads: its row among the states', whose outcomes come in the same order,
  /// and their nodes, appended to `successors`.
  ///
  /// - Parameter policy: Memories that do not matter to it are forgotten; `nil`: none is.
  mutating func expand(
    _ joint: Int, of node: Int, into successors: inout [Int32], forgettingFor policy: (any Policy)? = nil
  ) throws(ScenarioError) -> Int {
    let state = state(of: node)
    let row: Int
    if let known = states.row(joint, of: state) {
      row = known
    } else {
      try reader.read(joint, of: state, in: &states)
      row = states.rows.count - 1
    }
    for word in 0..<keys.width { scratch[word] = keys.words[node * keys.width + word] }
    if keys.width > 1 {
      remember(joint, of: node)
      if let policy {
        for agent in agents.indices where isForgettable(scratch[1 + agent], of: agent, policy) {
          scratch[1 + agent] = MemoryTable.forgotten
        }
      }
    }
    for outcome in states.outcomes(of: row) {
      scratch[0] = states.outcomeState[outcome]
      successors.append(try self.node())
    }
    return row
  }

  /// The agents' memories after a joint action; an agent that did not act remembers what it did before.
  private mutating func remember(_ joint: Int, of node: Int) {
    var rest = joint
    for slot in slots(of: node).reversed() {
      let known = slotInformation[slot]
      let seen = memories.observation(of: Int(known))
      let count = states.choices(ofObservation: seen).count
      scratch[1 + Int(states.observationAgent[seen])] = memories.memory(after: known, action: rest % count)
      rest /= count
    }
  }

  private mutating func isForgettable(_ memory: Int32, of agent: Int, _ policy: any Policy) -> Bool {
    let key = UInt64(agent) << 32 | UInt64(UInt32(bitPattern: memory))
    if let known = forgettable[key] { return known }
    let past = self.memory == .history ? memories.label(ofMemory: memory, in: states) : nil
    let answer = policy.dependsOnObservationAlone(agents[agent], remembering: past)
    forgettable[key] = answer
    return answer
  }
}
