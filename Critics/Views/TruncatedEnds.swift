import CreditMethods
import Trajectories

/// Where truncated episodes were cut, and the turns that start there: what follows a cut is worth what these turns are
/// worth on average.
///
/// A trace says of the state after the last turn no more than its anchor. So the turns are those of that anchor state,
/// whatever else a critic sees of them, and of the number that the next turn would have had if the critic sees numbers.
/// In a simulation there are none: its horizon is the end of the game, after which nothing is earned.
struct TruncatedEnds {
  /// One truncated episode whose last state is known from other turns.
  struct End {
    /// The episode, and its last turn.
    let episode, last: Int
    /// The turns that start where it was cut, at least one.
    let turns: [Int32]
  }

  /// The episodes with a value after the cut.
  let ends: [End]
  /// The truncated ones among the judged episodes, and how many have no such value.
  let cuts: CutEpisodes

  /// No episode is bootstrapped.
  static let none = TruncatedEnds()

  private init() {
    ends = []
    cuts = CutEpisodes()
  }

  /// The truncated episodes of a batch.
  ///
  /// - Parameters:
  ///   - batch: The batch.
  ///   - usesTurn: Whether the critic sees a turn's number.
  ///   - judged: How many episodes, the first ones, are judged.
  ///   - isFitted: Whether the critic is fitted to a turn.
  /// - Complexity: O(turns), and O(episodes) where none is truncated.
  init(
    of batch: TrajectoryBatch, usesTurn: Bool, judged: Int, isFitted: (Int) -> Bool = { _ in true }
  ) {
    let truncated = (0..<batch.episodeCount).filter { batch.episodes.status[$0] == .truncated }
    guard !truncated.isEmpty else {
      self = .none
      return
    }
    let place = { (state: UInt32, number: Int) in UInt64(state) << 32 | UInt64(usesTurn ? number : 0) }
    let cut = truncated.map { place(batch.episodes.final[$0], batch.turns(of: $0).count) }
    var turns = Dictionary(cut.map { ($0, [Int32]()) }) { first, _ in first }
    for episode in 0..<batch.episodeCount {
      for (number, turn) in batch.turns(of: episode).enumerated() where isFitted(turn) {
        turns[place(batch.turns.state[turn], number)]?.append(Int32(turn))
      }
    }
    var ends: [End] = []
    for (episode, place) in zip(truncated, cut) {
      guard let known = turns[place], !known.isEmpty, let last = batch.turns(of: episode).last else {
        continue
      }
      ends.append(End(episode: episode, last: last, turns: known))
    }
    self.ends = ends
    let count = truncated.count { $0 < judged }
    cuts = CutEpisodes(bootstrapped: count, withoutValue: count - ends.count { $0.episode < judged })
  }

  /// The truncated episodes of those that a critic with ``FitParameters`` judges and is fitted to; none in a simulation, and
  /// none if they are not to be bootstrapped.
  init(
    of batch: TrajectoryBatch, judged: TrajectoryBatch, usesTurn: Bool, _ bootstraps: Bool,
    _ episodes: FitSettings.Episodes, in context: AttributionContext
  ) {
    guard bootstraps, context.simulation == nil else {
      self = .none
      return
    }
    let first = episodes == .other ? judged.turnCount : 0
    self.init(of: batch, usesTurn: usesTurn, judged: judged.episodeCount) { $0 >= first }
  }

  /// The value after the last turn of every episode, given a value of every turn's state; 0 where nothing follows.
  ///
  /// - Parameter episodes: Number of episodes.
  func values(from value: [Double], episodes: Int) -> [Double] {
    var result = [Double](repeating: 0, count: episodes)
    for end in ends { result[end.episode] = end.mean(of: value) }
    return result
  }

  /// Discounted returns of turns, in which a cut episode goes on with the mean return of the turns that start where it was
  /// cut.
  ///
  /// The returns of these turns may be cut themselves: what follows is found by going round, which ends when nothing
  /// changes by 1e-13 of the largest, or after 1,000 rounds where episodes lead in circles.
  ///
  /// - Parameters:
  ///   - rewards: Reward of each turn.
  ///   - start: First turn of each episode, and the number of turns.
  ///   - discount: Per-turn discount.
  /// - Complexity: O(turns) a round; two rounds where every cut leads to turns of episodes that were not cut.
  func returns(of rewards: [Double], turnStart start: [Int32], discount: Double) -> [Double] {
    var returns = discountedReturns(of: rewards, turnStart: start, discount: discount)
    guard !ends.isEmpty else { return returns }
    var change = Double.infinity
    var rounds = 0
    while change > 1e-13 * returns.reduce(1, { max($0, abs($1)) }), rounds < 1000 {
      var extended = rewards
      for end in ends { extended[end.last] += discount * end.mean(of: returns) }
      let next = discountedReturns(of: extended, turnStart: start, discount: discount)
      change = zip(next, returns).reduce(0) { max($0, abs($1.0 - $1.1)) }
      returns = next
      rounds += 1
    }
    return returns
  }
}

extension TruncatedEnds.End {
  /// The mean of numbers of turns over those that start where the episode was cut.
  func mean(of numbers: [Double]) -> Double {
    turns.reduce(0) { $0 + numbers[Int($1)] } / Double(turns.count)
  }
}
