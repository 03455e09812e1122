public import Ground

extension Bootstrap {
  /// The distribution of an aggregate over resamples that draw the runs of every task anew: the tasks are those of
  /// interest, the runs are a sample.
  ///
  /// Its ``BootstrapDistribution/percentile(confidence:)`` is the interval of rliable. Undefined for fewer than 2 runs, and
  /// when the aggregate overflows.
  ///
  /// - Complexity: O(runs · tasks · resamples); the scores are sorted once.
  ///
  /// Source: Agarwal et al., NeurIPS 2021, section 4.1.
  public func distribution(
    of aggregate: AggregateScore, _ matrix: ScoreMatrix
  ) -> Measured<BootstrapDistribution> {
    guard resamples >= 1 else { return .unaccepted(resamples: resamples) }
    guard matrix.runs >= 2 else { return .undefined(.tooFew(found: matrix.runs, needed: 2)) }
    return aggregate.measure(matrix).flatMap { estimate in
      let replicates =
        switch aggregate {
        case .mean: means(matrix) { $0 }
        case .optimalityGap(let target): means(matrix) { max(0, target - $0) }
        case .median: medians(matrix)
        case .interquartileMean: interquartileMeans(matrix)
        }
      return BootstrapDistribution.measured(
        estimate: estimate, replicates: replicates, acceleration: 0, units: matrix.runs * matrix.tasks,
        seed: seed)
    }
  }

  private func means(_ matrix: ScoreMatrix, _ part: (Double) -> Double) -> [Double?] {
    let values = matrix.scores.map(part)
    let draws = StratifiedResample(matrix, seed: seed)
    return range.map { resample in
      var sum = 0.0
      draws.draw(resample) { _, place in sum += values[place] }
      return sum / Double(values.count)
    }
  }

  private func medians(_ matrix: ScoreMatrix) -> [Double?] {
    let draws = StratifiedResample(matrix, seed: seed)
    var sums = [Double](repeating: 0, count: matrix.tasks)
    return range.map { resample in
      for task in sums.indices { sums[task] = 0 }
      draws.draw(resample) { task, place in sums[task] += matrix.scores[place] }
      return sums.map { $0 / Double(matrix.runs) }.sorted().quantileOfSorted(0.5)
    }
  }

  /// Each resample counts how often each place in the sorted scores is drawn, and sums over the middle half of the counts.
  private func interquartileMeans(_ matrix: ScoreMatrix) -> [Double?] {
    let order = RadixOrder.positions(of: matrix.scores)
    let sorted = order.map { matrix.scores[Int($0)] }
    var places = [Int](repeating: 0, count: sorted.count)
    for (place, position) in order.enumerated() { places[Int(position)] = place }
    let draws = StratifiedResample(matrix, seed: seed)
    let cut = sorted.count / 4
    let kept = sorted.count - 2 * cut
    var counts = [Int](repeating: 0, count: sorted.count)
    return range.map { resample in
      for place in counts.indices { counts[place] = 0 }
      draws.draw(resample) { _, position in counts[places[position]] += 1 }
      var sum = 0.0
      // How many drawn scores lie below, held between the cuts: a score's weight is by how much that grows.
      var below = 0
      var reached = 0
      for place in counts.indices {
        below += counts[place]
        let next = max(0, min(below - cut, kept))
        sum += Double(next - reached) * sorted[place]
        reached = next
      }
      return sum / Double(kept)
    }
  }
}
