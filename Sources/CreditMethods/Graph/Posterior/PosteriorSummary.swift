import CreditNumerics
import CreditStatistics
import Ground

/// What the draws say of Q - V of one joint action of a state.
package struct PosteriorSummary: Sendable {
  /// Mean over the draws: the credit.
  package let mean: Double
  package let median: Double
  /// The central interval.
  package let low: Double
  package let high: Double
  /// Deviation over the draws.
  package let deviation: Double
  /// What more draws would still move the mean by.
  package let error: Double
  /// Q - V in the model of means.
  package let plugIn: Double
  /// How often the joint action was seen there.
  package let count: Int

  /// Whether the interval tells on which side of 0 the credit lies.
  package var isSigned: Bool { low > 0 || high < 0 }
}

/// The draws of a task's models, and what they say together.
struct PosteriorSampler: Sendable {
  let rules: PosteriorRules
  let draws: Int
  let level: Double
  let stream: PhiloxStream
  let threads: Int

  /// Models that one thread draws before it hands them over.
  private static let blockSize = 64
  /// How near sweeps of a drawn model come: far below what draws differ by.
  private static let tolerance = 1e-12

  /// Q - V of every row in the model of means. Shape `[rows]`.
  func plugIn(_ counts: PosteriorCounts, for method: String) throws(AttributionError) -> [Double] {
    try Self.advantages(of: mean(of: counts, for: method))
  }

  /// What the draws say of every row. Shape `[rows]`.
  ///
  /// - Complexity: O(draws · (cells + what solving a model costs)), and O(rows · draws) numbers of memory.
  func summaries(
    of counts: PosteriorCounts, for method: String
  ) throws(AttributionError) -> [PosteriorSummary] {
    let mean = try mean(of: counts, for: method)
    let plugIn = Self.advantages(of: mean)
    // Where nothing else was done the credit is 0 in every model, and where this is so everywhere none is drawn.
    let isChosen = (0..<counts.nodeCount).flatMap { node in
      counts.rows(of: node).map { _ in counts.rows(of: node).count > 1 }
    }
    guard isChosen.contains(true) else {
      return counts.count.map {
        PosteriorSummary(
          mean: 0, median: 0, low: 0, high: 0, deviation: 0, error: 0, plugIn: 0, count: Int($0))
      }
    }
    let blocks = parallelMap(count: (draws + Self.blockSize - 1) / Self.blockSize, threads: threads) {
      block in
      let first = block * Self.blockSize
      return drawn(first..<min(first + Self.blockSize, draws), as: mean)
    }
    var columns: [[Double]] = []
    for block in blocks {
      switch block {
      case .success(let found?): columns.append(found)
      case .success(nil): throw .undetermined(for: method)
      case .failure(let error): throw .numerical(method: method, reason: "\(error)")
      }
    }
    let found = columns
    return parallelMap(count: counts.rowCount, threads: threads) { row in
      let values = found.flatMap { block in
        let size = block.count / counts.rowCount
        return block[row * size..<(row + 1) * size]
      }
      return summary(of: values, plugIn: plugIn[row], count: Int(counts.count[row]))
    }
  }

  private func mean(of counts: PosteriorCounts, for method: String) throws(AttributionError) -> PosteriorModel
  {
    var model = PosteriorModel(meanOf: counts, by: rules)
    let start = [Double](repeating: 0, count: counts.nodeCount)
    let isSolved: Bool
    do throws(GSLError) {
      isSolved = try model.solve(from: start, to: 1e-14)
    } catch {
      throw .numerical(method: method, reason: "\(error)")
    }
    guard isSolved else { throw .undetermined(for: method) }
    return model
  }

  /// Q - V of every row in each of some draws; `nil` if a model has no one solution. Shape `[rows, draws]`.
  private func drawn(_ range: Range<Int>, as mean: PosteriorModel) -> Result<[Double]?, GSLError> {
    let size = range.count
    var generator = DirichletDraws(stream)
    var model = mean
    var result = [Double](repeating: 0, count: mean.counts.rowCount * size)
    for (place, number) in range.enumerated() {
      model.draw(number, from: &generator)
      do throws(GSLError) {
        guard try model.solve(from: mean.value, to: Self.tolerance) else { return .success(nil) }
      } catch {
        return .failure(error)
      }
      for node in 0..<mean.counts.nodeCount {
        model.advantages(of: node) { result[$0 * size + place] = $1 }
      }
    }
    return .success(result)
  }

  private static func advantages(of model: PosteriorModel) -> [Double] {
    var result = [Double](repeating: 0, count: model.counts.rowCount)
    for node in 0..<model.counts.nodeCount { model.advantages(of: node) { result[$0] = $1 } }
    return result
  }

  private func summary(of values: [Double], plugIn: Double, count: Int) -> PosteriorSummary {
    let size = Double(values.count)
    let mean = values.reduce(0, +) / size
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = values.count > 1 ? (squares / (size - 1)).squareRoot() : 0
    // Without a finite number there is no order, and no credit.
    let sorted = SortedSample.sorting(values)
    let end = { (share: Double) in sorted.flatMap { $0.quantile(share) }.optional ?? .nan }
    return PosteriorSummary(
      mean: mean, median: sorted.optional?.median ?? .nan, low: end((1 - level) / 2),
      high: end((1 + level) / 2), deviation: deviation,
      error: deviation / size.squareRoot(), plugIn: plugIn, count: count)
  }
}
