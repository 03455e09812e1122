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
  /// Where they were made, unless that was told to all agents.
  let parent: Occupancy?

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
    parent = nil
  }

  /// All agents know a belief, and nothing else.
  init(of belief: Belief, in kernel: JointKernel) {
    stage = 0
    past = 0
    clusterCounts = kernel.actionCounts.map { _ in 1 }
    jointClusters = [0]
    offsets = [0, belief.states.count]
    states = belief.states
    masses = belief.masses
    step = nil
    parent = nil
  }

  /// The same as the start of an episode.
  var asStart: Occupancy { Occupancy(restarting: self) }

  private init(restarting other: Occupancy) {
    stage = 0
    past = 0
    clusterCounts = other.clusterCounts
    jointClusters = other.jointClusters
    offsets = other.offsets
    states = other.states
    masses = other.masses
    step = nil
    parent = nil
  }

  /// The probability of a joint cluster.
  func mass(at place: Int) -> Double { masses[offsets[place]..<offsets[place + 1]].reduce(0, +) }

  /// What the agents would believe who knew a joint cluster, times its probability.
  func belief(at place: Int) -> Belief {
    let entries = offsets[place]..<offsets[place + 1]
    return Belief(states: Array(states[entries]), masses: Array(masses[entries]))
  }

  fileprivate init(
    stage: Int, past: Double, clusterCounts: [Int], sorted entries: [ClusterEntry], step: PlanStep?,
    parent: Occupancy?
  ) {
    self.stage = stage
    self.past = past
    self.clusterCounts = clusterCounts
    self.step = step
    self.parent = parent
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
    self.decisions = decisions
    self.next = next
    self.parent = parent
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
      sorted: entries, step: PlanStep(parent: step, decisions: decisions, next: next), parent: self)
  }

  /// The occupancy of the next stage if all agents were told one joint cluster of this one, as the start of an episode.
  ///
  /// - Parameters:
  ///   - step: The decisions of this stage, whose clusters are kept.
  ///   - place: The joint cluster.
  ///   - counts: Number of clusters of each agent at the next stage.
  /// - Returns: The occupancy, with the probability of the joint cluster.
  func following(
    _ step: PlanStep, from place: Int, counts: [Int], in kernel: JointKernel
  ) -> (weight: Double, occupancy: Occupancy) {
    var belief = belief(at: place)
    let weight = belief.normalise()
    let part = Occupancy(
      stage: 0, past: 0, clusterCounts: clusterCounts,
      sorted: zip(belief.states, belief.masses).map {
        ClusterEntry(joint: jointClusters[place], state: Int($0), mass: $1)
      }, step: nil, parent: nil)
    return (weight, part.following(step, counts: counts, in: kernel))
  }

  /// The occupancy of the next stage in the clusters of a step that another one took.
  private func following(_ step: PlanStep, counts: [Int], in kernel: JointKernel) -> Occupancy {
    let sizes = zip(clusterCounts, kernel.observationCounts).map { $0 * $1 }
    var entries = successors(step.decisions, sizes: sizes, in: kernel)
    for index in entries.indices {
      var rest = entries[index].joint
      var joint = 0
      var factor = 1
      for agent in sizes.indices.reversed() {
        joint += Int(step.next[agent][rest % sizes[agent]]) * factor
        factor *= counts[agent]
        rest /= sizes[agent]
      }
      entries[index].joint = joint
    }
    return Occupancy(
      stage: 0, past: 0, clusterCounts: counts, sorted: ClusterEntry.merged(&entries), step: nil, parent: nil)
  }

  /// The distribution over pairs of joint cluster and state, `nil` where they are too many for its numbers.
  func belief(stateCount: Int) -> Belief? {
    guard let last = jointClusters.last, last < Int(Int32.max) / stateCount else { return nil }
    var belief = Belief(
      states: clusterCounts.map { -Int32($0) }, masses: clusterCounts.map { _ in 0 } + masses)
    belief.states.reserveCapacity(clusterCounts.count + states.count)
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
    var reached: [Int] = []
    for (place, joint) in jointClusters.enumerated() {
      let clusters = clusters(of: joint)
      let action = jointAction(of: clusters, decisions, in: kernel)
      for entry in offsets[place]..<offsets[place + 1] {
        for outcome in kernel.outcomes[kernel[kernel.row(action, Int(self.states[entry]))]] {
          let index = Int(outcome.observation) * states + Int(outcome.state)
          if following[index] == 0 { reached.append(index) }
          following[index] += masses[entry] * outcome.probability
        }
      }
      reached.sort()
      for index in reached where following[index] > 0 {
        let seen = kernel.ownObservations[index / states]
        let pair = clusters.indices.reduce(0) {
          $0 * sizes[$1] + clusters[$1] * kernel.observationCounts[$1] + seen[$1]
        }
        entries.append(ClusterEntry(joint: pair, state: index % states, mass: following[index]))
        following[index] = 0
      }
      reached.removeAll(keepingCapacity: true)
    }
    return entries
  }
}
