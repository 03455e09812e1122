public import Ground

extension Bootstrap {
  /// The distribution of Spearman's correlation over resamples of the pairs.
  ///
  /// Ranks are taken anew in every resample, with ties among the copies; resamples in which a sample is constant have no
  /// value. Undefined as ``Association/spearman(_:_:)``, and when more than 5% of the resamples have no value.
  ///
  /// - Complexity: O(*n* · resamples): the samples are sorted once, and a resample's ranks follow from how often each
  ///   value was drawn.
  public func distribution(
    ofSpearman first: some Numbers, _ second: some Numbers
  ) -> Measured<BootstrapDistribution> {
    Association.spearman(first, second).flatMap { estimate in
      first.measured(with: second, atLeast: 2) { first, second in
        let count = first.count
        var ranks = CountedRanks(first, second)
        let bound = UInt32(count)
        let replicates = (0..<resamples).map { resample in
          var stream = ResampleStream(seed: seed, purpose: .bootstrap, resample: resample)
          for place in 0..<count { ranks.drawn[place] = stream.index(below: bound) }
          return ranks.correlation()
        }
        let jackknife = (0..<count).map { leftOut -> JackknifeValue in
          ranks.drawn = (0..<count).filter { $0 != leftOut }
          return JackknifeValue(value: ranks.correlation(), stratumSize: count)
        }
        return BootstrapDistribution.measured(
          estimate: estimate, replicates: replicates, acceleration: JackknifeValue.acceleration(jackknife),
          units: count, seed: seed)
      }
    }
  }
}

/// Spearman's correlation of drawn pairs, from the numbers of draws of each distinct value.
private struct CountedRanks {
  /// The pairs drawn.
  var drawn: [Int]
  private let firstGroups: [Int]
  private let secondGroups: [Int]
  private var firstRanks: [Int]
  private var secondRanks: [Int]

  init(_ first: Sample, _ second: Sample) {
    drawn = [Int](repeating: 0, count: first.count)
    firstGroups = Self.groups(of: first)
    secondGroups = Self.groups(of: second)
    firstRanks = [Int](repeating: 0, count: first.count)
    secondRanks = firstRanks
  }

  /// For each unit which of the distinct values, in ascending order, it has.
  private static func groups(of sample: Sample) -> [Int] {
    var groups = [Int](repeating: 0, count: sample.count)
    for (group, tie) in sample.ties.enumerated() {
      for position in tie.positions { groups[position] = group }
    }
    return groups
  }

  /// The correlation; `nil` where either side is constant. Ranks are doubled, less their mean, and sums are whole.
  mutating func correlation() -> Double? {
    for group in firstRanks.indices {
      firstRanks[group] = 0
      secondRanks[group] = 0
    }
    for unit in drawn {
      firstRanks[firstGroups[unit]] += 1
      secondRanks[secondGroups[unit]] += 1
    }
    let firstSquares = Self.rank(&firstRanks, of: drawn.count)
    let secondSquares = Self.rank(&secondRanks, of: drawn.count)
    guard firstSquares > 0, secondSquares > 0 else { return nil }
    var products = 0
    for unit in drawn { products += firstRanks[firstGroups[unit]] * secondRanks[secondGroups[unit]] }
    let correlation =
      Double(products) / (Double(firstSquares).squareRoot() * Double(secondSquares).squareRoot())
    return min(1, max(-1, correlation))
  }

  /// Turns counts into twice the centred ranks, and returns the sum of the squares over all draws.
  private static func rank(_ counts: inout [Int], of total: Int) -> Int {
    var before = 0
    var squares = 0
    for group in counts.indices {
      let count = counts[group]
      let centred = 2 * before + count - total
      counts[group] = centred
      squares += count * centred * centred
      before += count
    }
    return squares
  }
}
