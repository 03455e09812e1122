extension StateGraph {
  /// Fewest turns from every node to its task's sink, over the edges of all episodes of the task.
  ///
  /// A sink is 0 turns away from itself. A state from which no recorded path leads to the sink is one turn farther
  /// than the farthest state of its task from which one does; in a task without success every state is 1 turn away.
  ///
  /// - Returns: Shape `[nodes]`, in turns.
  /// - Complexity: O(turns + nodes).
  ///
  /// Source: arXiv 2605.26684, section 4 and its released code.
  public func distancesToSuccess() -> [Int32] { distancesToSuccess(from: recordedDistances()) }

  /// The same from the recorded distances, where they are known.
  ///
  /// - Complexity: O(nodes).
  func distancesToSuccess(from recorded: consuming [Int32]) -> [Int32] {
    var distance = recorded
    for task in 0..<taskStart.count - 1 {
      let states = Int(taskStart[task])..<Int(taskStart[task + 1])
      let unreachable = max(0, distance[states].max() ?? 0) + 1
      for state in states where distance[state] == Self.unreachable { distance[state] = unreachable }
    }
    return distance
  }

  /// The distance of a state from which no recorded path leads to success.
  package static let unreachable = Int32(-1)

  /// Fewest turns from every node to its task's sink; ``unreachable`` where no recorded path leads there.
  ///
  /// - Returns: Shape `[nodes]`, in turns.
  /// - Complexity: O(turns + nodes): a breadth-first search backward from the sink of each task, task by task, because no
  ///   edge crosses tasks and those of one stand near each other in memory.
  package func recordedDistances() -> [Int32] {
    let unknown = Self.unreachable
    let incoming = Grouping(successor, count: nodeCount)
    var distance = [Int32](repeating: unknown, count: nodeCount)
    var queue: [UInt32] = []
    for task in 0..<taskStart.count - 1 {
      queue.removeAll(keepingCapacity: true)
      distance[Int(sink(of: task))] = 0
      queue.append(sink(of: task))
      var head = 0
      while head < queue.count {
        let node = Int(queue[head])
        head += 1
        for place in Int(incoming.start[node])..<Int(incoming.start[node + 1]) {
          let source = source[Int(incoming.rows[place])]
          if distance[Int(source)] == unknown {
            distance[Int(source)] = distance[node] + 1
            queue.append(source)
          }
        }
      }
    }
    return distance
  }
}
