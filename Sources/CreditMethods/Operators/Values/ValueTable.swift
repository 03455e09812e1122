import Glibc
package import Trajectories

/// A value for every state of a batch, in reward units.
package struct ValueTable: Sendable {
  /// Value of every node. Shape `[nodes]`.
  package let value: [Double]

  /// The mean over all visits of a state, several of one episode included; 0 for a state that no turn starts in.
  ///
  /// - Parameters:
  ///   - numbers: One number a turn, such as its return, shape `[turns]`.
  ///   - turnsByNode: The turns that start in each node.
  /// - Complexity: O(turns + nodes).
  ///
  /// Source: Sutton and Barto, Reinforcement Learning, 2nd ed. (2018), section 5.1 (every-visit Monte Carlo prediction).
  package init(meansOf numbers: [Double], at turnsByNode: Grouping) {
    value = turnsByNode.means(of: numbers)
  }

  private init(value: [Double]) { self.value = value }

  /// The values that a file gives, 0 for a state that it lacks; and the states that turns start in and it lacks, task
  /// by task in the order of the batch.
  ///
  /// - Parameters:
  ///   - file: Values by name.
  ///   - nodes: The states of the batch, by `key`.
  ///   - key: What identifies a state.
  ///   - batch: The batch.
  /// - Complexity: O(decisions + nodes), with one look-up by name for each node.
  package static func read(
    _ file: ValueFile, for nodes: StateNodes, by key: StateKey, of batch: TrajectoryBatch
  ) -> (table: ValueTable, missing: [(task: String, state: String)]) {
    let symbols = key.symbols(of: batch)
    let known = batch.symbols.keys.count
    var symbol = [UInt32](repeating: 0, count: nodes.count)
    for (node, key) in zip(nodes.turn + nodes.final, symbols.turn + batch.episodes.final) {
      symbol[Int(node)] = key
    }
    let starts = nodes.turnsByNode
    var value: [Double] = []
    var missing: [(task: String, state: String)] = []
    value.reserveCapacity(nodes.count)
    for (task, name) in batch.symbols.tasks.names.enumerated() {
      for node in Int(nodes.taskStart[task])..<Int(nodes.taskStart[task + 1]) {
        let key = Int(symbol[node])
        let state = key < known ? batch.symbols.keys[symbol[node]] : symbols.added[key - known]
        let given = file.value(of: state, in: name)
        value.append(given ?? 0)
        if given == nil, !starts[node].isEmpty { missing.append((name, state)) }
      }
    }
    return (ValueTable(value: value), missing)
  }

  /// Values that fall with the distance to success: `success · omega^d`, where d is the fewest turns to success in the
  /// graph of all episodes of the task.
  ///
  /// - Parameters:
  ///   - states: The states; their tasks' sinks get no value.
  ///   - omega: Factor per turn, above 0 and at most 1.
  ///   - success: Value of success, in reward units.
  /// - Complexity: O(turns + nodes).
  package init(nearnessIn states: BatchStates, omega: Double, success: Double) {
    value = states.distancesToSuccess[..<states.nodes.count].map { success * pow(omega, Double($0)) }
  }

  /// The value of the state that each turn starts in. Shape `[turns]`.
  package func atTurns(_ nodes: StateNodes) -> [Double] { nodes.turn.map { value[Int($0)] } }

  /// The value of the state after each episode's last turn. Shape `[episodes]`.
  package func afterEpisodes(_ nodes: StateNodes) -> [Double] { nodes.final.map { value[Int($0)] } }
}
