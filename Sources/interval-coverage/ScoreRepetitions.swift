import Ascribe
import CreditStatistics
import Ground

/// What several scenarios together say of the methods, from the gradient alignments of long runs.
struct ScoreRepetitions {
  /// Batches of a repetition, of each scenario.
  let counts: [Int]
  /// How many repetitions at each number of batches.
  let repetitions: Int
  let methods: [String]
  let scenarios: [String]
  let bootstrap: Bootstrap
  let threads: Int

  /// - Parameter alignments: Of each scenario, of each batch, of each method; NaN where it is undefined.
  func tally(_ alignments: [[[Double]]]) -> Tally {
    let pool = alignments.map(\.count).min() ?? 0
    var tally = Tally(counts)
    for (place, count) in counts.enumerated() {
      let groups = Groups(of: count, in: pool, repetitions: repetitions).groups
      let found = parallelMap(count: groups.count, threads: threads) {
        Named.all(of: scores(alignments, groups[$0]))
      }
      for found in found { tally.add(found, at: place) }
    }
    // The whole pool says what is to be covered; its own intervals are not asked for.
    let whole = ScoreRepetitions(
      counts: [], repetitions: 0, methods: methods, scenarios: scenarios,
      bootstrap: Bootstrap(resamples: 1, seed: 0), threads: 1)
    tally.judge(by: Named.all(of: whole.scores(alignments, Array(0..<pool))))
    return tally
  }

  private func scores(_ alignments: [[[Double]]], _ batches: [Int]) -> ScenarioScores {
    ScenarioScores(
      of: methods.indices.map { method in
        batches.flatMap { batch in alignments.map { $0[batch][method] } }
      }, methods: methods, scenarios: scenarios, confidence: 0.95, bootstrap: bootstrap)
  }
}
