import CreditStatistics

/// Which methods cannot be told apart from the one whose update is nearest to the exact gradient.
package struct NearestMethods {
  /// By method and run: the larger, the better.
  private let scores: [[Double]]

  /// The scores of each method, run by run.
  package init(scores: [[Double]]) { self.scores = scores }

  /// The methods of a comparison on one scenario, whose runs are its batches.
  package init(_ methods: [MethodComparison]) {
    scores = methods.map { $0.alignmentByBatch.map { $0.optional ?? .nan } }
  }

  /// The methods of comparisons on several scenarios, whose runs have a batch of each: their mean counts.
  package init(_ scenarios: [[MethodComparison]]) {
    let all = scenarios.map { NearestMethods($0).scores }
    let runs = all.flatMap { $0.map(\.count) }.min() ?? 0
    scores = (all.first ?? []).indices.map { method in
      (0..<runs).map { run in all.reduce(0) { $0 + $1[method][run] } / Double(all.count) }
    }
  }

  /// The places of the methods that are not behind one at 5%: by Student's t test of the differences over runs, with Holm's
  /// correction for all pairs. Methods with the same scores ask nothing.
  package func close(to best: Int) -> [Int] {
    let pairs = scores.indices.flatMap { first in
      scores.indices.filter { $0 > first }.map { (first, $0) }
    }
    let asked = pairs.filter { differences($0, $1).contains { $0 != 0 } }
    let pValues = MultipleComparisons.holm(
      asked.map { HypothesisTest.studentT(of: differences($0, $1)).map(\.pValue) })
    let apart = zip(asked, pValues).filter { ($0.1.optional ?? 1) < 0.05 }.map(\.0)
    return scores.indices.filter { other in
      other != best
        && !(apart.contains { $0 == (min(best, other), max(best, other)) }
          && differences(best, other).reduce(0, +) > 0)
    }
  }

  private func differences(_ first: Int, _ second: Int) -> [Double] {
    zip(scores[first], scores[second]).map(differenceBeyondRounding).filter(\.isFinite)
  }
}
