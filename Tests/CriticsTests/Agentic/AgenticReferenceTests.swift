import Ascribe
import CreditMethods
import Testing
import TestSupport
import Trajectories

/// The agentic critics against plain transcriptions of their formulas, on random small batches with random
/// settings.
@Suite struct AgenticReferenceTests {
  static let plain: [String: @Sendable (PlainAgentic) -> [Double]] = [
    "turn_ppo": { $0.turnPPO() }, "archer": { $0.archer() }, "poad": { $0.poad() },
    "bilevel": { $0.bilevel() },
    "spa": { $0.spa() }, "lare": { $0.lare() }, "sweet": { $0.sweet() }, "agentprm": { $0.agentprm() },
    "istar": { $0.istar() }, "itpo": { $0.itpo() },
  ]

  @Test(arguments: plain.keys.sorted()) func agreesWithTheFormulas(id: String) throws {
    let plain = try #require(Self.plain[id])
    let specifications = try MethodCatalogue.builtIn.entry(named: id).card.parameters
    for seed in UInt64(300)..<324 {
      let drafts = agenticDrafts(seed: seed)
      let settings = agenticSettings(for: specifications, seed: seed)
      let parameters = try ParameterValues(pairs(settings), for: specifications, of: id)
      let found = try attribution(id, makeBatch(drafts), settings)
      let reference = plain(PlainAgentic(episodes: drafts, parameters: parameters))
      expectEqual(found.credits, reference, within: 2e-8, "seed \(seed), \(settings)")
      let fits = found.fits.filter { !$0.hasConverged }
      #expect(fits.isEmpty, "seed \(seed), \(settings)")
    }
  }
}
