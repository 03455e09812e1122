import Attribution
import Testing
import Trajectories

/// The hindsight methods against a naive transcription of their formulas, on random small batches with random
/// parameters.
@Suite struct HindsightDifferentialTests {
  @Test(arguments: 0..<20)
  func agreesWithTheFormulas(block: Int) throws {
    for seed in UInt64(block * 10)..<UInt64(block * 10 + 10) {
      let drafts = hindsightDrafts(seed: seed)
      try compare(HCAReturn.self, drafts, seed: seed) { $0.hcaReturn() }
      try compare(HCAState.self, drafts, seed: seed) { $0.hcaState() }
      try compare(COCOA.self, drafts, seed: seed) { $0.cocoa() }
      try compare(CCA.self, drafts, seed: seed) { $0.cca() }
      try compare(RUDDER.self, drafts, seed: seed) { $0.rudder() }
      try compare(SyntheticReturns.self, drafts, seed: seed) { $0.synthetic() }
      // Values that differ by rounding alone are divided by eps.
      try compare(HCAPO.self, drafts, seed: seed, within: 1e-8) { $0.hcapo() }
    }
  }

  private func compare<Method: CreditMethod>(
    _ method: Method.Type, _ drafts: [EpisodeDraft], seed: UInt64, within tolerance: Double = 1e-9,
    _ reference: (NaiveHindsight) -> [Double]
  ) throws {
    let settings = hindsightSettings(for: method, seed: seed)
    let parameters = try ParameterValues(settings, for: Method.card.parameters, of: Method.card.id)
    let logProbabilities = randomLogProbabilities(drafts, seed: seed)
    let naive = NaiveHindsight(episodes: drafts, parameters: parameters, logProbabilities: logProbabilities)
    try expectEqual(
      credits(method, hindsightBatch(drafts, logProbabilities: logProbabilities), settings), reference(naive),
      within: tolerance,
      "seed \(seed), \(Method.card.id) \(settings.map { "\($0.name)=\($0.value)" }.joined(separator: " "))")
  }
}
