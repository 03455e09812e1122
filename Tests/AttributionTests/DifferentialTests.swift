import Attribution
import Testing
import Trajectories

/// The methods against a naive transcription of their formulas, on random small batches with random parameters.
@Suite struct DifferentialTests {
  @Test(arguments: 0..<40)
  func agreesWithTheFormulas(block: Int) throws {
    for seed in UInt64(block * 10)..<UInt64(block * 10 + 10) {
      let drafts = randomDrafts(seed: seed)
      try compare(GRPO.self, drafts, seed: seed) { $0.grpo() }
      try compare(GiGPO.self, drafts, seed: seed) { $0.gigpo() }
      try compare(GraphGPO.self, drafts, seed: seed) { $0.graphgpo() }
    }
  }

  private func compare<Method: CreditMethod>(
    _ method: Method.Type, _ drafts: [EpisodeDraft], seed: UInt64, _ reference: (NaiveReference) -> [Double]
  ) throws {
    let settings = randomSettings(for: Method.card.parameters, seed: seed ^ 0xA5CB)
    let parameters = try ParameterValues(settings, for: Method.card.parameters, of: Method.card.id)
    let naive = NaiveReference(episodes: drafts, parameters: parameters)
    try expectEqual(
      credits(method, makeBatch(drafts), settings), reference(naive), within: 1e-9,
      "seed \(seed), \(Method.card.id) \(settings.map { "\($0.name)=\($0.value)" }.joined(separator: " "))")
  }
}
