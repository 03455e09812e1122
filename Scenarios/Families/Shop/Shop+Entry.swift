import Trajectories
package import Simulation

extension Shop {
  private static let summary = "a searcher and a buyer fill an order whose constraints show only in part"

  /// Tool use under constraints, with one purchase that cannot be undone.
  static let entry = ScenarioEntry(
    "shop", summary: summary, parameters: ShopParameters.specifications,
    taskFamily: TaskFamily(
      code: "F3", benchmarks: "WebShop",
      large: [
        "constraints": "9", "hidden": "5", "horizon": "60", "odds": "1.5", "clutter": "30",
        "refinement": "0.9",
        "inspectionError": "0.05", "patience": "0.95", "pageTokens": "8000",
      ])
  ) { values throws(ScenarioError) in Shop(parameters: try ShopParameters(values)) }

  package var facts: ScenarioFacts {
    ScenarioFacts(
      summary: Self.summary,
      source: "Zhang 2026 (arXiv 2604.09459), family F3; Yao et al. 2022 (WebShop, arXiv 2207.01206)",
      family: "tool use", turnOrder: .turnTaking, isDeterministic: false, observability: .partial,
      rewardBounds: 0...1, returnBounds: 0...1, pivotalUnits: pivotalUnits)
  }

  /// Every decision from which something can still be bought in time, and the last ones of the buyer.
  private var pivotalUnits: Set<ScenarioFacts.Unit>? {
    parameters.constraints > 3 ? nil : SuccessGraph(of: self, stateLimit: 5000)?.units { _, _ in true }
  }
}
