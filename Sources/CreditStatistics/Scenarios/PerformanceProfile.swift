public import Ground

/// The share of runs that score above each of several thresholds, over all tasks.
public struct PerformanceProfile: Sendable, Hashable {
  /// The thresholds, as given.
  public let thresholds: [Double]
  /// For each threshold the share of runs above it, strictly, with its percentile interval. The band holds at each
  /// threshold by itself.
  public let shares: [ConfidenceInterval]

  /// The profile of a matrix with a bootstrap that draws the runs of every task anew.
  ///
  /// Undefined for fewer than 2 runs, and for a NaN or an infinity among the thresholds.
  ///
  /// - Complexity: O((runs · tasks + thresholds) · resamples), and as much memory as thresholds · resamples numbers.
  ///
  /// Source: Agarwal et al., NeurIPS 2021, section 4.2 (score distributions).
  public static func measured(
    _ matrix: ScoreMatrix, thresholds: [Double], confidence: Double, bootstrap: Bootstrap
  ) -> Measured<PerformanceProfile> {
    guard let tail = ConfidenceInterval.tail(of: confidence) else {
      return .unaccepted(confidence: confidence)
    }
    guard bootstrap.resamples >= 1 else { return .unaccepted(resamples: bootstrap.resamples) }
    guard thresholds.allSatisfy(\.isFinite) else { return .undefined(.notFinite) }
    guard matrix.runs >= 2 else { return .undefined(.tooFew(found: matrix.runs, needed: 2)) }
    let order = thresholds.indices.sorted { (thresholds[$0], $0) < (thresholds[$1], $1) }
    let ascending = order.map { thresholds[$0] }
    // How many thresholds lie below each score.
    let bins = matrix.scores.map { score in ascending.partitioningIndex { $0 >= score } }
    let size = Double(matrix.scores.count)
    func shares(_ counts: [Int]) -> [Double] {
      var above = 0
      var shares = [Double](repeating: 0, count: ascending.count)
      for bin in ascending.indices.reversed() {
        above += counts[bin + 1]
        shares[bin] = Double(above) / size
      }
      return shares
    }
    var counts = [Int](repeating: 0, count: ascending.count + 1)
    for bin in bins { counts[bin] += 1 }
    let estimates = shares(counts)
    let draws = StratifiedResample(matrix, seed: bootstrap.seed)
    var replicates = [[Double]](
      repeating: [Double](repeating: 0, count: bootstrap.resamples), count: ascending.count)
    for resample in 0..<bootstrap.resamples {
      for bin in counts.indices { counts[bin] = 0 }
      draws.draw(resample) { _, place in counts[bins[place]] += 1 }
      for (threshold, share) in shares(counts).enumerated() { replicates[threshold][resample] = share }
    }
    let resampling = ConfidenceInterval.Resampling(
      resamples: bootstrap.resamples, defined: bootstrap.resamples, seed: bootstrap.seed)
    var result: [ConfidenceInterval?] = thresholds.map { _ in nil }
    for (rank, threshold) in order.enumerated() {
      result[threshold] = BootstrapDistribution(
        estimate: estimates[rank], sorted: RadixOrder.sorted(replicates[rank]), acceleration: 0,
        units: matrix.scores.count, resampling: resampling
      ).percentile(confidence: confidence, tail: tail)
    }
    return .value(PerformanceProfile(thresholds: thresholds, shares: result.compactMap { $0 }))
  }
}
