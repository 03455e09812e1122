import CreditMethods

/// One of the 47 methods of the survey that Ascribe grew out of (Zhang 2026, arXiv 2604.09459 v2), and what runs of it here.
package struct SurveyMethod: Sendable, Hashable, Codable {
  /// Its number in the survey's inventory.
  package let number: Int
  /// Its name there.
  package let name: String
  /// The identifier under which it runs; `nil` where there is no operator.
  package let id: String?
  /// Why there is no operator, and what to run instead; `nil` where there is one.
  package let reason: String?
  /// Its cell of the grid of granularity and methodology.
  package let granularity, methodology: String
  /// Whether the survey draws it in that cell; `false` for a cell that is ours.
  package let isDrawn: Bool
  /// What its formula was checked against.
  package let evidence: Evidence

  /// What a formula was checked against.
  package enum Evidence: String, Sendable, Hashable, Codable {
    /// The authors' released code.
    case code
    /// The paper's equations.
    case paper
    /// Independent notes, reviews or re-implementations.
    case notes
    /// No more than the abstract: the formula is a reconstruction.
    case abstract
  }

  /// What it needs, in the words of its card.
  ///
  /// - Parameter catalogue: Where its operator is.
  func needs(in catalogue: MethodCatalogue) -> [String] {
    catalogue.entries.first { $0.card.id == id }?.card.needs.map(\.rawValue) ?? []
  }
}

extension SurveyMethod {
  /// A row; `ours` marks a cell that the survey does not draw.
  private init(
    _ number: Int, _ name: String, _ id: String?, _ granularity: MethodCard.Granularity,
    _ methodology: SurveyMethodology, _ evidence: Evidence, ours: Bool = false, reason: String? = nil
  ) {
    self.init(
      number: number, name: name, id: id, reason: reason, granularity: granularity.rawValue,
      methodology: methodology.rawValue, isDrawn: !ours, evidence: evidence)
  }

  /// The 47, in the order of the survey.
  package static let all: [SurveyMethod] = reasoning + agentic + multiAgent

  private static let reasoning: [SurveyMethod] = [
    SurveyMethod(1, "VinePPO", "vineppo", .token, .monteCarlo, .notes),
    SurveyMethod(2, "RED", "red", .token, .temporalDifference, .notes),
    SurveyMethod(3, "T-REG", "treg", .token, .temporalDifference, .abstract),
    SurveyMethod(4, "From r to Q*", "qstar", .token, .implicit, .notes, ours: true),
    SurveyMethod(5, "SPO", "spo", .segment, .monteCarlo, .code),
    SurveyMethod(6, "SCAR", "scar", .segment, .gameTheoretic, .notes),
    SurveyMethod(7, "TEMPO", "tempo", .segment, .temporalDifference, .notes),
    SurveyMethod(8, "PURE", "pure", .turn, .monteCarlo, .code),
    SurveyMethod(9, "SPRO", "spro", .turn, .monteCarlo, .notes),
    SurveyMethod(10, "CAPO", "capo", .turn, .criticOrJudge, .notes),
    SurveyMethod(11, "ACPO", "acpo", .turn, .informationTheoretic, .abstract, ours: true),
    SurveyMethod(12, "HICRA", "hicra", .turn, .informationTheoretic, .notes),
    SurveyMethod(13, "PRL", "prl", .turn, .informationTheoretic, .code, ours: true),
    SurveyMethod(14, "InT", "int", .turn, .gameTheoretic, .notes, ours: true),
    SurveyMethod(15, "FinePO", "finepo", .turn, .criticOrJudge, .paper, ours: true),
  ]

  private static let agentic: [SurveyMethod] = [
    SurveyMethod(16, "AgentPRM", "agentprm", .turn, .temporalDifference, .paper),
    SurveyMethod(17, "SWEET-RL", "sweet", .turn, .criticOrJudge, .code),
    SurveyMethod(18, "Turn-level reward design", "mt_grpo", .turn, .criticOrJudge, .code, ours: true),
    SurveyMethod(19, "Turn-PPO", "turn_ppo", .turn, .temporalDifference, .paper),
    SurveyMethod(20, "SORL", "sorl", .turn, .temporalDifference, .paper, ours: true),
    SurveyMethod(21, "TARL", "tarl", .turn, .criticOrJudge, .paper),
    SurveyMethod(22, "ITPO", "itpo", .turn, .implicit, .code, ours: true),
    SurveyMethod(23, "HCAPO", "hcapo", .turn, .criticOrJudge, .paper),
    SurveyMethod(24, "C3", "c3", .turn, .gameTheoretic, .code),
    SurveyMethod(25, "CCPO", "ccpo", .turn, .gameTheoretic, .code),
    SurveyMethod(26, "CriticSearch", "criticsearch", .turn, .criticOrJudge, .paper, ours: true),
    SurveyMethod(27, "GiGPO", "gigpo", .turn, .monteCarlo, .code),
    SurveyMethod(28, "POAD", "poad", .token, .temporalDifference, .code, ours: true),
    SurveyMethod(29, "ArCHer", "archer", .turn, .temporalDifference, .code),
    SurveyMethod(
      30, "PilotRL", nil, .turn, .criticOrJudge, .abstract, ours: true,
      reason: "a curriculum of reward weights; within a stage its credit is grpo"),
    SurveyMethod(31, "CARL", "carl", .turn, .informationTheoretic, .paper),
    SurveyMethod(32, "IGPO", "igpo", .turn, .informationTheoretic, .code),
    SurveyMethod(33, "iStar", "istar", .turn, .temporalDifference, .code),
    SurveyMethod(34, "StepAgent", "stepagent", .turn, .temporalDifference, .abstract, ours: true),
    SurveyMethod(35, "Agent Lightning", "identical", .turn, .monteCarlo, .code, ours: true),
    SurveyMethod(36, "RAGEN", "starpo_s", .turn, .monteCarlo, .code, ours: true),
    SurveyMethod(37, "SPA-RL", "spa", .turn, .temporalDifference, .code),
    SurveyMethod(38, "LaRe", "lare", .turn, .criticOrJudge, .code),
    SurveyMethod(
      39, "SCRIBE", nil, .turn, .criticOrJudge, .abstract, ours: true,
      reason:
        "a judge with rubrics, whose error is smaller: capo or criticsearch with a simulated judge (--judge error=...)"
    ),
    SurveyMethod(40, "PRS/VSPO", "vspo", .turn, .monteCarlo, .paper, ours: true),
    SurveyMethod(41, "Adaptive segment reward", "aslr", .segment, .monteCarlo, .abstract, ours: true),
  ]

  private static let multiAgent: [SurveyMethod] = [
    SurveyMethod(42, "M-GRPO", "m_grpo", .multiAgent, .monteCarlo, .notes),
    SurveyMethod(43, "LLM-MCA", "llm_mca", .multiAgent, .criticOrJudge, .abstract),
    SurveyMethod(44, "QLLM", "qllm", .multiAgent, .gameTheoretic, .code),
    SurveyMethod(45, "SHARP", "sharp", .multiAgent, .gameTheoretic, .notes, ours: true),
    SurveyMethod(46, "MAPPA", "mappa", .multiAgent, .criticOrJudge, .code, ours: true),
    SurveyMethod(47, "Dr. MAS", "dr_mas", .multiAgent, .monteCarlo, .code, ours: true),
  ]
}
