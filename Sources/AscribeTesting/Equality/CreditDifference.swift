import Trajectories

/// What differs between credits of one batch and those that are expected, as text: how many, which, and what they have in
/// common.
struct CreditDifference: CustomStringConvertible {
  /// Most credits that are listed.
  private static let limit = 10

  let description: String

  /// The difference, or `nil` if there is none.
  ///
  /// - Parameters:
  ///   - found, expected: Credits of the decisions of the batch; a decision of which nothing is expected has `nil`.
  ///   - batch: The batch.
  ///   - rule: How credits differ, in words that follow "differ".
  ///   - agree: Whether two credits count as equal.
  init?(
    _ found: [Double], _ expected: [Double?], of batch: TrajectoryBatch, rule: String,
    agree: (Double, Double) -> Bool
  ) {
    guard found.count == batch.decisionCount, expected.count == batch.decisionCount else {
      description =
        "\(found.count) credits, expected \(expected.count); the batch has \(batch.decisionCount) decisions"
      return
    }
    let differing = found.indices.filter { index in expected[index].map { !agree(found[index], $0) } ?? false
    }
    guard !differing.isEmpty else { return nil }
    let count = expected.count { $0 != nil }
    var lines = ["\(differing.count) of \(count) credits differ \(rule):"]
    let places = DecisionPlaces(batch)
    for decision in differing.prefix(Self.limit) {
      lines.append("  \(places[decision]): \(found[decision]), expected \(expected[decision] ?? .nan)")
    }
    if differing.count > Self.limit { lines.append("  and \(differing.count - Self.limit) more") }
    if let pattern = DifferencePattern(found, expected, at: differing, places, agree: agree) {
      lines.append("  \(pattern.description)")
    }
    description = lines.joined(separator: "\n")
  }
}

/// Where the decisions of a batch stand, in words.
struct DecisionPlaces {
  private let batch: TrajectoryBatch
  /// Of each decision: its episode, its turn from 0, its agent.
  private(set) var episode: [Int] = []
  private(set) var turn: [Int] = []

  init(_ batch: TrajectoryBatch) {
    self.batch = batch
    for index in 0..<batch.episodeCount {
      for (number, row) in batch.turns(of: index).enumerated() {
        for _ in batch.decisions(of: row) {
          episode.append(index)
          turn.append(number)
        }
      }
    }
  }

  func agent(_ decision: Int) -> String { batch.symbols.agents[batch.decisions.agent[decision]] }

  func episodeName(_ decision: Int) -> String { batch.episodeName(episode[decision]) }

  subscript(decision: Int) -> String {
    "episode \"\(episodeName(decision))\", turn \(turn[decision]), agent \"\(agent(decision))\""
  }
}
