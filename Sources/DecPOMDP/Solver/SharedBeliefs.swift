/// Bounds on the values of beliefs that all agents hold, between those of beliefs that were looked at.
///
/// The value of such a belief is the largest of what joint policies pay, each of which is linear in the belief, so that it
/// is convex: known bounds bound what lies between them. Trials follow the largest bounds from the start to the last turn
/// and improve them on the way back. That takes little where agents share all that matters, as in a broadcast channel;
/// where they do not, they are assumed to be told each other's clusters, and other bounds are better.
///
/// Source: trials and interpolation as in Smith and Simmons, Heuristic search value iteration for POMDPs, UAI 2004; that
/// values are convex in a shared belief is also used in Dibangoye, Amato, Buffet and Charpillet, Optimally solving
/// Dec-POMDPs as continuous-state MDPs, JAIR 55 (2016).
struct SharedBeliefs {
  private let kernel: JointKernel
  /// A bound for each state, by turns that are left.
  private let corners: [[Double]]
  private var pool = BeliefPool()
  private var beliefs: [Belief] = []
  /// For each belief and joint action, the reward and the beliefs that follow; empty if it was not asked for.
  private var steps: [[Step]] = []
  /// For each number of turns that are left, beliefs with their bounds.
  private var points: [[Point]]

  private struct Step {
    let reward: Double
    let next: [(weight: Double, belief: Int)]
  }

  private struct Point {
    let belief: Int
    var value: Double
    /// What the bounds of states make of the belief.
    let linear: Double
  }

  private(set) var byteCount = 0

  /// Most trials from the start with a number of turns.
  private static let trialLimit = 64

  /// - Parameter corners: A bound for each state, by turns that are left.
  init(_ kernel: JointKernel, corners: [[Double]]) {
    self.kernel = kernel
    self.corners = corners
    points = Array(repeating: [], count: corners.count)
  }

  /// Improves bounds by trials, first with few turns, on which those with more turns build.
  ///
  /// - Parameters:
  ///   - precision: Trials go on while they lower the bound of the start by more.
  ///   - shouldStop: Whether to leave it at that.
  /// - Returns: Whether the agents share what they know after the best joint actions; otherwise trials end early.
  mutating func improve(from start: Belief, turns: Int, precision: Double, shouldStop: () -> Bool) -> Bool {
    guard turns > 1 else { return false }
    for left in 2...turns {
      var before = Double.infinity
      for _ in 0..<Self.trialLimit {
        if shouldStop() { return true }
        guard let bound = trial(from: start, turns: left) else { return false }
        if bound >= before - precision { break }
        before = bound
      }
    }
    return true
  }

  /// Bounds on a belief's joint actions.
  mutating func bounds(of belief: Belief, turns: Int) -> [Double] {
    actionBounds(of: number(of: belief), turns: turns)
  }

  /// Improves the bounds of what the best joint actions lead to.
  ///
  /// - Returns: A bound on the start; `nil` where agents do not share what they know.
  private mutating func trial(from start: Belief, turns: Int) -> Double? {
    var path: [Int] = []
    var belief = number(of: start)
    for left in stride(from: turns, to: 1, by: -1) {
      path.append(belief)
      let bounds = actionBounds(of: belief, turns: left)
      let action = bounds.indices.reduce(0) { bounds[$1] > bounds[$0] ? $1 : $0 }
      guard let next = steps[belief][action].next.first, steps[belief][action].next.count == 1 else {
        return nil
      }
      belief = next.belief
    }
    var bound = Double.infinity
    for (place, belief) in path.enumerated().reversed() {
      bound = actionBounds(of: belief, turns: turns - place).reduce(-.infinity, max)
      if turns - place < points.count { lower(belief, turns: turns - place, to: bound) }
    }
    return bound
  }

  private mutating func number(of belief: Belief) -> Int {
    if let known = pool.index(of: belief) { return known }
    byteCount -= pool.byteCount
    pool.append(belief)
    byteCount += pool.byteCount + belief.states.count * 12 + 48
    beliefs.append(belief)
    steps.append([])
    return beliefs.count - 1
  }

  private mutating func actionBounds(of belief: Int, turns: Int) -> [Double] {
    if steps[belief].isEmpty { step(from: belief) }
    return steps[belief].map { step in
      step.next.reduce(step.reward) {
        $0 + kernel.discount * $1.weight * bound(of: $1.belief, turns: turns - 1)
      }
    }
  }

  private mutating func step(from belief: Int) {
    let start = Occupancy(of: beliefs[belief], in: kernel)
    for action in 0..<kernel.jointActionCount {
      var rest = action
      var decisions: [[Int32]] = []
      for count in kernel.actionCounts.reversed() {
        decisions.append([Int32(rest % count)])
        rest /= count
      }
      guard let occupancy = try? start.following(decisions.reversed(), scale: 1, in: kernel) else {
        steps[belief].append(Step(reward: .infinity, next: []))
        continue
      }
      var next: [(weight: Double, belief: Int)] = []
      for place in occupancy.jointClusters.indices {
        var belief = occupancy.belief(at: place)
        let weight = belief.normalise()
        next.append((weight, number(of: belief)))
      }
      steps[belief].append(Step(reward: occupancy.past, next: next))
      byteCount += 16 * (next.count + 2)
    }
  }

  /// The smallest bound between one that is known and those of the states.
  private func bound(of belief: Int, turns: Int) -> Double {
    let linear = self.linear(beliefs[belief], turns: turns)
    var best = linear
    for point in points[turns] {
      let gain = point.value - point.linear
      guard linear + gain < best else { continue }
      best = min(best, linear + gain * share(of: point.belief, in: belief))
    }
    return best
  }

  private func linear(_ belief: Belief, turns: Int) -> Double {
    zip(belief.states, belief.masses).reduce(0) { $0 + $1.1 * corners[turns][Int($1.0)] }
  }

  /// The largest share of a belief that another one can be.
  private func share(of part: Int, in whole: Int) -> Double {
    if part == whole { return 1 }
    var share = 1.0
    var place = 0
    for (state, mass) in zip(beliefs[part].states, beliefs[part].masses) {
      while place < beliefs[whole].states.count, beliefs[whole].states[place] < state { place += 1 }
      guard place < beliefs[whole].states.count, beliefs[whole].states[place] == state else { return 0 }
      share = min(share, beliefs[whole].masses[place] / mass)
    }
    return share
  }

  private mutating func lower(_ belief: Int, turns: Int, to value: Double) {
    if let known = points[turns].firstIndex(where: { $0.belief == belief }) {
      points[turns][known].value = min(points[turns][known].value, value)
    } else if value < bound(of: belief, turns: turns) {
      points[turns].append(Point(belief: belief, value: value, linear: linear(beliefs[belief], turns: turns)))
      byteCount += 24
    }
  }
}
