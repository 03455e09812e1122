import CreditMethods
import Testing
import TestSupport
import Trajectories

/// TIGPO with a history against a naive transcription of its formula, on random small batches with random parameters.
///
/// A group that is constant but for rounding shows the rounding over `eps` = 1e-6: 1e-15 becomes 1e-9. These seeds stay
/// below that.
private let tolerance = 1e-9

@Suite struct GraphDifferentialTests {
  /// The history holds the tasks of the batch, others, or both; names of episodes may repeat.
  @Test(arguments: 0..<20)
  func remembers(block: Int) throws {
    for seed in UInt64(block * 10)..<UInt64(block * 10 + 10) {
      let drafts = randomDrafts(seed: seed)
      let history = randomDrafts(seed: seed + 5000) + [walk("h", ["A"], .failure, task: drafts[0].task)]
      let settings = acceptedSettings(for: TIGPO.self, seed: seed)
      let parameters = try ParameterValues(settings, for: TIGPO.fullCard.parameters, of: "tigpo")
      let naive = NaiveReference(episodes: drafts + history, parameters: parameters)
      try expectEqual(
        credits(TIGPO.self, makeBatch(drafts), settings, history: makeBatch(history)),
        naive.tigpo(judged: drafts.count), within: tolerance, "seed \(seed), \(settings)")
    }
  }
}
