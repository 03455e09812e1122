import CreditMethods
import Ground
package import Trajectories

/// How long episodes are: mean, least, median and most.
public struct LengthSummary: Sendable, Hashable, Codable {
  /// The mean.
  public let mean: Double
  /// The fewest, the middle one (of an even number the later of the two), and the most.
  public let least, median, most: Int
}

/// How long the episodes of a result are, in turns and in tokens.
public struct EpisodeLengthSummary: Sendable, Hashable, Codable {
  /// Episodes that were measured.
  public let episodes: Int
  /// Turns of an episode.
  public let turns: LengthSummary
  /// Tokens of an episode; `nil` where none are counted.
  public let tokens: LengthSummary?
}

/// Lengths of episodes, counted: whatever order they come in, the sums are the same.
package struct EpisodeLengths: Sendable, Hashable, Codable {
  /// Episodes by their turns, and by their tokens.
  private var turns: [Int: Int] = [:]
  private var tokens: [Int: Int] = [:]
  /// Whether some episode counts no tokens.
  private var lacksTokens = false

  /// Of no episodes.
  package init() {}

  /// Of the episodes of a batch.
  package init(of batch: TrajectoryBatch) {
    for episode in 0..<batch.episodeCount {
      turns[batch.turns(of: episode).count, default: 0] += 1
      guard let column = batch.decisions.tokens, !batch.turns(of: episode).isEmpty else { continue }
      let sum = batch.decisions(ofEpisode: episode).reduce(0) { $0 + Int(column[$1]) }
      tokens[sum, default: 0] += 1
    }
    lacksTokens = batch.episodeCount > 0 && batch.decisions.tokens == nil
  }

  /// Adds others.
  package static func += (lengths: inout EpisodeLengths, other: EpisodeLengths) {
    lengths.turns.merge(other.turns, uniquingKeysWith: +)
    lengths.tokens.merge(other.tokens, uniquingKeysWith: +)
    lengths.lacksTokens = lengths.lacksTokens || other.lacksTokens
  }

  /// What is to be said of them; `nil` without episodes.
  package var summary: EpisodeLengthSummary? {
    LengthSummary(turns).map {
      EpisodeLengthSummary(
        episodes: turns.values.reduce(0, +), turns: $0, tokens: lacksTokens ? nil : LengthSummary(tokens))
    }
  }
}

extension LengthSummary {
  /// - Parameter counts: How many there are of each length.
  fileprivate init?(_ counts: [Int: Int]) {
    let sorted = counts.sorted { $0.key < $1.key }
    guard let first = sorted.first, let last = sorted.last else { return nil }
    let all = counts.values.reduce(0, +)
    var (passed, middle, sum) = (0, last.key, 0)
    for (length, count) in sorted {
      if passed <= all / 2, passed + count > all / 2 { middle = length }
      passed += count
      sum += length * count
    }
    (mean, least, median, most) = (Double(sum) / Double(all), first.key, middle, last.key)
  }
}
