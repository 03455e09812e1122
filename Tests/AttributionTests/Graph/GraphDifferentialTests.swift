import Attribution
import Testing
import Trajectories

/// The graph methods against a naive transcription of their formulas, on random small batches with random parameters.
///
/// A group that is constant but for rounding shows the rounding over `eps` = 1e-6: 1e-15 becomes 1e-9. These seeds stay
/// below that.
private let tolerance = 1e-9

@Suite struct GraphDifferentialTests {
  @Test(arguments: 0..<20)
  func agreesWithTheFormulas(block: Int) throws {
    for seed in UInt64(block * 10)..<UInt64(block * 10 + 10) {
      let drafts = randomDrafts(seed: seed)
      try compare(G2PO.self, drafts, seed: seed) { $0.g2po() }
      try compare(GEPO.self, drafts, seed: seed) { $0.gepo() }
      try compare(RewardFlow.self, drafts, seed: seed) { $0.rewardflow() }
      try compare(GraphPO.self, drafts, seed: seed) { $0.graphpo() }
    }
  }

  /// The history holds the tasks of the batch, others, or both; names of episodes may repeat.
  @Test(arguments: 0..<20)
  func remembers(block: Int) throws {
    for seed in UInt64(block * 10)..<UInt64(block * 10 + 10) {
      let drafts = randomDrafts(seed: seed)
      let history = randomDrafts(seed: seed + 5000) + [walk("h", ["A"], .failure, task: drafts[0].task)]
      let settings = acceptedSettings(for: TIGPO.self, seed: seed)
      let parameters = try ParameterValues(settings, for: TIGPO.card.parameters, of: "tigpo")
      let naive = NaiveReference(episodes: drafts + history, parameters: parameters)
      try expectEqual(
        credits(TIGPO.self, makeBatch(drafts), settings, history: makeBatch(history)),
        naive.tigpo(judged: drafts.count), within: tolerance, "seed \(seed), \(settings)")
    }
  }

  private func compare<Method: CreditMethod>(
    _ method: Method.Type, _ drafts: [EpisodeDraft], seed: UInt64, _ reference: (NaiveReference) -> [Double]
  ) throws {
    let settings = acceptedSettings(for: method, seed: seed ^ 0x6A17)
    let parameters = try ParameterValues(settings, for: Method.card.parameters, of: Method.card.id)
    let naive = NaiveReference(episodes: drafts, parameters: parameters)
    try expectEqual(
      credits(method, makeBatch(drafts), settings), reference(naive), within: tolerance,
      "seed \(seed), \(Method.card.id) \(settings.map { "\($0.name)=\($0.value)" }.joined(separator: " "))")
  }
}
