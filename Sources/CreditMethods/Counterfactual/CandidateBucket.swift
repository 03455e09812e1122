/// Candidates of one bucket with their mean returns, and what each is compared with.
///
/// Source: arXiv 2603.06859 (2026) with the released code: leave-one-out baselines, weighted by numbers of returns.
struct CandidateBucket: Sendable {
  /// What is subtracted from a candidate's mean return.
  enum Baseline: String, CaseIterable {
    /// The weighted mean of the other candidates.
    case leaveOneOut
    /// The weighted mean of all candidates.
    case fullMean
    /// The exact value of the state, given the teammates' actions.
    case value
  }

  /// Mean return of each candidate, in reward units.
  private(set) var means: [Double] = []
  /// Number of returns that each mean is over.
  private(set) var weights: [Double] = []

  /// Adds a candidate.
  mutating func append(mean: Double, weight: Double) {
    means.append(mean)
    weights.append(weight)
  }

  /// The weighted mean of the other candidates; a candidate without others is its own baseline.
  func othersMean(of candidate: Int) -> Double {
    mean(over: means.indices.filter { $0 != candidate }) ?? means[candidate]
  }

  /// The weighted mean of all candidates; 0 without any.
  var mean: Double { mean(over: Array(means.indices)) ?? 0 }

  private func mean(over candidates: [Int]) -> Double? {
    let weight = candidates.reduce(0) { $0 + weights[$1] }
    guard weight > 0 else { return nil }
    return candidates.reduce(0) { $0 + weights[$1] * means[$1] } / weight
  }
}
