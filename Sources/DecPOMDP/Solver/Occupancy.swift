/// What earlier decisions leave for the later ones: the joint distribution of the state and of what each agent knows.
///
/// Histories of an agent are in one **cluster** if they tell it the same of the state and of the other agents' clusters:
/// some optimal policy then decides the same on them, so that clustering loses nothing. Clusters take the place of
/// histories from stage to stage.
///
/// Source: Oliehoek, Spaan, Dibangoye and Amato, Incremental clustering and expansion for faster optimal planning in
/// Dec-POMDPs, JAIR 46 (2013), section 4; the distribution is the occupancy state of Dibangoye, Amato, Buffet and
/// Charpillet, Optimally solving Dec-POMDPs as continuous-state MDPs, JAIR 55 (2016).
final class Occupancy {
  /// Turns that are decided.
  let stage: Int
  /// Expected discounted reward of those turns.
  let past: Double
  /// Number of clusters of each agent.
  let clusterCounts: [Int]
  /// Joint clusters of positive probability, ascending, the last agent's fastest.
  let jointClusters: [Int]
  /// First entry of each joint cluster, and the number of entries.
  let offsets: [Int]
  /// State and probability of each entry.
  let states: [Int32]
  let masses: [Double]
  /// The decisions that led here.
  let step: PlanStep?

  var byteCount: Int { states.count * 12 + jointClusters.count * 16 }

  /// The start of an episode: every agent knows nothing.
  init(startOf kernel: JointKernel) {
    stage = 0
    past = 0
    clusterCounts = kernel.actionCounts.map { _ in 1 }
    jointClusters = [0]
    let possible = kernel.start.indices.filter { kernel.start[$0] > 0 }
    offsets = [0, possible.count]
    states = possible.map { Int32($0) }
    masses = possible.map { kernel.start[$0] }
    step = nil
  }

  fileprivate init(
    stage: Int, past: Double, clusterCounts: [Int], sorted entries: [ClusterEntry], step: PlanStep
  ) {
    self.stage = stage
    self.past = past
    self.clusterCounts = clusterCounts
    self.step = step
    var jointClusters: [Int] = []
    var offsets: [Int] = []
    for (index, entry) in entries.enumerated() where entry.joint != jointClusters.last {
      jointClusters.append(entry.joint)
      offsets.append(index)
    }
    offsets.append(entries.count)
    self.jointClusters = jointClusters
    self.offsets = offsets
    states = entries.map { Int32($0.state) }
    masses = entries.map(\.mass)
  }

  /// Each agent's cluster in a joint cluster.
  func clusters(of joint: Int) -> [Int] {
    var rest = joint
    var clusters = clusterCounts
    for agent in clusterCounts.indices.reversed() {
      clusters[agent] = rest % clusterCounts[agent]
      rest /= clusterCounts[agent]
    }
    return clusters
  }
}

/// The decisions of one turn, with the clusters that each agent's observations lead to.
final class PlanStep {
  let parent: PlanStep?
  /// For each agent, the action of each cluster.
  let decisions: [[Int32]]
  /// For each agent, at cluster · number of observations + observation, the next cluster or -1.
  let next: [[Int32]]

  init(parent: PlanStep?, decisions: [[Int32]], next: [[Int32]]) {
    self.parent = parent
    self.decisions = decisions
    self.next = next
  }

  /// The plan of all turns up to this one.
  var plan: JointPlan {
    var turns: [JointPlan.Turn] = []
    var step: PlanStep? = self
    while let current = step {
      turns.append(
        JointPlan.Turn(
          actions: current.decisions.map { $0.map(Int.init) }, next: current.next.map { $0.map(Int.init) }))
      step = current.parent
    }
    return JointPlan(turns: turns.reversed())
  }
}

/// A joint cluster, or a joint pair of cluster and observation, with a state.
private struct ClusterEntry {
  var joint: Int
  var state: Int
  var mass: Double
  /// Sort keys while one agent's histories are compared: its own history, and what the others know with the state.
  var own = 0
  var rest = 0

  init(joint: Int, state: Int, mass: Double) {
    self.joint = joint
    self.state = state
    self.mass = mass
  }
}

extension Occupancy {
  /// Expected reward of a turn's decisions.
  func reward(of decisions: [[Int32]], in kernel: JointKernel) -> Double {
    var reward = 0.0
    for (place, joint) in jointClusters.enumerated() {
      let action = jointAction(of: clusters(of: joint), decisions, in: kernel)
      for entry in offsets[place]..<offsets[place + 1] {
        reward += masses[entry] * kernel.rewards[kernel.row(action, Int(states[entry]))]
      }
    }
    return reward
  }

  private func jointAction(of clusters: [Int], _ decisions: [[Int32]], in kernel: JointKernel) -> Int {
    clusters.indices.reduce(0) {
      $0 * kernel.actionCounts[$1] + Int(decisions[$1][clusters[$1]])
    }
  }

  /// The occupancy of the next stage.
  ///
  /// - Parameters:
  ///   - decisions: For each agent, the action of each cluster.
  ///   - scale: What a reward of this turn counts: the discount to the power of the stage.
  /// - Throws: ``SolverError/tooLarge(_:)`` where joint clusters can no longer be numbered.
  func following(
    _ decisions: [[Int32]], scale: Double, in kernel: JointKernel
  ) throws(SolverError) -> Occupancy {
    var sizes = zip(clusterCounts, kernel.observationCounts).map { $0 * $1 }
    var product = kernel.stateCount
    for size in sizes {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard !overflow else { throw .tooLarge("the clusters of histories of turn \(stage + 1)") }
      product = next
    }
    var entries = successors(decisions, sizes: sizes, in: kernel)
    var next: [[Int32]] = []
    for agent in sizes.indices {
      next.append(
        Clustering(agent: agent, sizes: sizes, stateCount: kernel.stateCount).merge(&entries, &sizes))
    }
    for agent in sizes.indices {
      next[agent] = Clustering(agent: agent, sizes: sizes, stateCount: kernel.stateCount).order(
        &entries, next[agent])
    }
    return Occupancy(
      stage: stage + 1, past: past + scale * reward(of: decisions, in: kernel), clusterCounts: sizes,
      sorted: entries, step: PlanStep(parent: step, decisions: decisions, next: next))
  }

  /// The distribution over pairs of joint cluster and state, `nil` where they are too many for its numbers.
  func belief(stateCount: Int) -> Belief? {
    guard let last = jointClusters.last, last < Int(Int32.max) / stateCount else { return nil }
    var belief = Belief(states: [], masses: masses)
    belief.states.reserveCapacity(states.count)
    for (place, joint) in jointClusters.enumerated() {
      for entry in offsets[place]..<offsets[place + 1] {
        belief.states.append(Int32(joint * stateCount) + states[entry])
      }
    }
    return belief
  }

  /// Joint pairs of cluster and observation, with the states that follow.
  private func successors(_ decisions: [[Int32]], sizes: [Int], in kernel: JointKernel) -> [ClusterEntry] {
    var entries: [ClusterEntry] = []
    let states = kernel.stateCount
    var following = [Double](repeating: 0, count: kernel.jointObservationCount * states)
    for (place, joint) in jointClusters.enumerated() {
      let clusters = clusters(of: joint)
      let action = jointAction(of: clusters, decisions, in: kernel)
      for entry in offsets[place]..<offsets[place + 1] {
        for outcome in kernel.outcomes[kernel[kernel.row(action, Int(self.states[entry]))]] {
          following[Int(outcome.observation) * states + Int(outcome.state)] +=
            masses[entry] * outcome.probability
        }
      }
      for (observation, seen) in kernel.ownObservations.enumerated() {
        let pair = clusters.indices.reduce(0) {
          $0 * sizes[$1] + clusters[$1] * kernel.observationCounts[$1] + seen[$1]
        }
        for state in 0..<states where following[observation * states + state] > 0 {
          entries.append(
            ClusterEntry(joint: pair, state: state, mass: following[observation * states + state]))
          following[observation * states + state] = 0
        }
      }
    }
    return entries
  }
}

/// Puts those of one agent's histories together that tell it the same.
private struct Clustering {
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
    let rounded = masses.map { ($0 * 0x1p40).rounded() }
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
    entries.sort { ($0.joint, $0.state) < ($1.joint, $1.state) }
    var merged: [ClusterEntry] = []
    for entry in entries {
      if let last = merged.last, last.joint == entry.joint, last.state == entry.state {
        merged[merged.count - 1].mass += entry.mass
      } else {
        merged.append(entry)
      }
    }
    entries = merged
  }
}
