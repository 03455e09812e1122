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
  init(startOf model: DecPOMDPModel) {
    stage = 0
    past = 0
    clusterCounts = model.agents.map { _ in 1 }
    jointClusters = [0]
    let possible = model.start.indices.filter { model.start[$0] > 0 }
    offsets = [0, possible.count]
    states = possible.map { Int32($0) }
    masses = possible.map { model.start[$0] }
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
}

extension Occupancy {
  /// Expected reward of a turn's decisions.
  func reward(of decisions: [[Int32]], in model: DecPOMDPModel) -> Double {
    var reward = 0.0
    for (place, joint) in jointClusters.enumerated() {
      let action = jointAction(of: clusters(of: joint), decisions, in: model)
      for entry in offsets[place]..<offsets[place + 1] {
        reward += masses[entry] * model.expectedRewards[model.row(action, Int(states[entry]))]
      }
    }
    return reward
  }

  private func jointAction(of clusters: [Int], _ decisions: [[Int32]], in model: DecPOMDPModel) -> Int {
    clusters.indices.reduce(0) {
      $0 * model.actions[$1].count + Int(decisions[$1][clusters[$1]])
    }
  }

  /// The occupancy of the next stage.
  ///
  /// - Parameters:
  ///   - decisions: For each agent, the action of each cluster.
  ///   - scale: What a reward of this turn counts: the discount to the power of the stage.
  /// - Throws: ``SolverError/tooLarge(_:)`` where joint clusters can no longer be numbered.
  func following(
    _ decisions: [[Int32]], scale: Double, in model: DecPOMDPModel
  ) throws(SolverError) -> Occupancy {
    var sizes = zip(clusterCounts, model.observations).map { $0 * $1.count }
    var product = model.stateCount
    for size in sizes {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard !overflow else { throw .tooLarge("the clusters of histories of turn \(stage + 1)") }
      product = next
    }
    var entries = successors(decisions, sizes: sizes, in: model)
    var next: [[Int32]] = []
    for agent in sizes.indices {
      next.append(
        Clustering(agent: agent, sizes: sizes, stateCount: model.stateCount).merge(&entries, &sizes))
    }
    return Occupancy(
      stage: stage + 1, past: past + scale * reward(of: decisions, in: model), clusterCounts: sizes,
      sorted: entries, step: PlanStep(parent: step, decisions: decisions, next: next))
  }

  /// Joint pairs of cluster and observation, with the states that follow.
  private func successors(_ decisions: [[Int32]], sizes: [Int], in model: DecPOMDPModel) -> [ClusterEntry] {
    var entries: [ClusterEntry] = []
    var following = [Double](repeating: 0, count: model.stateCount)
    let seen = (0..<model.jointObservationCount).map { model.ownObservations(of: $0) }
    for (place, joint) in jointClusters.enumerated() {
      let clusters = clusters(of: joint)
      let action = jointAction(of: clusters, decisions, in: model)
      for entry in offsets[place]..<offsets[place + 1] {
        for transition in model.transitions[model.row(action, Int(states[entry]))] {
          following[Int(model.transitions.columns[transition])] +=
            masses[entry] * model.transitions.values[transition]
        }
      }
      for state in following.indices where following[state] > 0 {
        for entry in model.observationRows[model.row(action, state)] {
          let mass = following[state] * model.observationRows.values[entry]
          guard mass > 0 else { continue }
          let observations = seen[Int(model.observationRows.columns[entry])]
          let pair = clusters.indices.reduce(0) {
            $0 * sizes[$1] + clusters[$1] * model.observations[$1].count + observations[$1]
          }
          entries.append(ClusterEntry(joint: pair, state: state, mass: mass))
        }
        following[state] = 0
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
    let own = { (joint: Int) in joint / inner % self.sizes[agent] }
    // What the others know, and the state: the joint number with the agent's own part taken out.
    let rest = { (entry: ClusterEntry) in
      (entry.joint - own(entry.joint) * inner) * stateCount + entry.state
    }
    entries.sort { (own($0.joint), rest($0)) < (own($1.joint), rest($1)) }
    var cluster = [Int32](repeating: -1, count: sizes[agent])
    var representatives: [History] = []
    var start = 0
    while start < entries.count {
      let number = own(entries[start].joint)
      var end = start
      var mass = 0.0
      while end < entries.count, own(entries[end].joint) == number {
        mass += entries[end].mass
        end += 1
      }
      let history = History(number: number, entries: start..<end, mass: mass)
      let known = representatives.firstIndex { other in
        other.entries.count == history.entries.count
          && zip(other.entries, history.entries).allSatisfy { left, right in
            rest(entries[left]) == rest(entries[right])
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
