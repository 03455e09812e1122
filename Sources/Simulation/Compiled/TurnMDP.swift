public import Trajectories

/// A scenario compiled into dense integer tables: what rollouts, replay and exact solution run on.
///
/// A **node** is a simulator state together with what every agent remembers, so that each acting agent's information
/// state is a function of the node; with ``Memory/lastObservation`` nodes and states are the same. Tables are rows of
/// rows (compressed): node -> joint action -> outcomes, and node -> acting agents -> information state -> actions.
public struct TurnMDP: Sendable {
  /// All agents of the team, in the scenario's order.
  public let agents: [AgentID]
  /// Largest number of turns of an episode.
  public let horizon: Int
  /// Per-turn discount in `0...1`.
  public let discount: Double
  /// What agents remember.
  public let memory: Memory
  /// Number of simulator states that can be reached within the horizon.
  public let stateCount: Int
  /// Number of nodes: states together with the agents' memories.
  public var nodeCount: Int { nodes.state.count }
  /// Whether the scenario tells informed critics something in some state.
  public var declaresSignal: Bool { nodes.signalKey.contains { $0 != TurnColumns.absent } }
  /// Number of joint actions of all nodes.
  public var jointActionCount: Int { nodes.outcomeStart.count - 1 }
  /// Number of outcomes of all joint actions.
  public var outcomeCount: Int { nodes.outcomeNode.count }
  /// Number of information states of all agents.
  public var informationStateCount: Int { information.agent.count }

  /// Names of agents, state keys and actions, shared by every batch that is simulated from these tables.
  package let symbols: TrajectoryBatch.Symbols
  /// How much of the scenario is in the tables.
  public let coverage: Coverage
  /// What the tables were laid out from, so that more of it can be explored; `nil` for complete tables.
  let world: World?
  package let nodes: NodeTable
  /// What walks read of large tables; `nil` for others.
  let walk: WalkTable?
  package let information: InformationTable
  /// Initial nodes with their probabilities, in the scenario's order.
  package let start: [(node: Int32, probability: Double)]

  /// Compiles a scenario.
  ///
  /// - Parameters:
  ///   - scenario: The scenario; its code runs only here.
  ///   - memory: What agents remember.
  ///   - stateLimit: Most states, and most nodes, that are enumerated before giving up.
  /// - Throws: ``ScenarioError`` for a rule that the scenario breaks, and when the limit is passed.
  /// - Complexity: O(nodes + joint actions + outcomes) beyond the scenario's own code.
  public init(
    compiling scenario: some Scenario, memory: Memory = .lastObservation, stateLimit: Int = 2_000_000
  ) throws(ScenarioError) {
    try self.init(compiling: scenario, memory: memory, stateLimit: stateLimit, entryLimit: TableNumbers.most)
  }

  /// The same, giving up at a number of joint actions or of their outcomes, too.
  package init(
    compiling scenario: some Scenario, memory: Memory, stateLimit: Int, entryLimit: Int
  ) throws(ScenarioError) {
    var exploration = Exploration(
      try World(scenario, memory: memory, limit: stateLimit),
      entryLimit: min(entryLimit, TableNumbers.most))
    try exploration.exploreAll()
    try self.init(laying: exploration, coverage: .complete)
  }

  /// Lays out what was explored.
  init(laying exploration: Exploration, coverage: Coverage) throws(ScenarioError) {
    let world = exploration.world
    agents = world.agents
    horizon = world.horizon
    discount = world.discount
    memory = world.memory
    stateCount = world.states.count
    var symbols = world.states.symbols
    information = exploration.informationTable(&symbols)
    self.symbols = symbols
    let nodes = try exploration.nodeTable()
    self.nodes = nodes
    walk = coverage == .met || !WalkTable.pays(for: nodes) ? nil : WalkTable(nodes)
    start = world.start
    // A policy that takes every joint action leaves out nothing.
    let isComplete =
      coverage != .met && zip(nodes.outcomeStart, nodes.outcomeStart.dropFirst()).allSatisfy { $0 < $1 }
    self.coverage = isComplete ? .complete : coverage
    self.world = isComplete ? nil : world
  }
}

/// Nodes, their acting agents (slots), joint actions (rows), outcomes and endings.
package struct NodeTable: Sendable {
  /// One entry a node.
  package internal(set) var state: [Int32] = []
  package internal(set) var publicKey: [UInt32] = []
  package internal(set) var privilegedKey: [UInt32] = []
  /// What informed critics are told; ``TurnColumns/absent`` where nothing is.
  package internal(set) var signalKey: [UInt32] = []
  package internal(set) var slotStart: [Int32] = [0]
  package internal(set) var rowStart: [Int32] = [0]
  package internal(set) var endingStart: [Int32] = [0]

  /// One entry a slot.
  package internal(set) var slotInformation: [Int32] = []
  package internal(set) var slotDefault: [Int32] = []

  /// One entry a row; the last acting agent's action runs fastest.
  package internal(set) var outcomeStart: [Int32] = [0]

  /// One entry an outcome. `outcomeThreshold` is the cumulative probability within the row; the last one of a row is
  /// infinite, so that a draw always finds an outcome.
  package internal(set) var outcomeNode: [Int32] = []
  package internal(set) var outcomeReward: [Double] = []
  package internal(set) var outcomeProbability: [Double] = []
  package internal(set) var outcomeThreshold: [Double] = []

  /// One entry an ending; thresholds as for outcomes.
  package internal(set) var endingStatus: [OutcomeStatus] = []
  package internal(set) var endingScore: [Double] = []
  package internal(set) var endingReward: [Double] = []
  package internal(set) var endingProbability: [Double] = []
  package internal(set) var endingThreshold: [Double] = []

  mutating func reserveCapacity(nodes: Int, outcomes: Int) {
    state.reserveCapacity(nodes)
    publicKey.reserveCapacity(nodes)
    privilegedKey.reserveCapacity(nodes)
    signalKey.reserveCapacity(nodes)
    outcomeNode.reserveCapacity(outcomes)
    outcomeReward.reserveCapacity(outcomes)
    outcomeProbability.reserveCapacity(outcomes)
    outcomeThreshold.reserveCapacity(outcomes)
  }

  package func slots(of node: Int) -> Range<Int> { Int(slotStart[node])..<Int(slotStart[node + 1]) }
  package func rows(of node: Int) -> Range<Int> { Int(rowStart[node])..<Int(rowStart[node + 1]) }
  package func outcomes(of row: Int) -> Range<Int> { Int(outcomeStart[row])..<Int(outcomeStart[row + 1]) }
  package func endings(of node: Int) -> Range<Int> { Int(endingStart[node])..<Int(endingStart[node + 1]) }
  /// Whether it is known where a joint action leads; in complete tables it always is.
  package func isExpanded(_ row: Int) -> Bool { outcomeStart[row] < outcomeStart[row + 1] }
  /// Whether an episode stops in the node whatever the turn.
  package func isTerminal(_ node: Int) -> Bool { slotStart[node] == slotStart[node + 1] }
}

/// Information states of all agents and their actions (choices).
package struct InformationTable: Sendable {
  /// One entry an information state.
  package internal(set) var agent: [Int32] = []
  package internal(set) var key: [UInt32] = []
  /// What is seen, without what is remembered.
  package internal(set) var observation: [UInt32] = []
  package internal(set) var choiceStart: [Int32] = [0]

  /// One entry a choice; policies are arrays of this length. `choiceInformation` is the information state that a
  /// choice belongs to.
  package internal(set) var choiceInformation: [Int32] = []
  package internal(set) var choiceAction: [UInt32] = []
  package internal(set) var choiceBehaviour: [Double] = []
  /// Tokens of each choice; `nil` where the scenario declares none.
  package internal(set) var choiceTokens: [Int32]?

  package func choices(of information: Int) -> Range<Int> {
    Int(choiceStart[information])..<Int(choiceStart[information + 1])
  }
}
