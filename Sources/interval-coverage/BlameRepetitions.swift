import Ascribe
import CreditStatistics
import Ground

/// Repetitions of `blame`, drawn from one long run of batches.
///
/// What the best method's lead is to cover is the lead of the pair that a repetition compares, which is another one each time:
/// its interval is moved by what the long run says of that pair, so that 0 is to be covered.
struct BlameRepetitions {
  /// Batches of a repetition.
  let counts: [Int]
  /// How many repetitions at each number of batches.
  let repetitions: Int
  /// Batches of the long run.
  let pool: Int
  let threads: Int
  let pools: Pools
  /// The study with a number of batches.
  let study: (Int) throws -> BlameStudy

  /// Plays the long run and counts.
  func tally(scenario: String) throws -> Tally {
    let whole = try study(pool)
    let partials = try pools.measures(of: whole, batches: pool, command: "blame", scenario: scenario)
    var long = whole.makeCollector()
    for partial in partials { long.add(partial) }
    let truth = try long.result()
    var tally = Tally(counts)
    for (place, count) in counts.enumerated() {
      let made = try study(count)
      let groups = Groups(of: count, in: pool, repetitions: repetitions).groups
      let found = parallelMap(count: groups.count, threads: threads) { repetition in
        Result {
          var collector = made.makeCollector()
          for batch in groups[repetition] { collector.add(partials[batch]) }
          return Named.all(of: try collector.result(), beside: truth)
        }
      }
      for found in found {
        switch found {
        case .success(let intervals): tally.add(intervals, at: place)
        // A study in which nothing failed prints no interval.
        case .failure(let error as BlameError):
          guard case .withoutFailure = error else { throw error }
        case .failure(let error): throw error
        }
      }
    }
    tally.judge(by: Named.all(of: truth, beside: truth))
    return tally
  }
}

extension Named {
  /// The intervals of blame.
  ///
  /// - Parameter truth: What is to be covered.
  fileprivate static func all(of result: BlameResult, beside truth: BlameResult) -> [Named] {
    var found: [Named] = []
    for subject in result.subjects {
      for quantity in BlameQuantity.allCases {
        let score = subject.scores[quantity]
        found.append(Named(words(for: quantity), of: subject.label, score.mean, score.interval))
      }
    }
    if let contest = result.contest {
      let step = { (label: String) in
        truth.subjects.first { $0.label == label }?.scores.step.mean.optional ?? .nan
      }
      let lead = step(contest.method) - step(contest.baseline)
      found.append(
        Named(
          "lead of the best method over the best rule", .value(0),
          contest.difference.interval.map { $0.mapped { $0 - lead } }))
    }
    for judge in result.judges ?? [] {
      for reversal in judge.reversals {
        found.append(
          Named(
            "error at which two turn round, \(judge.judge.rawValue)",
            of: "\(reversal.better), \(reversal.worse)",
            .value(reversal.error), reversal.interval))
      }
    }
    return found
  }

  private static func words(for quantity: BlameQuantity) -> String {
    switch quantity {
    case .agent: "agent"
    case .step: "step"
    case .near: "within a turn"
    case .hit: "among the three most blamed"
    case .reciprocalRank: "reciprocal rank"
    case .gradedRegret: "graded regret"
    case .abstention: "abstention"
    case .abstentionInLuck: "abstention where luck decided"
    }
  }
}
