public import Ground
public import CreditStatistics

/// A score of blame: its mean over the episodes on which it is defined.
public struct BlameEstimate: Sendable, Hashable, Codable {
  /// The mean.
  public let mean: Measured<Double>
  /// Its interval: Wilson's with the clusters' design effect for a share of episodes, and expanded percentiles of resampled
  /// clusters for what is no share because blame was divided; none of abstentions in few clusters.
  public let interval: Measured<ConfidenceInterval>
  /// Episodes.
  public let episodes: Int
}

/// How one way to blame was scored.
public struct BlameScores: Sendable, Hashable, Codable {
  /// Share of blame on an agent that made a decisive decision.
  public let agent: BlameEstimate
  /// Share of blame on a decisive decision.
  public let step: BlameEstimate
  /// Share of blame at most so many turns from a decisive decision.
  public let near: BlameEstimate
  /// Whether a decisive decision is among the most blamed.
  public let hit: BlameEstimate
  /// 1 over the rank of the first decisive decision.
  public let reciprocalRank: BlameEstimate
  /// Regret of the blamed decision as a share of the episode's largest.
  public let gradedRegret: BlameEstimate
  /// How often nobody is blamed although a decision was decisive.
  public let abstention: BlameEstimate
  /// How often nobody is blamed where no decision was decisive.
  public let abstentionInLuck: BlameEstimate

  /// A score by its quantity.
  public subscript(quantity: BlameQuantity) -> BlameEstimate {
    switch quantity {
    case .agent: agent
    case .step: step
    case .near: near
    case .hit: hit
    case .reciprocalRank: reciprocalRank
    case .gradedRegret: gradedRegret
    case .abstention: abstention
    case .abstentionInLuck: abstentionInLuck
    }
  }
}

/// Resamples of clusters, drawn once for all that is estimated on them, so that differences are paired.
package struct ClusterResamples: Sendable {
  /// Clusters below which percentiles of resamples cover far less often than they say.
  static let fewest = 10
  /// Clusters with abstentions, and with episodes without one, below which their interval is not shown: whether a method
  /// abstains is decided for a whole cluster, and what few clusters do says nothing of how clusters differ.
  static let fewestOfAKind = 5

  let clusters: Int
  private let bootstrap: Bootstrap
  private let confidence: Double
  /// How often each cluster is drawn, resample by resample.
  private let draws: [Int32]

  /// - Parameters:
  ///   - clusters: How many there are.
  ///   - resamples: How many are drawn.
  package init(clusters: Int, resamples: Int, confidence: Double, seed: UInt64) {
    self.clusters = clusters
    self.confidence = confidence
    bootstrap = Bootstrap(resamples: resamples, seed: seed)
    var draws: [Int32] = []
    draws.reserveCapacity(clusters * resamples)
    if clusters > 0 {
      _ = bootstrap.replicates(0..<resamples, of: .independent(clusters)) { units in
        var times = [Int32](repeating: 0, count: clusters)
        for unit in units { times[unit] += 1 }
        draws += times
        return 0
      }
    }
    self.draws = draws
  }

  /// Fieller's interval of the ratio of two sums over the clusters, a share: resamples would leave out where the ratio cannot be
  /// formed, which is where it may lie elsewhere. Clusters in which the numerator is 0 say nothing of how others differ, so that ten must be left.
  func interval(ofRatio numerators: [Double], over denominators: [Double]) -> Measured<ConfidenceInterval> {
    let telling = numerators.count { abs($0) > 1e-9 }
    guard telling >= Self.fewest else { return .undefined(.tooFew(found: telling, needed: Self.fewest)) }
    return FiellerRatio(ofMeans: numerators, over: denominators)
      .interval(confidence: confidence, within: 0...1).withWidth()
  }

  /// The expanded percentile interval of a statistic of weighted clusters; undefined for few clusters and where nothing varies.
  func interval(
    of estimate: Double?, _ statistic: (_ weight: (Int) -> Double) -> Double?
  ) -> Measured<ConfidenceInterval> {
    guard clusters >= Self.fewest else { return .undefined(.tooFew(found: clusters, needed: Self.fewest)) }
    guard let estimate else { return .undefined(.undefinedOnSample) }
    let replicates = (0..<bootstrap.resamples).map { resample in
      statistic { Double(draws[resample * clusters + $0]) }
    }
    return BootstrapDistribution.measured(
      estimate: estimate, replicates: replicates, units: clusters, seed: bootstrap.seed
    ).flatMap { $0.expandedPercentile(confidence: confidence) }.withWidth()
  }

  /// The mean of scores over all clusters.
  func ratio(_ sums: [Double], _ counts: [Int]) -> Measured<ConfidenceInterval> {
    let total = counts.reduce(0, +)
    return interval(of: total > 0 ? sums.reduce(0, +) / Double(total) : nil) { weight in
      var (sum, count) = (0.0, 0.0)
      for cluster in sums.indices {
        sum += weight(cluster) * sums[cluster]
        count += weight(cluster) * Double(counts[cluster])
      }
      return count > 0 ? sum / count : nil
    }
  }

  /// The estimate of one quantity of tallies, one a cluster.
  package func estimate(_ quantity: BlameQuantity, _ tallies: [BlameTally], withInterval: Bool = true)
    -> BlameEstimate
  {
    let place = quantity.rawValue
    let (sums, counts) = (tallies.map { $0.sums[place] }, tallies.map { $0.counts[place] })
    let episodes = counts.reduce(0, +)
    guard episodes > 0 else {
      return BlameEstimate(mean: .undefined(.noUnits), interval: .undefined(.noUnits), episodes: 0)
    }
    let mean = Measured.value(sums.reduce(0, +) / Double(episodes))
    guard withInterval else {
      return BlameEstimate(mean: mean, interval: .undefined(.noUnits), episodes: episodes)
    }
    if quantity == .abstention || quantity == .abstentionInLuck {
      let kinds = zip(sums, counts).filter { $0.1 > 0 }
      let found = min(kinds.count { $0.0 > 0 }, kinds.count { $0.0 < Double($0.1) })
      guard found >= Self.fewestOfAKind else {
        let few = Measured<ConfidenceInterval>.undefined(.tooFew(found: found, needed: Self.fewestOfAKind))
        return BlameEstimate(mean: mean, interval: few, episodes: episodes)
      }
    }
    let isShare = !tallies.contains { $0.isShared[place] }
    let interval =
      isShare
      ? ConfidenceInterval.wilson(clusters: zip(sums, counts).map { ($0, $1) }, confidence: confidence)
      : ratio(sums, counts)
    return BlameEstimate(mean: mean, interval: interval, episodes: episodes)
  }

  /// All scores of tallies, one a cluster.
  package func scores(_ tallies: [BlameTally], withIntervals: Bool = true) -> BlameScores {
    let estimate = { self.estimate($0, tallies, withInterval: withIntervals) }
    return BlameScores(
      agent: estimate(.agent), step: estimate(.step), near: estimate(.near), hit: estimate(.hit),
      reciprocalRank: estimate(.reciprocalRank), gradedRegret: estimate(.gradedRegret),
      abstention: estimate(.abstention), abstentionInLuck: estimate(.abstentionInLuck))
  }

  /// The difference of the step accuracies of two, on the same episodes.
  package func difference(_ first: [BlameTally], _ second: [BlameTally]) -> BlameEstimate {
    let place = BlameQuantity.step.rawValue
    let sums = zip(first, second).map { $0.sums[place] - $1.sums[place] }
    let counts = first.map { $0.counts[place] }
    let episodes = counts.reduce(0, +)
    guard episodes > 0 else {
      return BlameEstimate(mean: .undefined(.noUnits), interval: .undefined(.noUnits), episodes: 0)
    }
    return BlameEstimate(
      mean: .value(sums.reduce(0, +) / Double(episodes)), interval: ratio(sums, counts), episodes: episodes)
  }
}
