import CreditMethods
import Glibc
import Trajectories

/// What a Markov model predicts of episodes beyond its counts.
///
/// Numbers that follow from the counts, such as the mean length or the share of successes, are the same however episodes are joined:
/// a model that is fitted to them predicts them exactly, and no check of them could reject.
struct PredictiveStatistics: Sendable, Hashable {
  /// Standard deviation of the number of turns of an episode.
  let length: Double
  /// Standard deviation, over turns, of the share of successes among the episodes in which the turn's state and joint action is met.
  let success: Double
  /// What a state and joint action tells of the state after the next turn, in bits a turn.
  let twoSteps: Double
  /// What the turn before tells of the joint action and of what follows it, the state being known, in bits a turn.
  let order: Double

  /// The statistics in the order of ``TraceResult/Prediction/Kind``.
  var all: [Double] { [length, success, twoSteps, order] }
}

/// Sums up episodes, recorded or joined anew.
struct PredictiveSummary: Sendable {
  private let paths: RecordedPaths
  private let last: [OutcomeStatus]
  private let rowSize: [Int32]
  /// The part of ``PredictiveStatistics/order`` that no joining changes.
  private let fixed: Double

  /// - Parameter paths: The recorded episodes, at least one.
  init(_ paths: RecordedPaths) {
    self.paths = paths
    // The ending belongs to the turn that it followed, wherever that is joined to.
    var last = [OutcomeStatus](repeating: .aborted, count: paths.state.count)
    for (episode, status) in paths.ending.enumerated() { last[paths.start[episode + 1] - 1] = status }
    self.last = last
    var rowSize = [Int32](repeating: 0, count: paths.rowCount)
    for row in paths.row { rowSize[Int(row)] += 1 }
    self.rowSize = rowSize
    // How often a state comes after a row, a row before an outcome, and a state at all.
    var before: [UInt64] = []
    var after: [UInt64] = []
    for episode in 0..<paths.episodeCount {
      let turns = paths.start[episode]..<paths.start[episode + 1]
      for turn in turns {
        let past = turn > turns.lowerBound ? UInt64(paths.row[turn - 1]) + 1 : 0
        before.append(past << 32 | UInt64(paths.state[turn]))
        let next =
          turn + 1 < turns.upperBound
          ? UInt64(paths.state[turn + 1]) + Self.endings : Self.code(paths.ending[episode])
        after.append(UInt64(paths.row[turn]) << 32 | next)
      }
    }
    fixed = Self.weight(&before) + Self.weight(&after) - Self.weight(counted: paths.state)
  }

  /// The statistics of the episodes as they are joined.
  ///
  /// - Complexity: O(turns · log turns).
  func callAsFunction(_ joined: RejoinedEpisodes) -> PredictiveStatistics {
    let count = paths.state.count
    var squares = 0.0
    var wins = [Int32](repeating: 0, count: paths.rowCount)
    var triples: [UInt64] = []
    var pairs: [UInt64] = []
    var (starts, ends) = ([Int32](), [Int32]())
    triples.reserveCapacity(count)
    for first in joined.first {
      var length = 0
      var past: UInt64 = 0
      var place = Int(first)
      var episode: [Int] = []
      while true {
        let row = paths.row[place]
        episode.append(place)
        length += 1
        let next = Int(joined.next[place])
        let outcome = next >= 0 ? UInt64(paths.state[next]) + Self.endings : Self.code(last[place])
        // Rows and states are fewer than 2^21: at most `mostTurns` of each are kept.
        triples.append(past << 42 | UInt64(row) << 21 | outcome)
        past = UInt64(row) + 1
        guard next >= 0 else { break }
        let after = Int(joined.next[next])
        let later =
          after >= 0 ? Int32(paths.state[after]) + Int32(Self.endings) : Int32(Self.code(last[next]))
        pairs.append(UInt64(row) << 32 | UInt64(later))
        starts.append(row)
        ends.append(later)
        place = next
      }
      squares += Double(length * length)
      if last[place] == .success { for turn in episode { wins[Int(paths.row[turn])] += 1 } }
    }
    let episodes = Double(joined.first.count)
    let mean = Double(count) / episodes
    let share = Double(wins.reduce(0) { $0 + Int($1) }) / Double(count)
    let spread = zip(wins, rowSize).reduce(0.0) {
      $1.1 > 0 ? $0 + Double($1.0) * Double($1.0) / Double($1.1) : $0
    }
    let bits = { (sum: Double, rows: Int) in rows > 0 ? max(0, sum) / (Double(rows) * log(2)) : 0 }
    let pairCount = pairs.count
    let whole = pairCount > 0 ? Double(pairCount) * log(Double(pairCount)) : 0
    return PredictiveStatistics(
      length: max(0, squares / episodes - mean * mean).squareRoot(),
      success: max(0, spread / Double(count) - share * share).squareRoot(),
      twoSteps: bits(
        Self.weight(&pairs) - Self.weight(counted: starts) - Self.weight(counted: ends) + whole, pairCount),
      order: bits(Self.weight(&triples) - fixed, count))
  }

  // MARK: Parts

  /// Numbers below this one stand for endings.
  private static let endings = UInt64(OutcomeStatus.allCases.count)

  private static func code(_ status: OutcomeStatus) -> UInt64 { UInt64(status.rawValue) }

  /// The sum of n log n over how often each number is there.
  private static func weight(_ numbers: inout [UInt64]) -> Double {
    numbers.sort()
    return tableWeight(sorted: numbers)
  }

  /// The same of small numbers.
  private static func weight(counted numbers: [Int32]) -> Double {
    var counts = [Int32](repeating: 0, count: Int(numbers.max() ?? -1) + 1)
    for number in numbers { counts[Int(number)] += 1 }
    return counts.reduce(0.0) { $1 > 1 ? $0 + Double($1) * log(Double($1)) : $0 }
  }
}
