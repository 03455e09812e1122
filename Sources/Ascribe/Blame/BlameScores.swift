public import Ground
public import CreditStatistics

/// A score of blame: its mean over the episodes on which it is defined.
public struct BlameEstimate: Sendable, Hashable, Codable {
  /// The mean.
  public let mean: Measured<Double>
  /// Its interval: Wilson's with the clusters' design effect for a share of episodes, and expanded percentiles of resampled
  /// clusters for what is no share because blame was divided; Wilson's with clusters for episodes where nearly all are alike.
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
  /// Clusters unlike the others below which nothing is known of how clusters differ: an error may come in all episodes of a rare
  /// cluster, as abstentions do, so that many episodes without one say no more than that many clusters do.
  static let fewestUnlike = 5

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
  /// formed, which is where it may lie elsewhere. Clusters in which the numerator is 0 say nothing of how others differ, nor do
  /// those that have one and the same ratio where most have it, so that ten others must be left.
  func interval(ofRatio numerators: [Double], over denominators: [Double]) -> Measured<ConfidenceInterval> {
    let telling = numerators.count { abs($0) > 1e-9 }
    guard telling >= Self.fewest else { return .undefined(.tooFew(found: telling, needed: Self.fewest)) }
    let own = rounded(zip(numerators, denominators).filter { abs($0.1) > 1e-9 }.map { $0.0 / $0.1 })
    if IntervalRule.areAlike(own, butFewerThan: Self.fewest) {
      return .undefined(.tooFew(found: IntervalRule.unlike(own), needed: Self.fewest))
    }
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
  ///
  /// - Parameter areIndependent: Whether episodes of a cluster have nothing in common that could make all of them err.
  package func estimate(
    _ quantity: BlameQuantity, _ tallies: [BlameTally], withInterval: Bool = true,
    areIndependent: Bool = false
  ) -> BlameEstimate {
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
    let interval = interval(
      ofMean: sums, counts, isShare: !tallies.contains { $0.isShared[place] }, areIndependent: areIndependent)
    return BlameEstimate(mean: mean, interval: interval, episodes: episodes)
  }

  /// The interval of a mean of scores between 0 and 1 over all episodes.
  private func interval(
    ofMean sums: [Double], _ counts: [Int], isShare: Bool, areIndependent: Bool
  ) -> Measured<ConfidenceInterval> {
    let found = zip(sums, counts).filter { $0.1 > 0 }
    if !(areIndependent && isShare), areAlike(found.map { $0.0 / Double($0.1) }) {
      let size = Double(counts.reduce(0, +)) / Double(found.count)
      return ConfidenceInterval.wilson(clusters: found.map { ($0.0 / size, 1) }, confidence: confidence)
    }
    guard isShare else { return ratio(sums, counts) }
    return ConfidenceInterval.wilson(clusters: found.map { ($0.0, $0.1) }, confidence: confidence)
  }

  /// Whether clusters hardly differ.
  private func areAlike(_ values: [Double]) -> Bool {
    IntervalRule.areAlike(rounded(values), butFewerThan: Self.fewestUnlike)
  }

  /// Values that are equal where they differ by rounding alone.
  private func rounded(_ values: [Double]) -> [Double] { values.map { ($0 * 1e9).rounded() } }

  /// All scores of tallies, one a cluster.
  package func scores(_ tallies: [BlameTally], areIndependent: Bool = false) -> BlameScores {
    let estimate = { self.estimate($0, tallies, areIndependent: areIndependent) }
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
    let own = rounded(zip(sums, counts).filter { $0.1 > 0 }.map { $0.0 / Double($0.1) })
    let unlike = IntervalRule.unlike(own)
    // Where all clusters are equal, that is the reason.
    let rests = unlike > 0 && IntervalRule.areAlike(own, butFewerThan: Self.fewestUnlike)
    return BlameEstimate(
      mean: .value(sums.reduce(0, +) / Double(episodes)),
      interval: rests
        ? .undefined(.tooFew(found: unlike, needed: Self.fewestUnlike)) : ratio(sums, counts),
      episodes: episodes)
  }
}
