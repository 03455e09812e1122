package import CreditMethods
package import Trajectories

/// The credits of one decision without each other episode of its task in turn: see ``CreditTrust``.
package struct LeftOutCredits: Sendable {
  /// How many there are.
  package private(set) var count = 0
  /// Of the differences from the credit with all episodes.
  private var sum = 0.0
  private var squares = 0.0
  private var least = Double.infinity
  private var largest = -Double.infinity

  /// Those of every decision of a batch; none of decisions in tasks of few episodes.
  ///
  /// - Parameters:
  ///   - attribution: What the method made of all episodes.
  ///   - request: The method.
  ///   - batch: The episodes.
  ///   - groups: The episodes of each task that are not aborted.
  ///   - context: The context that the method had.
  /// - Throws: What the method throws without some episode.
  /// - Complexity: As many attributions of the batch as its largest task has episodes.
  package static func all(
    of attribution: Attribution, by request: MethodRequest, on batch: TrajectoryBatch, _ groups: [[Int]],
    in context: AttributionContext
  ) throws(AttributionError) -> [LeftOutCredits] {
    let judged = groups.filter { $0.count >= CreditTrust.leastEpisodes }
    var without = [LeftOutCredits](repeating: LeftOutCredits(), count: batch.decisionCount)
    for place in 0..<(judged.map(\.count).max() ?? 0) {
      let chosen = judged.filter { place < $0.count }.flatMap { group in
        group.indices.filter { $0 != place }.map { group[$0] }
      }.sorted()
      let part = batch.selecting(chosen)
      let other = context.changed(simulation: nil, fitting: context.fitting, history: context.history)
      let values = try request.attribute(part, in: other).credits
      var at = 0
      for episode in chosen {
        for decision in batch.decisions(ofEpisode: episode) {
          without[decision].add(values[at], beside: attribution.credits[decision])
          at += 1
        }
      }
    }
    return without
  }

  private mutating func add(_ value: Double, beside credit: Double) {
    count += 1
    sum += value - credit
    squares += (value - credit) * (value - credit)
    least = min(least, value)
    largest = max(largest, value)
  }

  /// Whether some value has not the sign of the credit.
  package func turns(_ credit: Double) -> Bool { credit > 0 ? least <= 0 : largest >= 0 }

  /// The jackknife's standard error over the other episodes.
  package var standardError: Double {
    let count = Double(count)
    return (max(0, squares - sum * sum / count) * (count - 1) / count).squareRoot()
  }

  /// Whether the sign of the credit is certain, were there so many times as many episodes.
  package func isCertain(_ credit: Double, withEpisodes multiple: Double = 1) -> Bool {
    abs(credit) > 1.96 * standardError / multiple.squareRoot() && !(multiple == 1 && turns(credit))
  }
}
