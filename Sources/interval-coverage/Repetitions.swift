import Ascribe
import CreditStatistics
import Ground

/// Repetitions of an experiment, cut from one long run of batches.
struct Repetitions<Made: Experiment> {
  /// Batches of a repetition.
  let counts: [Int]
  /// Batches of the long run.
  let total: Int
  private let experiment: (Int) throws -> Made

  /// Most batches that what is to be covered is taken from: with 250 times those of a repetition, its own noise moves no
  /// coverage by more than 0.001.
  private static var mostOfTarget: Int { 5000 }

  /// - Parameter experiment: The experiment with a number of batches.
  init(_ counts: [Int], total: Int, _ experiment: @escaping (Int) throws -> Made) throws {
    self.counts = counts
    self.total = total
    self.experiment = experiment
  }

  /// Plays the long run and counts.
  ///
  /// - Parameter intervals: The intervals of a result.
  func tally(_ intervals: (Made.Collector.Result) -> [Named]) throws -> Tally {
    let length = min(total, Self.mostOfTarget)
    let whole = try experiment(length)
    var long = whole.makeCollector()
    let experiments = try counts.map { try experiment($0) }
    var open = experiments.map { $0.makeCollector() }
    var filled = [Int](repeating: 0, count: counts.count)
    var tally = Tally(counts)
    var played = 0
    try whole.engine.run(whole.measure, on: 0..<total) { partial in
      if played < length { long.add(partial) }
      played += 1
      for index in counts.indices {
        open[index].add(partial)
        filled[index] += 1
        guard filled[index] == counts[index] else { continue }
        tally.add(intervals(try open[index].result()), at: index)
        open[index] = experiments[index].makeCollector()
        filled[index] = 0
      }
    }
    tally.judge(by: intervals(try long.result()))
    return tally
  }
}
