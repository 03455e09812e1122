/// A stage in parts, one for each joint cluster of the stage before: what follows if the agents were told that.
///
/// What a part is worth depends on the few clusters that follow from its joint cluster. It is found out once for each of
/// their decisions, and from then on bounds every policy that decides the same there, whatever it decides elsewhere and
/// even before it has decided everything.
final class StageParts {
  private let kernel: JointKernel
  private let bounds: ActionBounds
  private let turns: Int
  private var parts: [Part] = []
  private var byteCount = 0 { didSet { bounds.partBytes += byteCount - oldValue } }

  private struct Part {
    /// Discounted probability.
    let weight: Double
    /// What the agents know after the told joint cluster, in the clusters of the stage.
    let occupancy: Occupancy
    /// For each agent, the clusters that are possible.
    let clusters: [[Int]]
    /// Joint clusters of the stage, with the share of each that belongs to the part.
    let shares: [(joint: Int, share: Double)]
    /// Bounds by decisions.
    var known: [UInt64: Double] = [:]
    /// The efforts of those bounds that are not exact.
    var efforts: [UInt64: UInt8] = [:]
  }

  /// The parts of a stage, `nil` at the start, which has none before it.
  ///
  /// - Parameters:
  ///   - turns: Number of turns that are left.
  ///   - scale: What a reward of this stage counts.
  init?(_ occupancy: Occupancy, turns: Int, scale: Double, _ bounds: ActionBounds) {
    guard let before = occupancy.parent, let step = occupancy.step else { return nil }
    kernel = bounds.kernel
    self.bounds = bounds
    self.turns = turns
    var masses = [Int: Double](minimumCapacity: occupancy.jointClusters.count)
    for (place, joint) in occupancy.jointClusters.enumerated() { masses[joint] = occupancy.mass(at: place) }
    for place in before.jointClusters.indices {
      let (weight, part) = before.following(step, from: place, counts: occupancy.clusterCounts, in: kernel)
      var clusters = occupancy.clusterCounts.map { _ in Set<Int>() }
      for joint in part.jointClusters {
        for (agent, cluster) in part.clusters(of: joint).enumerated() { clusters[agent].insert(cluster) }
      }
      let shares = part.jointClusters.enumerated().map { place, joint in
        (joint, weight * part.mass(at: place) / (masses[joint] ?? 1))
      }
      parts.append(
        Part(
          weight: weight * scale, occupancy: part, clusters: clusters.map { $0.sorted() }, shares: shares))
      byteCount += part.byteCount + shares.count * 16
    }
    bounds.partBytes += byteCount
  }

  deinit { bounds.partBytes -= byteCount }

  /// How far what is known of the parts lowers a bound that is the sum of a game's payoffs: 0 or less.
  ///
  /// - Parameter decisions: For each agent, the action of each cluster, or -1 if it is undecided.
  func correction(of decisions: [[Int32]], in game: BayesianGame) -> Double {
    var total = 0.0
    for part in parts where !part.known.isEmpty {
      guard let key = key(of: part, decisions), let value = part.known[key] else { continue }
      total += min(0, value - payoff(of: part, decisions, in: game))
    }
    return total
  }

  /// Finds out what the parts are worth, those of the largest weight first, and lowers a bound.
  ///
  /// - Parameters:
  ///   - decisions: For each agent, the action of each cluster.
  ///   - total: The bound that is the sum of the game's payoffs.
  ///   - needed: Nothing below this is of interest now.
  func refine(
    _ decisions: [[Int32]], in game: BayesianGame, from total: Double, needed: Double
  ) throws(SolverError) -> Double {
    var total = total + correction(of: decisions, in: game)
    for place in parts.indices.sorted(by: { (-parts[$0].weight, $0) < (-parts[$1].weight, $1) }) {
      if total < needed { break }
      let part = parts[place]
      let key = key(of: part, decisions)
      let known = key.flatMap { part.known[$0] }
      if let key, let known,
        bounds.isFinal(SearchBound(value: known, effort: part.efforts[key] ?? SearchBound.exact))
      {
        continue
      }
      let next = try part.occupancy.following(decisions, scale: 1, in: kernel)
      let start = try bounds.bound(of: next.asStart, turns: turns - 1)
      if bounds.isStopped { break }
      let value = part.weight * (next.past + kernel.discount * start.value)
      if let key {
        parts[place].known[key] = value
        parts[place].efforts[key] = start.effort == SearchBound.exact ? nil : start.effort
        if known == nil { byteCount += 32 }
      }
      let payoff = payoff(of: part, decisions, in: game)
      total += min(0, value - payoff) - min(0, (known ?? .infinity) - payoff)
    }
    return total
  }

  /// The decisions that matter to a part as one number; `nil` if they are not all made, or too many.
  private func key(of part: Part, _ decisions: [[Int32]]) -> UInt64? {
    var key: UInt64 = 0
    for (agent, clusters) in part.clusters.enumerated() {
      for cluster in clusters {
        let decision = decisions[agent][cluster]
        guard decision >= 0 else { return nil }
        let (product, overflow) = key.multipliedReportingOverflow(by: UInt64(kernel.actionCounts[agent]))
        guard !overflow, product <= UInt64.max - UInt64(decision) else { return nil }
        key = product + UInt64(decision)
      }
    }
    return key
  }

  private func payoff(of part: Part, _ decisions: [[Int32]], in game: BayesianGame) -> Double {
    var sum = 0.0
    for (joint, share) in part.shares {
      var action = 0
      var rest = joint
      var factor = 1
      for agent in decisions.indices.reversed() {
        action += Int(decisions[agent][rest % game.typeCounts[agent]]) * factor
        factor *= kernel.actionCounts[agent]
        rest /= game.typeCounts[agent]
      }
      sum += share * game.payoffs[joint * kernel.jointActionCount + action]
    }
    return sum
  }
}
