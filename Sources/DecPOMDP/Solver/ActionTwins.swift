/// Actions of an agent that come to the same whatever the others do, such as two ways to run against a wall.
///
/// Only the first of such actions needs to be tried: with the others, every policy would be searched many times over.
struct ActionTwins {
  /// For each agent, at state · number of its actions + action: the first action that comes to the same.
  private let first: [[Int32]]
  private let actionCounts: [Int]
  /// Whether no actions come to the same anywhere.
  let isEmpty: Bool

  init(in kernel: JointKernel) {
    actionCounts = kernel.actionCounts
    first = actionCounts.indices.map { agent in
      let count = kernel.actionCounts[agent]
      let inner = kernel.actionCounts[(agent + 1)...].reduce(1, *)
      let others = (0..<kernel.jointActionCount).filter { $0 / inner % count == 0 }
      return (0..<kernel.stateCount).flatMap { state in
        (0..<count).map { action in
          let same = (0..<action).first { earlier in
            others.allSatisfy { other in
              Self.areSame(
                kernel.row(other + action * inner, state), kernel.row(other + earlier * inner, state),
                in: kernel)
            }
          }
          return Int32(same ?? action)
        }
      }
    }
    isEmpty = zip(first, actionCounts).allSatisfy { first, count in
      first.enumerated().allSatisfy { Int($1) == $0 % count }
    }
  }

  private static func areSame(_ one: Int, _ other: Int, in kernel: JointKernel) -> Bool {
    kernel.rewards[one] == kernel.rewards[other]
      && kernel.outcomes[kernel[one]].elementsEqual(kernel.outcomes[kernel[other]]) {
        ($0.observation, $0.state, $0.probability) == ($1.observation, $1.state, $1.probability)
      }
  }

  /// For each agent, at cluster · number of its actions + action: the first action that comes to the same in every state
  /// that is possible in the cluster; empty if there are none but itself.
  func firstActions(in occupancy: Occupancy) -> [[Int32]] {
    if isEmpty { return [] }
    var isAny = false
    let found = actionCounts.indices.map { agent in
      let count = actionCounts[agent]
      // Actions are the same if they are in each state: 0 before the first one.
      var twins = [Int32](repeating: 0, count: occupancy.clusterCounts[agent] * count)
      for (place, joint) in occupancy.jointClusters.enumerated() {
        let start = occupancy.clusters(of: joint)[agent] * count
        for state in occupancy.states[occupancy.offsets[place]..<occupancy.offsets[place + 1]] {
          guard (start..<(start + count)).contains(where: { Int(twins[$0]) != $0 - start }) else { break }
          let own = first[agent][(Int(state) * count)..<((Int(state) + 1) * count)]
          let known = Array(twins[start..<(start + count)])
          for action in 0..<count {
            twins[start + action] = Int32(
              (0..<action).first {
                known[$0] == known[action] && own[own.startIndex + $0] == own[own.startIndex + action]
              } ?? action)
          }
        }
      }
      isAny = isAny || twins.indices.contains { Int(twins[$0]) != $0 % count }
      return twins
    }
    return isAny ? found : []
  }
}
