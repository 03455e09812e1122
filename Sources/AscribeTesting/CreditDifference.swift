import Trajectories

/// What differs between two lists of credits of one batch, as text.
struct CreditDifference: CustomStringConvertible {
  /// Most credits that are listed.
  private static let limit = 10

  let description: String

  /// The difference, or `nil` if there is none.
  ///
  /// - Parameters:
  ///   - found, expected: Credits of the decisions of the batch.
  ///   - batch: The batch.
  ///   - rule: How credits differ, in words that follow "differ".
  ///   - agree: Whether two credits count as equal.
  init?(
    _ found: [Double], _ expected: [Double], of batch: TrajectoryBatch, rule: String,
    agree: (Double, Double) -> Bool
  ) {
    guard found.count == batch.decisionCount, expected.count == batch.decisionCount else {
      description =
        "\(found.count) credits, expected \(expected.count); the batch has \(batch.decisionCount) decisions"
      return
    }
    let differing = found.indices.filter { !agree(found[$0], expected[$0]) }
    guard !differing.isEmpty else { return nil }
    var lines = ["\(differing.count) of \(found.count) credits differ \(rule):"]
    var listed = differing.prefix(Self.limit)
    for episode in 0..<batch.episodeCount where !listed.isEmpty {
      for (turn, index) in batch.turns(of: episode).enumerated() {
        let decisions = batch.decisions(of: index)
        while let decision = listed.first, decisions.contains(decision) {
          let agent = batch.symbols.agents[batch.decisions.agent[decision]]
          lines.append(
            "  episode \"\(batch.episodeName(episode))\", turn \(turn), agent \"\(agent)\": \(found[decision]), "
              + "expected \(expected[decision])")
          listed.removeFirst()
        }
      }
    }
    if differing.count > Self.limit { lines.append("  and \(differing.count - Self.limit) more") }
    description = lines.joined(separator: "\n")
  }
}
