import Trajectories
package import Simulation

extension Web {
  private static let summary = "a navigator and a reader find a record on a site of pages that look alike"

  /// Web navigation with a server whose state no page shows.
  static let entry = ScenarioEntry(
    "web", summary: summary, parameters: WebParameters.specifications,
    taskFamily: TaskFamily(
      code: "F4", benchmarks: "WebArena",
      large: [
        "sections": "8", "records": "8", "fields": "5", "horizon": "200", "prior": "1.2", "expiry": "0.01",
        "skimError": "0.05", "readError": "0.005", "recoverability": "0.7", "fillError": "0.02",
        "pasteError": "0.1", "pageTokens": "1500",
      ])
  ) { values throws(ScenarioError) in Web(parameters: try WebParameters(values)) }

  package var facts: ScenarioFacts {
    ScenarioFacts(
      summary: Self.summary,
      source: "Zhang 2026 (arXiv 2604.09459), family F4; Zhou et al. 2024 (WebArena, arXiv 2307.13854)",
      family: "web navigation", turnOrder: .turnTaking, isDeterministic: false, observability: .partial,
      rewardBounds: 0...1, returnBounds: 0...1, hasBinaryReturns: true, pivotalUnits: pivotalUnits)
  }

  /// Every decision from which the errand can be done in time.
  private var pivotalUnits: Set<ScenarioFacts.Unit>? {
    SuccessGraph(of: self, stateLimit: 5000)?.units { _, _ in true }
  }
}
