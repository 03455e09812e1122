import Ascribe
import CreditMethods
import Testing
import TestSupport
import Trajectories

/// Every method of the catalogue that attributes traces against a plain transcription of its formula with strings and
/// dictionaries, on random small batches with random settings.
@Suite struct PlainReferenceTests {
  /// Credits of episodes under parameters, decision by decision.
  typealias Plain = @Sendable ([EpisodeDraft], ParameterValues) -> [Double]

  private static let plain: [String: Plain] = [
    "grpo": { NaiveReference(episodes: $0, parameters: $1).grpo() },
    "rloo": { NaiveReference(episodes: $0, parameters: $1).rloo() },
    "drgrpo": { NaiveReference(episodes: $0, parameters: $1).drgrpo() },
    "gigpo": { NaiveReference(episodes: $0, parameters: $1).gigpo() },
    "hgpo": { NaiveReference(episodes: $0, parameters: $1).hgpo() },
    "graphgpo": { NaiveReference(episodes: $0, parameters: $1).graphgpo() },
    "graph": { NaiveReference(episodes: $0, parameters: $1).graph() },
    "g2po": { NaiveReference(episodes: $0, parameters: $1).g2po() },
    "gepo": { NaiveReference(episodes: $0, parameters: $1).gepo() },
    "rewardflow": { NaiveReference(episodes: $0, parameters: $1).rewardflow() },
    "tigpo": { NaiveReference(episodes: $0, parameters: $1).tigpo(judged: $0.count) },
    "crbc": { NaiveReference(episodes: $0, parameters: $1).crbc() },
    "ecpo": { NaiveReference(episodes: $0, parameters: $1).ecpo() },
    "hae": { NaiveReference(episodes: $0, parameters: $1).hae() },
    "graphpo": { NaiveReference(episodes: $0, parameters: $1).graphpo() },
    "hcapo": { hindsight($0, $1).hcapo() },
    "hca_return": { hindsight($0, $1).hcaReturn() },
    "hca_state": { hindsight($0, $1).hcaState() },
    "cocoa": { hindsight($0, $1).cocoa() },
    "cca": { hindsight($0, $1).cca() },
    "rudder": { hindsight($0, $1).rudder() },
    "synthetic": { hindsight($0, $1).synthetic() },
    "pbrs": { NaiveReference(episodes: $0, parameters: $1).pbrs(nil) },
    "gae": { NaiveReference(episodes: $0, parameters: $1).gae(nil, lambda: $1.number("lambda")) },
    "td": { NaiveReference(episodes: $0, parameters: $1).gae(nil, lambda: 0) },
    "nstep": { NaiveReference(episodes: $0, parameters: $1).nstep(nil) },
    "mc": { NaiveReference(episodes: $0, parameters: $1).mc(nil) },
    "lambda_return": {
      NaiveReference(episodes: $0, parameters: $1).lambdaReturn(nil, lambda: $1.number("lambda"))
    },
  ]

  /// Methods whose plain transcription belongs to the tests of another module, or stands with those of their family.
  private static let elsewhere = [
    "pinto": "CriticPropertyTests", "symmetric": "CriticPropertyTests", "asymmetric": "CriticPropertyTests",
    "mappo": "CriticPropertyTests", "coma_learned": "LearnedCOMATests",
    "vdn": "MixingReferenceTests", "dop": "MixingReferenceTests", "qmix": "MixingReferenceTests",
    "qtran": "MixingReferenceTests", "qplex": "MixingReferenceTests", "sqddpg": "MixingReferenceTests",
    "shaq": "MixingReferenceTests", "lica": "MixingReferenceTests",
    "turn_ppo": "AgenticReferenceTests", "archer": "AgenticReferenceTests", "poad": "AgenticReferenceTests",
    "bilevel": "AgenticReferenceTests", "spa": "AgenticReferenceTests", "sweet": "AgenticReferenceTests",
    "agentprm": "AgenticReferenceTests",
    "tempo": "ReasoningReferenceTests", "hicra": "ReasoningReferenceTests",
    "tree_grpo": "ReasoningReferenceTests",
    "mt_grpo": "AgenticReferenceTests", "starpo_s": "AgenticReferenceTests",
    "stepagent": "AgenticReferenceTests", "vspo": "AgenticReferenceTests", "aslr": "AgenticReferenceTests",
    "identical": "AgenticReferenceTests", "aem": "AgenticReferenceTests", "t2po": "AgenticReferenceTests",
    "gvpo": "AgenticReferenceTests", "a3": "AgenticReferenceTests",
    "m_grpo": "TeamAdditionTests", "dr_mas": "TeamAdditionTests", "qllm": "TeamAdditionTests",
    "magrpo": "TeamAdditionTests", "posterior": "PosteriorReferenceTests", "liir": "LIIRTests",
  ]

  @Test func everyMethodHasAPlainReference() {
    #expect(
      Set(TraceMethod.all.map(\.id)) == Set(Self.plain.keys).union(Self.elsewhere.keys),
      "a method without a second implementation, or one that the catalogue lacks")
    #expect(Set(Self.plain.keys).isDisjoint(with: Self.elsewhere.keys))
  }

  @Test(arguments: TraceMethod.all.filter { elsewhere[$0.id] == nil })
  func agreesWithTheFormula(method: TraceMethod) throws {
    let plain = try #require(Self.plain[method.id])
    for seed in UInt64(0)..<100 {
      let drafts = method.drafts(seed: seed)
      let settings = method.settings(seed: seed)
      try expectEqual(
        method.credits(drafts, settings), plain(drafts, method.parameters(settings)), within: 1e-9,
        "seed \(seed), \(settings.map { "\($0.name)=\($0.value)" }.joined(separator: " "))")
    }
  }

  private static func hindsight(_ episodes: [EpisodeDraft], _ parameters: ParameterValues) -> NaiveHindsight {
    let decisions = episodes.flatMap { $0.turns.flatMap(\.decisions) }
    return NaiveHindsight(
      episodes: episodes, parameters: parameters,
      logProbabilities: decisions.map { $0.logProbability ?? .nan })
  }
}
