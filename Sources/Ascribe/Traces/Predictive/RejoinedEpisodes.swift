import Ground
import Trajectories

/// Episodes that are cut where they share a state and joined anew, which leaves every count of the model as it is.
///
/// Two turns of one state in different episodes may change their pasts: each then follows what came before the other. Starts, and
/// what followed each state and joint action, are counted as before, and so a Markov model, whatever its probabilities, says that all
/// episodes that come about in this way are as probable as the recorded ones.
///
/// Source: Besag and Mondal, Exact goodness-of-fit tests for Markov chains, Biometrics 69 (2013), for tests given these counts.
struct RejoinedEpisodes {
  /// The turns of each state.
  private let turnsOfState: Grouping
  private let state: [Int32]
  private(set) var previous: [Int32]
  private(set) var next: [Int32]
  /// First turn of each episode.
  private(set) var first: [Int32]
  /// The episode that each turn is in.
  private(set) var episode: [Int32]
  /// Turns of states that two episodes visit: those that can change places.
  let exchangeable: Int

  /// The episodes as they were recorded.
  init(_ paths: RecordedPaths) {
    state = paths.state
    turnsOfState = Grouping(paths.state.map(UInt32.init), count: paths.stateCount)
    let count = paths.state.count
    previous = (0..<Int32(count)).map { $0 - 1 }
    next = (0..<Int32(count)).map { $0 + 1 }
    episode = [Int32](repeating: 0, count: count)
    first = []
    for number in 0..<paths.episodeCount {
      let turns = paths.start[number]..<paths.start[number + 1]
      first.append(Int32(turns.lowerBound))
      previous[turns.lowerBound] = -1
      next[turns.upperBound - 1] = -1
      for turn in turns { episode[turn] = Int32(number) }
    }
    let (groups, episodes) = (turnsOfState, episode)
    exchangeable = (0..<groups.count).reduce(0) { sum, group in
      let visitors = groups[group].lazy.map { episodes[Int($0)] }
      return sum + (visitors.contains { $0 != visitors.first } ? groups.size(of: group) : 0)
    }
  }

  /// Changes the pasts of as many pairs of turns of one state, drawn at random; a pair within one episode is left as it is.
  ///
  /// A pair is drawn as often one way as back, so that all episodes that can be reached come about alike.
  ///
  /// - Complexity: O(steps · turns of an episode).
  mutating func walk(_ steps: Int, _ stream: PhiloxStream, number: Int) {
    for step in 0..<steps {
      let block = stream.block(episode: UInt64(number), turn: UInt64(step), draw: 0)
      let one = Int(block.word0 % UInt64(state.count))
      let members = turnsOfState[Int(state[one])]
      let place = Int(block.word1 % UInt64(members.count))
      exchange(one, Int(members[members.startIndex + place]))
    }
  }

  /// Lets two turns of one state change their pasts.
  private mutating func exchange(_ one: Int, _ other: Int) {
    let (own, others) = (episode[one], episode[other])
    guard own != others else { return }
    let (before, beforeOther) = (previous[one], previous[other])
    lead(from: before, of: own, to: other)
    lead(from: beforeOther, of: others, to: one)
  }

  /// Makes a turn and all that follow it the continuation of an episode after a turn, or its whole.
  private mutating func lead(from before: Int32, of number: Int32, to turn: Int) {
    previous[turn] = before
    if before >= 0 { next[Int(before)] = Int32(turn) } else { first[Int(number)] = Int32(turn) }
    var place = Int32(turn)
    while place >= 0 {
      episode[Int(place)] = number
      place = next[Int(place)]
    }
  }
}
