public import Ground

extension HypothesisTest {
  /// Up to this many non-zero differences a paired permutation test goes through all signs.
  public static let largestExactPairedPermutation = 20
  /// Up to this many divisions into two samples a permutation test goes through all of them.
  public static let mostExactDivisions = 200_000

  /// The permutation test of paired differences: whether they lie symmetrically about 0, by the mean under changes of
  /// sign. The statistic is the mean difference.
  ///
  /// Up to ``largestExactPairedPermutation`` non-zero differences the p-value counts all 2^n signs with a mean at least
  /// as far out as the one found; beyond, `resamples` random ones, and it is (1 + count) / (1 + resamples), which is
  /// valid for any number of them. Means within 1e-12 of the largest possible one count as equal. Undefined for no
  /// differences, when all are 0, and, with `UndefinedReason/notAccepted(_:)`, for no resamples.
  ///
  /// Source: Fisher, The Design of Experiments (1935), section 21; Phipson and Smyth, Statistical Applications in Genetics
  /// and Molecular Biology 9 (2010), for the random one.
  public static func pairedPermutation(
    differences: some Numbers, alternative: Alternative = .twoSided, resamples: Int = 10_000, seed: UInt64 = 0
  ) -> Measured<HypothesisTest> {
    guard resamples >= 1 else { return .unaccepted(resamples: resamples) }
    return differences.measured(atLeast: 1) { sample in
      let values = (0..<sample.count).map { sample[$0] }
      let sizes = values.map(abs).filter { $0 != 0 }
      guard !sizes.isEmpty else { return .undefined(.allZero) }
      let found = values.reduce(0, +)
      let largest = sizes.reduce(0, +)
      guard largest.isFinite else { return .undefined(.outOfRange) }
      var tally = Tally(found: found, slack: 1e-12 * largest)
      let isExact = sizes.count <= largestExactPairedPermutation
      if isExact {
        let half = sizes.count / 2
        tally.add(signedSums(sizes[..<half]), plusAscending: signedSums(sizes[half...]).sorted())
      } else {
        for resample in 0..<resamples {
          var stream = ResampleStream(seed: seed, purpose: .permutation, resample: resample)
          var sum = 0.0
          var bits: UInt32 = 0
          for (index, size) in sizes.enumerated() {
            if index % 32 == 0 { bits = stream.next() }
            sum += bits & 1 == 0 ? size : -size
            bits >>= 1
          }
          tally.add(sum)
        }
      }
      return .value(
        HypothesisTest(
          .pairedPermutation, alternative: alternative, statistic: found / Double(values.count),
          pValue: tally.pValue(alternative, isExact: isExact), isExact: isExact, units: values.count))
    }
  }

  /// The permutation test of two independent samples: whether they come from one distribution, by the difference of the
  /// means under exchanges between them. The statistic is the first mean less the second.
  ///
  /// Up to ``mostExactDivisions`` divisions of the pooled values all are counted; beyond, `resamples` random ones, as in
  /// ``pairedPermutation(differences:alternative:resamples:seed:)``. Undefined for an empty sample, when all values
  /// are equal, and, with `UndefinedReason/notAccepted(_:)`, for no resamples.
  public static func permutation(
    _ first: some Numbers, _ second: some Numbers, alternative: Alternative = .twoSided,
    resamples: Int = 10_000, seed: UInt64 = 0
  ) -> Measured<HypothesisTest> {
    guard resamples >= 1 else { return .unaccepted(resamples: resamples) }
    return pooled(first, second) { pooled, count in
      guard !pooled.isConstant else { return .undefined(.noVariance) }
      guard (pooled.maximum - pooled.minimum).isFinite else { return .undefined(.outOfRange) }
      // The difference of the means is an increasing function of the first sum, once the mean is taken off.
      let mean = pooled.mean
      var values = (0..<pooled.count).map { pooled[$0] - mean }
      let found = values[..<count].reduce(0, +)
      var tally = Tally(found: found, slack: 1e-12 * values.reduce(0) { $0 + abs($1) })
      let isExact = divisions(pooled.count, count) <= Double(mostExactDivisions)
      if isExact {
        divide(values, from: 0, choosing: count, sum: 0, into: &tally)
      } else {
        for resample in 0..<resamples {
          var stream = ResampleStream(seed: seed, purpose: .permutation, resample: resample)
          var sum = 0.0
          for place in 0..<count {
            values.swapAt(place, place + stream.index(below: UInt32(values.count - place)))
            sum += values[place]
          }
          tally.add(sum)
        }
      }
      let (n, m) = (Double(count), Double(pooled.count - count))
      return .value(
        HypothesisTest(
          .twoSamplePermutation, alternative: alternative, statistic: found / n + found / m,
          pValue: tally.pValue(alternative, isExact: isExact), isExact: isExact, units: pooled.count))
    }
  }

  /// The sums of some numbers under all choices of their signs.
  private static func signedSums(_ sizes: ArraySlice<Double>) -> [Double] {
    var sums = [-sizes.reduce(0, +)]
    for size in sizes { sums += sums.map { $0 + 2 * size } }
    return sums
  }

  /// How many sums lie at least as low, and at least as high, as the one found.
  private struct Tally {
    let found: Double
    let slack: Double
    private var low = 0
    private var high = 0
    private var far = 0
    private var all = 0

    init(found: Double, slack: Double) {
      self.found = found
      self.slack = slack
    }

    mutating func add(_ sum: Double) {
      all += 1
      if sum <= found + slack { low += 1 }
      if sum >= found - slack { high += 1 }
      if abs(sum) >= abs(found) - slack { far += 1 }
    }

    /// Adds the sum of each of some numbers with each of others, without going through all of them.
    mutating func add(_ sums: [Double], plusAscending others: [Double]) {
      for sum in sums {
        let (lowEnd, highStart) = (found + slack - sum, found - slack - sum)
        let reach = abs(found) - slack
        low += others.placeAfter { $0 <= lowEnd }
        high += others.count - others.placeAfter { $0 < highStart }
        far +=
          reach <= 0
          ? others.count
          : others.placeAfter { $0 <= -reach - sum } + others.count - others.placeAfter { $0 < reach - sum }
      }
      all += sums.count * others.count
    }

    func pValue(_ alternative: Alternative, isExact: Bool) -> Double {
      let count =
        switch alternative {
        case .twoSided: far
        case .greater: high
        case .less: low
        }
      return isExact ? Double(count) / Double(all) : Double(count + 1) / Double(all + 1)
    }
  }

  private static func divisions(_ all: Int, _ chosen: Int) -> Double {
    var count = 1.0
    for step in 0..<min(chosen, all - chosen) { count = count * Double(all - step) / Double(step + 1) }
    return count
  }

  private static func divide(
    _ values: [Double], from start: Int, choosing left: Int, sum: Double, into tally: inout Tally
  ) {
    guard left > 0 else {
      tally.add(sum)
      return
    }
    for index in start...(values.count - left) {
      divide(values, from: index + 1, choosing: left - 1, sum: sum + values[index], into: &tally)
    }
  }
}

extension [Double] {
  /// How many leading numbers have a property that no number has after one without it.
  fileprivate func placeAfter(_ hasProperty: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if hasProperty(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
