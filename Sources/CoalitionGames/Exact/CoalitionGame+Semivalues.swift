public import Ground
import CreditStatistics

/// Values that weigh a player's marginal contributions by the size of the coalition that it joins.
extension CoalitionGame {
  /// Shapley values: `phi_i = sum over C without i of |C|! (n - |C| - 1)! / n! · (v(C + i) - v(C))`.
  ///
  /// They sum to ``surplus`` (efficiency), are equal for exchangeable players (symmetry), exactly 0 for a player who
  /// never changes a worth (null player), and linear in `v`.
  ///
  /// - Returns: One value a player, in the unit of the worth.
  /// - Complexity: O(*n* 2^*n*) time, 2^(*n* - 1) numbers of memory beside the table.
  ///
  /// Source: Shapley, "A value for n-person games" (1953).
  public func shapleyValues() -> [Double] {
    var weights = [1 / Double(players)]
    for size in 1..<max(players, 1) {
      // 1 / (n binomial(n - 1, size)), from one size to the next.
      weights.append(weights[size - 1] * Double(size) / Double(players - size))
    }
    return semivalues(weightsBySize: weights)
  }

  /// Banzhaf values: `b_i = 2^-(n - 1) sum over C without i of v(C + i) - v(C)`.
  ///
  /// Symmetric, 0 for null players, linear; for more than two players their sum is not ``surplus``.
  ///
  /// - Complexity: As ``shapleyValues()``.
  ///
  /// Source: Banzhaf, "Weighted voting doesn't work" (1965).
  public func banzhafValues() -> [Double] {
    semivalues(weightsBySize: [Double](repeating: 1 / Double(1 << (players - 1)), count: players))
  }

  /// Banzhaf values, scaled so that they sum to ``surplus``; undefined where they sum to 0.
  ///
  /// The scale depends on `v`, so these are no longer linear in it.
  public func normalisedBanzhafValues() -> Measured<[Double]> {
    let values = banzhafValues()
    let sum = values.reduce(0, +)
    guard sum != 0 else { return .undefined(.noWeight) }
    let scaled = values.map { $0 * (surplus / sum) }
    return scaled.allSatisfy(\.isFinite) ? .value(scaled) : .undefined(.outOfRange)
  }

  /// Leave-one-out: `v(N) - v(N - i)`, what the team loses without the player.
  ///
  /// Symmetric, 0 for null players, linear, not efficient: redundant players all get 0.
  public func leaveOneOut() -> [Double] {
    let grand = values.count - 1
    return (0..<players).map { values[grand] - values[grand ^ (1 << $0)] }
  }

  /// `sum over C without i of w(|C|) (v(C + i) - v(C))` for each player.
  private func semivalues(weightsBySize: [Double]) -> [Double] {
    // With player i's bit taken out, the coalitions without i are 0..<2^(n - 1) for every i: one table of weights.
    var weights = [weightsBySize[0]]
    weights.reserveCapacity(values.count / 2)
    var sizes: [UInt8] = [0]
    sizes.reserveCapacity(values.count / 2)
    while weights.count < values.count / 2 {
      for index in 0..<sizes.count {
        let size = sizes[index] + 1
        sizes.append(size)
        weights.append(weightsBySize[Int(size)])
      }
    }
    return (0..<players).map { Self.weightedMarginals(ofBit: $0, values.span, weights.span) }
  }

  /// Sums by blocks, so that rounding grows with the size of a block and the number of blocks, not with their product.
  private static func weightedMarginals(
    ofBit bit: Int, _ values: borrowing Span<Double>, _ weights: borrowing Span<Double>
  ) -> Double {
    let stride = 1 << bit
    let block = 1024
    var total = 0.0
    var start = 0
    while start < weights.count {
      let end = min(start + block, weights.count)
      if stride >= 4 {
        var sums = SIMD4<Double>()
        var index = start
        while index < end {
          let lower = (index & ~(stride - 1)) << 1 | index & (stride - 1)
          let without = four(values, lower)
          sums += four(weights, index) * (four(values, lower + stride) - without)
          index += 4
        }
        total += sums.sum()
      } else {
        var sum = 0.0
        for index in start..<end {
          let lower = (index & ~(stride - 1)) << 1 | index & (stride - 1)
          sum += weights[unchecked: index] * (values[unchecked: lower + stride] - values[unchecked: lower])
        }
        total += sum
      }
      start = end
    }
    return total
  }

  /// Four neighbouring numbers.
  @inline(__always)
  private static func four(_ numbers: borrowing Span<Double>, _ index: Int) -> SIMD4<Double> {
    SIMD4(
      numbers[unchecked: index], numbers[unchecked: index + 1], numbers[unchecked: index + 2],
      numbers[unchecked: index + 3])
  }
}
