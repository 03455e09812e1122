import Ascribe
import Ground

/// Repetitions of an experiment, drawn from one long run of batches.
struct Repetitions<Made: Experiment> {
  /// Batches of a repetition.
  let counts: [Int]
  /// How many repetitions at each number of batches.
  let repetitions: Int
  /// Batches of the long run.
  let pool: Int
  let threads: Int
  private let experiment: (Int) throws -> Made

  /// - Parameter experiment: The experiment with a number of batches.
  init(
    _ counts: [Int], repetitions: Int, pool: Int, threads: Int,
    _ experiment: @escaping (Int) throws -> Made
  ) {
    self.counts = counts
    self.repetitions = repetitions
    self.pool = pool
    self.threads = threads
    self.experiment = experiment
  }

  /// Plays the long run and counts.
  ///
  /// - Parameters:
  ///   - pools: Where the long run is kept.
  ///   - command: What is run, and on what.
  ///   - judge: What the long run is of that intervals are held to, and its name; `nil` for the one that they come from.
  ///   - intervals: The intervals of a result.
  func tally(
    _ pools: Pools, command: String, scenario: String,
    judgedBy judge: (name: String, experiment: Made)? = nil,
    _ intervals: @Sendable (Made.Collector.Result) -> [Named]
  ) throws -> Tally {
    let whole = try experiment(pool)
    let partials = try pools.measures(of: whole, batches: pool, command: command, scenario: scenario)
    var long = (judge?.experiment ?? whole).makeCollector()
    let judging = try judge.map {
      try pools.measures(of: $0.experiment, batches: pool, command: $0.name, scenario: scenario)
    }
    for partial in judging ?? partials { long.add(partial) }
    var tally = Tally(counts)
    for (place, count) in counts.enumerated() {
      let made = try experiment(count)
      let groups = Groups(of: count, in: pool, repetitions: repetitions).groups
      let found = parallelMap(count: groups.count, threads: threads) { repetition in
        Result {
          var collector = made.makeCollector()
          for batch in groups[repetition] { collector.add(partials[batch]) }
          return intervals(try collector.result())
        }
      }
      for found in found { tally.add(try found.get(), at: place) }
    }
    tally.judge(by: intervals(try long.result()))
    return tally
  }
}

/// Groups of batches, without an order: the batches are shuffled and divided as often as it takes, so that each batch is used
/// about as often as any other and no group holds one twice.
struct Groups: Sequence {
  let groups: [[Int]]

  init(of count: Int, in pool: Int, repetitions: Int) {
    var groups: [[Int]] = []
    var generator = SplitMix(state: UInt64(count))
    while groups.count < repetitions {
      let order = (0..<pool).shuffled(using: &generator)
      for start in stride(from: 0, through: pool - count, by: count) where groups.count < repetitions {
        groups.append(Array(order[start..<start + count]))
      }
    }
    self.groups = groups
  }

  func makeIterator() -> IndexingIterator<[[Int]]> { groups.makeIterator() }
}

/// SplitMix64, which says the same in every run.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
