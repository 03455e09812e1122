/// Puts those of one agent's histories together that tell it the same.
struct Clustering {
  let agent: Int
  let sizes: [Int]
  let stateCount: Int

  /// Conditional probabilities this near are the same number, reached by different sums.
  private static let tolerance = 1e-12

  /// A history of the agent: its entries, and its probability.
  private struct History {
    let number: Int
    let entries: Range<Int>
    let mass: Double
  }

  /// Renumbers the agent's histories by cluster, in the order of their first members.
  ///
  /// - Returns: The cluster of each history, -1 for one of no probability.
  func merge(_ entries: inout [ClusterEntry], _ sizes: inout [Int]) -> [Int32] {
    let inner = sizes[(agent + 1)...].reduce(1, *)
    for index in entries.indices {
      let joint = entries[index].joint
      let own = joint / inner % self.sizes[agent]
      entries[index].own = own
      // The joint number with the agent's own part taken out.
      entries[index].rest = (joint - own * inner) * stateCount + entries[index].state
    }
    entries.sort { ($0.own, $0.rest) < ($1.own, $1.rest) }
    var cluster = [Int32](repeating: -1, count: sizes[agent])
    var representatives: [History] = []
    var start = 0
    while start < entries.count {
      let number = entries[start].own
      var end = start
      var mass = 0.0
      while end < entries.count, entries[end].own == number {
        mass += entries[end].mass
        end += 1
      }
      let history = History(number: number, entries: start..<end, mass: mass)
      let known = representatives.firstIndex { other in
        other.entries.count == history.entries.count
          && zip(other.entries, history.entries).allSatisfy { left, right in
            entries[left].rest == entries[right].rest
              && abs(entries[left].mass / other.mass - entries[right].mass / mass) <= Self.tolerance
          }
      }
      cluster[number] = Int32(known ?? representatives.count)
      if known == nil { representatives.append(history) }
      start = end
    }
    renumber(&entries, by: cluster, count: representatives.count)
    sizes[agent] = representatives.count
    return cluster
  }

  /// Renumbers the agent's clusters by what they tell of the state, so that different pasts with the same meaning give
  /// the same occupancy (where clusters tell different things).
  ///
  /// - Returns: The clusters of the agent's histories in the new numbers.
  func order(_ entries: inout [ClusterEntry], _ cluster: [Int32]) -> [Int32] {
    let inner = sizes[(agent + 1)...].reduce(1, *)
    var masses = [Double](repeating: 0, count: sizes[agent] * stateCount)
    for entry in entries {
      masses[entry.joint / inner % sizes[agent] * stateCount + entry.state] += entry.mass
    }
    // Rounded, so that sums that differ in their last places do not decide the order.
    let rounded = masses.map(BeliefPool.rounded)
    let row = { (number: Int) in rounded[(number * stateCount)..<((number + 1) * stateCount)] }
    let order = (0..<sizes[agent]).sorted { left, right in
      guard row(left).elementsEqual(row(right)) else {
        return row(left).lexicographicallyPrecedes(row(right))
      }
      return left < right
    }
    var number = [Int32](repeating: 0, count: sizes[agent])
    for (place, old) in order.enumerated() { number[old] = Int32(place) }
    renumber(&entries, by: number, count: sizes[agent])
    return cluster.map { $0 < 0 ? $0 : number[Int($0)] }
  }

  private func renumber(_ entries: inout [ClusterEntry], by cluster: [Int32], count: Int) {
    let inner = sizes[(agent + 1)...].reduce(1, *)
    for index in entries.indices {
      let joint = entries[index].joint
      let outer = joint / (inner * sizes[agent])
      let own = joint / inner % sizes[agent]
      entries[index].joint = (outer * count + Int(cluster[own])) * inner + joint % inner
    }
    entries = ClusterEntry.merged(&entries)
  }
}

/// A joint cluster, or a joint pair of cluster and observation, with a state.
struct ClusterEntry {
  var joint: Int
  var state: Int
  var mass: Double
  /// Sort keys while one agent's histories are compared: its own history, and what the others know with the state.
  var own = 0
  var rest = 0

  /// Entries by joint cluster and state, those of the same pair as one.
  static func merged(_ entries: inout [ClusterEntry]) -> [ClusterEntry] {
    entries.sort { ($0.joint, $0.state) < ($1.joint, $1.state) }
    var merged: [ClusterEntry] = []
    for entry in entries {
      if let last = merged.last, last.joint == entry.joint, last.state == entry.state {
        merged[merged.count - 1].mass += entry.mass
      } else {
        merged.append(entry)
      }
    }
    return merged
  }

  init(joint: Int, state: Int, mass: Double) {
    self.joint = joint
    self.state = state
    self.mass = mass
  }
}
