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
  ///
  /// - Parameter isPlayed: Whether it is played and not explored: initial states need not be listed then; ``start`` is empty
  ///   where they are not.
  init(
    _ scenario: some Scenario, memory: Memory, limit: Int, isPlayed: Bool = false
  ) throws(ScenarioError) {
    var reader = try StateReader(scenario)
    agents = scenario.agents
    horizon = scenario.horizon
    discount = scenario.discount
    self.memory = memory
    self.limit = limit
    memories = MemoryTable(memory)
    keys = NumberedKeys(width: memory == .lastObservation ? 1 : 1 + agents.count)
    var found: [(state: Int32, probability: Double)] = []
    do throws(ScenarioError) {
      found = try reader.start(&states)
    } catch .factored where isPlayed {
      // Each episode draws its own.
    }
    self.reader = reader
    for (state, probability) in found { start.append((try node(startingIn: state), probability)) }
  }

  /// Draws the node that an episode starts in, where initial states are not listed, given the number in `[0, 1)` of each factor.
  mutating func drawStart(_ unit: (Int) -> Double) throws(ScenarioError) -> Int32 {
    try node(startingIn: try reader.drawStart(unit, &states))
  }

  private mutating func node(startingIn state: Int32) throws(ScenarioError) -> Int32 {
    scratch = [Int32](repeating: MemoryTable.empty, count: keys.width)
    scratch[0] = state
    return try node()
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
  ///
  /// - Parameter limit: Most joint actions: those of tables, or those that an integer can tell apart.
  func jointCount(of node: Int, limit: Int = TableNumbers.most) throws(ScenarioError) -> Int {
    let counts = states.actionCounts(of: state(of: node))
    try TableNumbers.checkJointActions(counts, limit: limit)
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
    let known = states.row(joint, of: state)
    if known == nil { try reader.read(joint, of: state, in: &states) }
    return try expand(
      row: known ?? states.rows.count - 1, joint, of: node, into: &successors, forgettingFor: policy)
  }

  /// The same where outcomes need not be listed: of those that are not, one is drawn, given the number in `[0, 1)` of each factor.
  ///
  /// - Returns: The row where outcomes are listed, otherwise the reward of the one whose node was appended.
  mutating func expandOrDraw(
    _ joint: Int, of node: Int, _ unit: (Int) -> Double, into successors: inout [Int32]
  ) throws(ScenarioError) -> (row: Int?, reward: Double) {
    let state = state(of: node)
    let known = states.row(joint, of: state)
    if known == nil,
      let drawn = try reader.readOrDraw(joint, of: state, unit, in: &states)
    {
      prepare(joint, of: node)
      scratch[0] = drawn.state
      successors.append(try self.node())
      return (nil, drawn.reward)
    }
    return (try expand(row: known ?? states.rows.count - 1, joint, of: node, into: &successors), 0)
  }

  /// Puts into `scratch` what follows a joint action of a node, but for the state.
  private mutating func prepare(_ joint: Int, of node: Int) {
    for word in 0..<keys.width { scratch[word] = keys.words[node * keys.width + word] }
    if keys.width > 1 { remember(joint, of: node) }
  }

  /// Where a joint action leads whose outcomes were read.
  private mutating func expand(
    row: Int, _ joint: Int, of node: Int, into successors: inout [Int32],
    forgettingFor policy: (any Policy)? = nil
  ) throws(ScenarioError) -> Int {
    prepare(joint, of: node)
    if keys.width > 1, let policy {
      for agent in agents.indices where isForgettable(scratch[1 + agent], of: agent, policy) {
        scratch[1 + agent] = MemoryTable.forgotten
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
