import Ascribe
import CreditMethods
import Testing
import TestSupport
import Trajectories

/// The methods of single reasoning steps against their plain transcription, on random batches with random settings.
@Suite struct ReasoningReferenceTests {
  static let plain: [String: @Sendable (PlainReasoning) -> [Double]] = [
    "red": { $0.red() }, "treg": { $0.treg() }, "qstar": { $0.qstar() }, "dpo_implicit": { $0.dpoImplicit() },
    "tempo": { $0.tempo() }, "pure": { $0.pure() }, "spro": { $0.spro() }, "capo": { $0.capo() },
    "acpo": { $0.acpo() }, "hicra": { $0.hicra() }, "prl": { $0.prl() }, "finepo": { $0.finepo() },
    "prime": { $0.prime() }, "tree_grpo": { $0.treeGRPO() },
  ]

  @Test(arguments: plain.keys.sorted()) func agreesWithTheFormula(id: String) throws {
    let entry = try MethodCatalogue.builtIn.entry(named: id)
    let plain = try #require(Self.plain[id])
    for seed in UInt64(0)..<120 {
      let drafts = reasoningDrafts(seed: seed)
      let settings = reasoningSettings(for: entry.card.parameters, seed: seed)
      let parameters = try ParameterValues(settings, for: entry.card.parameters, of: id)
      let found = try entry.make(parameters).attribute(makeBatch(drafts), in: AttributionContext()).credits
      let expected = plain(PlainReasoning(episodes: drafts, parameters: parameters))
      let scale = expected.reduce(1) { max($0, abs($1)) }
      expectEqual(found, expected, within: 1e-10 * scale, "seed \(seed), \(text(settings))")
    }
  }
}
