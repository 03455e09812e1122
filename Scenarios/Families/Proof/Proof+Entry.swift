import Trajectories
package import Simulation

extension Proof {
  private static let summary = "a solver derives an answer step by step, a verifier judges block by block"

  /// Short and long reasoning, as messages and as tokens.
  static let entry = ScenarioEntry(
    "proof", summary: summary, parameters: ProofParameters.specifications,
    taskFamily: TaskFamily(
      code: "F1, F2", benchmarks: "GSM8K, MATH, AIME",
      large: [
        "steps": "96", "blockLength": "4", "horizon": "260", "hardShare": "0.25", "cited": "8",
        "carefulError": "0.06", "leapError": "0.31", "routineError": "0.003", "detection": "0.9",
        "overthinking": "0.01", "stepTokens": "1500",
      ])
  ) { values throws(ScenarioError) in Proof(parameters: try ProofParameters(values)) }

  package var facts: ScenarioFacts {
    ScenarioFacts(
      summary: Self.summary,
      source: """
        Zhang 2026 (arXiv 2604.09459), families F1 and F2; Cobbe et al. 2021 (GSM8K), Hendrycks et al. 2021 (MATH), \
        Lightman et al. 2023 (arXiv 2305.20050)
        """,
      family: "reasoning", turnOrder: .turnTaking, isDeterministic: false, observability: .partial,
      rewardBounds: 0...1, returnBounds: 0...1, hasBinaryReturns: true,
      pivotalUnits: parameters.horizon <= 40 ? pivotalUnits : nil)
  }

  /// The messages from which the derivation can still be finished in time: those of hard steps and all verdicts, and of them
  /// the tokens that mean something.
  private var pivotalUnits: Set<ScenarioFacts.Unit> {
    // How many steps stand when the solver writes, and when the verifier judges.
    var writing: Set<Int> = [0]
    var judging: Set<Int> = []
    var units: Set<ScenarioFacts.Unit> = []
    for message in 0..<parameters.horizon {
      let left = parameters.horizon - message
      let add = { (token: Int, agent: AgentID) in
        let turn = message * parameters.turnsPerMessage + (parameters.view == .tokens ? token : 0)
        units.insert(ScenarioFacts.Unit(turn: turn, agent: agent))
      }
      for step in writing where parameters.isHard(step) && parameters.messages(from: step) <= left {
        add(0, Self.solver)
        add(1, Self.solver)
      }
      for step in judging where parameters.messages(from: step) < left {
        add(0, Self.verifier)
        // One step or the whole block are two things if the block has more than one, and there is time for one.
        let hasChoice = (step - 1) % parameters.blockLength > 0
        if hasChoice, parameters.messages(from: step - 1) < left { add(1, Self.verifier) }
      }
      let written = writing.map { $0 + 1 }
      let back = judging.flatMap { [$0 - 1, parameters.block(ofStep: $0 - 1) * parameters.blockLength] }
      writing = Set(
        written.filter { !parameters.endsBlock($0) } + back + judging.filter { $0 < parameters.steps })
      judging = Set(written.filter { parameters.endsBlock($0) })
    }
    return units
  }
}
