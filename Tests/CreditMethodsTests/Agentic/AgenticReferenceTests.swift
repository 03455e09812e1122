import Ascribe
import CreditMethods
import Testing
import TestSupport
import Trajectories

/// The agentic methods that read a trace against their plain transcription, on random batches with random settings.
@Suite struct AgenticReferenceTests {
  static let plain: [String: @Sendable (PlainReasoning) -> [Double]] = [
    "igpo": { $0.igpo() }, "a2tgpo": { $0.a2tgpo() }, "sepo": { $0.sepo() },
    "criticsearch": { $0.criticSearch() }, "mt_grpo": { $0.mtGRPO() }, "starpo_s": { $0.starPOS() },
    "tarl": { $0.tarl() }, "stepagent": { $0.stepAgent() }, "vspo": { $0.vspo() }, "aslr": { $0.aslr() },
    "sorl": { $0.sorl() }, "identical": { $0.identical() }, "aem": { $0.aem() }, "t2po": { $0.t2po() },
    "gvpo": { $0.gvpo() }, "a3": { $0.a3() },
  ]

  @Test(arguments: plain.keys.sorted()) func agreesWithTheFormula(id: String) throws {
    let entry = try MethodCatalogue.builtIn.entry(named: id)
    let plain = try #require(Self.plain[id])
    for seed in UInt64(0)..<100 {
      let drafts = agenticTraceDrafts(seed: seed)
      let settings = agenticTraceSettings(for: entry.card.parameters, seed: seed)
      let parameters = try ParameterValues(settings, for: entry.card.parameters, of: id)
      let found = try entry.make(parameters).attribute(makeBatch(drafts), in: AttributionContext()).credits
      let expected = plain(PlainReasoning(episodes: drafts, parameters: parameters))
      let scale = expected.reduce(1) { max($0, abs($1)) }
      expectEqual(found, expected, within: 1e-10 * scale, "seed \(seed), \(text(settings))")
    }
  }
}
