import Glibc
package import Trajectories

/// A value for every state of a batch, in reward units.
///
/// ```swift
/// // Two episodes of a task start in A; one goes on to B.
/// let states = context.states(of: batch, by: .state)
/// let table = try ValueTable(meansOf: [2, 4, 0], at: states)
/// table.atTurns  // [1, 4, 1]
/// ```
public struct ValueTable: Sendable {
  /// Value of every node. Shape `[nodes]`.
  public let value: [Double]
  private let nodes: StateNodes

  /// The mean over all visits of a state, several of one episode included; 0 for a state that no turn starts in.
  ///
  /// - Parameters:
  ///   - numbers: One number a turn, such as its return, shape `[turns]`.
  ///   - states: The states of the turns.
  /// - Throws: ``AttributionError/operand(_:)`` for another number of numbers than turns.
  /// - Complexity: O(turns + nodes).
  ///
  /// Source: Sutton and Barto, Reinforcement Learning, 2nd ed. (2018), section 5.1 (every-visit Monte Carlo prediction).
  public init(meansOf numbers: [Double], at states: BatchStates) throws(AttributionError) {
    let turnsByNode = states.turnsByNode
    try OperandError.check(
      numbers.count, of: "numbers", equals: turnsByNode.group.count, "turn", in: "ValueTable(meansOf:at:)")
    self.init(checked: turnsByNode.means(of: numbers), nodes: states.nodes)
  }

  /// Given values.
  ///
  /// - Parameters:
  ///   - value: One value a node, shape `[nodes]`, in reward units.
  ///   - states: The states.
  /// - Throws: ``AttributionError/operand(_:)`` for another number of values than nodes.
  public init(_ value: [Double], at states: BatchStates) throws(AttributionError) {
    try OperandError.check(
      value.count, of: "value", equals: states.nodes.count, "node", in: "ValueTable(_:at:)")
    self.init(checked: value, nodes: states.nodes)
  }

  private init(checked value: [Double], nodes: StateNodes) {
    self.value = value
    self.nodes = nodes
  }

  /// The values that a file gives, 0 for a state that it lacks; and the states that it lacks although they need a value,
  /// because turns start in them or truncated episodes were cut there, task by task in the order of the batch.
  ///
  /// - Parameters:
  ///   - file: Values by name.
  ///   - nodes: The states of the batch, by `key`.
  ///   - key: What identifies a state.
  ///   - batch: The batch.
  ///   - needsEnds: Whether the states in which truncated episodes were cut need a value.
  /// - Complexity: O(decisions + nodes), with one look-up by name for each node.
  package static func read(
    _ file: ValueFile, for nodes: StateNodes, by key: StateKey, of batch: TrajectoryBatch,
    needingEndsOfTruncated needsEnds: Bool = false
  ) -> (table: ValueTable, missing: [(task: String, state: String)]) {
    let symbols = key.symbols(of: batch)
    let known = batch.symbols.keys.count
    var symbol = [UInt32](repeating: 0, count: nodes.count)
    for (node, key) in zip(nodes.turn + nodes.final, symbols.turn + batch.episodes.final) {
      symbol[Int(node)] = key
    }
    var isNeeded = [Bool](repeating: false, count: nodes.count)
    for node in nodes.turn { isNeeded[Int(node)] = true }
    for (episode, node) in nodes.final.enumerated()
    where needsEnds && batch.episodes.status[episode] == .truncated { isNeeded[Int(node)] = true }
    var value: [Double] = []
    var missing: [(task: String, state: String)] = []
    value.reserveCapacity(nodes.count)
    for (task, name) in batch.symbols.tasks.names.enumerated() {
      for node in Int(nodes.taskStart[task])..<Int(nodes.taskStart[task + 1]) {
        let key = Int(symbol[node])
        let state = key < known ? batch.symbols.keys[symbol[node]] : symbols.added[key - known]
        let given = file.value(of: state, in: name)
        value.append(given ?? 0)
        if given == nil, isNeeded[node] { missing.append((name, state)) }
      }
    }
    return (ValueTable(checked: value, nodes: nodes), missing)
  }

  /// Values that fall with the distance to success: `success · omega^d`, where d is the fewest turns to success in the
  /// graph of all episodes of the task; 0 in a task without success, which knows no way.
  ///
  /// - Parameters:
  ///   - states: The states; their tasks' sinks get no value.
  ///   - omega: Factor per turn, above 0 and at most 1.
  ///   - success: Value of success, in reward units.
  /// - Complexity: O(turns + nodes).
  package init(nearnessIn states: BatchStates, omega: Double, success: Double) {
    let nodes = states.nodes
    let (distance, recorded) = (states.distancesToSuccess, states.recordedDistances)
    var value = [Double](repeating: 0, count: nodes.count)
    for task in 0..<nodes.taskStart.count - 1 {
      let ofTask = Int(nodes.taskStart[task])..<Int(nodes.taskStart[task + 1])
      guard recorded[ofTask].contains(where: { $0 != StateGraph.unreachable }) else { continue }
      for node in ofTask { value[node] = success * pow(omega, Double(distance[node])) }
    }
    self.init(checked: value, nodes: nodes)
  }

  /// The value of the state that each turn starts in. Shape `[turns]`.
  ///
  /// - Complexity: O(turns).
  public var atTurns: [Double] { nodes.turn.map { value[Int($0)] } }

  /// The value of the state after each episode's last turn. Shape `[episodes]`.
  ///
  /// - Complexity: O(episodes).
  public var afterEpisodes: [Double] { nodes.final.map { value[Int($0)] } }
}
