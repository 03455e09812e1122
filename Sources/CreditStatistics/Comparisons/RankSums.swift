import Ground

/// The ranks of pooled groups, for Kruskal and Wallis's test and what follows it.
struct GroupRanks {
  /// The mean rank of each group.
  let means: [Double]
  let counts: [Double]
  let total: Int
  /// The variance of all ranks, denominator *N* - 1: N (N + 1) / 12 without ties.
  let variance: Double
  /// H, corrected for ties.
  let statistic: Double
  /// Σ(t³ - t) over the runs of equal values.
  let tieSum: Double

  static func measured(_ groups: [[Double]]) -> Measured<GroupRanks> {
    guard groups.count >= 2 else { return .undefined(.tooFew(found: groups.count, needed: 2)) }
    guard groups.allSatisfy({ !$0.isEmpty }) else { return .undefined(.tooFew(found: 0, needed: 1)) }
    let pooled = groups.flatMap { $0 }
    let labels = groups.enumerated().flatMap { [Int](repeating: $0.offset, count: $0.element.count) }
    return pooled.measured(atLeast: 2) { sample in
      guard !sample.isConstant else { return .undefined(.noVariance) }
      let n = Double(sample.count)
      let middle = (n + 1) / 2
      var sums = [Double](repeating: 0, count: groups.count)
      var squares = 0.0
      var tieSum = 0.0
      for tie in sample.ties {
        let rank = Double(tie.doubledRank) / 2
        let size = Double(tie.positions.count)
        tieSum += size * size * size - size
        squares += size * (rank - middle) * (rank - middle)
        for position in tie.positions { sums[labels[position]] += rank }
      }
      let variance = squares / (n - 1)
      let counts = groups.map { Double($0.count) }
      let means = groups.indices.map { sums[$0] / counts[$0] }
      let between = groups.indices.reduce(0) {
        $0 + counts[$1] * (means[$1] - middle) * (means[$1] - middle)
      }
      return .value(
        GroupRanks(
          means: means, counts: counts, total: sample.count, variance: variance,
          statistic: between / variance, tieSum: tieSum))
    }
  }
}

/// The ranks of treatments within blocks, for Friedman's test and what follows it.
struct BlockRanks {
  /// The sum of the ranks of each treatment over the blocks.
  let sums: [Double]
  let blocks: Int
  /// The sum of the squares of all ranks.
  let sumOfSquares: Double

  var treatments: Int { sums.count }

  /// Friedman's chi-squared with Conover's correction for ties; `nil` when every block is constant.
  var chiSquared: Double? {
    let (n, k) = (Double(blocks), Double(treatments))
    let center = n * k * (k + 1) * (k + 1) / 4
    guard sumOfSquares > center else { return nil }
    let squares = sums.reduce(0) { $0 + $1 * $1 }
    return (k - 1) * max(0, squares - n * center) / (sumOfSquares - center)
  }

  static func measured(_ matrix: [Double], treatments: Int) -> Measured<BlockRanks> {
    guard treatments >= 1 else { return .notAccepted("treatments", treatments, accepted: "1 or more") }
    guard matrix.count % treatments == 0 else {
      return .notAccepted(
        "matrix", "\(matrix.count) numbers", accepted: "whole blocks of \(treatments) treatments")
    }
    let blocks = matrix.count / treatments
    guard treatments >= 2 else { return .undefined(.tooFew(found: treatments, needed: 2)) }
    guard blocks >= 2 else { return .undefined(.tooFew(found: blocks, needed: 2)) }
    var sums = [Double](repeating: 0, count: treatments)
    var squares = 0.0
    for block in 0..<blocks {
      switch Association.ranks(of: matrix[(block * treatments)..<((block + 1) * treatments)]) {
      case .undefined(let reason): return .undefined(reason)
      case .value(let ranks):
        for (treatment, rank) in ranks.enumerated() {
          sums[treatment] += rank
          squares += rank * rank
        }
      }
    }
    return .value(BlockRanks(sums: sums, blocks: blocks, sumOfSquares: squares))
  }
}
