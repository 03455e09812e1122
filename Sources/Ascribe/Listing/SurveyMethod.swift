import Foundation

/// One of the 47 methods of the survey that Ascribe grew out of (Zhang 2026, arXiv 2604.09459 v2), and what runs of it here.
public struct SurveyMethod: Sendable, Hashable, Codable {
  /// Its number in the survey's inventory.
  public let number: Int
  /// Its name there.
  public let name: String
  /// The identifier under which it runs; `nil` where there is no operator.
  public let id: String?
  /// Why there is no operator, and what to run instead; `nil` where there is one.
  public let reason: String?
  /// Its cell of the grid of granularity and methodology.
  public let granularity, methodology: String
  /// Whether the survey draws it in that cell; `false` for a cell that is ours.
  public let isDrawn: Bool
  /// What its formula was checked against.
  public let evidence: Evidence

  /// What a formula was checked against.
  public enum Evidence: String, Sendable, Hashable, Codable {
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
  /// A row, with a cell as `granularity x methodology`; a star behind it marks a cell that is ours.
  private init(
    _ number: Int, _ name: String, _ id: String?, _ cell: String, _ evidence: Evidence, reason: String? = nil
  ) {
    let parts = cell.split(separator: "*", omittingEmptySubsequences: true)[0].components(separatedBy: " x ")
    self.init(
      number: number, name: name, id: id, reason: reason, granularity: parts[0], methodology: parts[1],
      isDrawn: !cell.hasSuffix("*"), evidence: evidence)
  }

  /// The 47, in the order of the survey.
  public static let all: [SurveyMethod] = reasoning + agentic + multiAgent

  private static let reasoning: [SurveyMethod] = [
    SurveyMethod(1, "VinePPO", "vineppo", "token x Monte Carlo", .notes),
    SurveyMethod(2, "RED", "red", "token x temporal difference", .notes),
    SurveyMethod(3, "T-REG", "treg", "token x temporal difference", .abstract),
    SurveyMethod(4, "From r to Q*", "qstar", "token x implicit*", .notes),
    SurveyMethod(5, "SPO", "spo", "segment x Monte Carlo", .code),
    SurveyMethod(6, "SCAR", "scar", "segment x game-theoretic", .notes),
    SurveyMethod(7, "TEMPO", "tempo", "segment x temporal difference", .notes),
    SurveyMethod(8, "PURE", "pure", "turn x Monte Carlo", .code),
    SurveyMethod(9, "SPRO", "spro", "turn x Monte Carlo", .notes),
    SurveyMethod(10, "CAPO", "capo", "turn x critic or judge", .notes),
    SurveyMethod(11, "ACPO", "acpo", "turn x information-theoretic*", .abstract),
    SurveyMethod(12, "HICRA", "hicra", "turn x information-theoretic", .notes),
    SurveyMethod(13, "PRL", "prl", "turn x information-theoretic*", .code),
    SurveyMethod(14, "InT", "int", "turn x game-theoretic*", .notes),
    SurveyMethod(15, "FinePO", "finepo", "turn x critic or judge*", .paper),
  ]

  private static let agentic: [SurveyMethod] = [
    SurveyMethod(16, "AgentPRM", "agentprm", "turn x temporal difference", .paper),
    SurveyMethod(17, "SWEET-RL", "sweet", "turn x critic or judge", .code),
    SurveyMethod(18, "Turn-level reward design", "mt_grpo", "turn x critic or judge*", .code),
    SurveyMethod(19, "Turn-PPO", "turn_ppo", "turn x temporal difference", .paper),
    SurveyMethod(20, "SORL", "sorl", "turn x temporal difference", .paper),
    SurveyMethod(21, "TARL", "tarl", "turn x critic or judge", .paper),
    SurveyMethod(22, "ITPO", "itpo", "turn x implicit", .code),
    SurveyMethod(23, "HCAPO", "hcapo", "turn x critic or judge", .paper),
    SurveyMethod(24, "C3", "c3", "turn x game-theoretic", .code),
    SurveyMethod(25, "CCPO", "ccpo", "turn x game-theoretic", .code),
    SurveyMethod(26, "CriticSearch", "criticsearch", "turn x critic or judge*", .paper),
    SurveyMethod(27, "GiGPO", "gigpo", "turn x Monte Carlo", .code),
    SurveyMethod(28, "POAD", "poad", "token x temporal difference*", .code),
    SurveyMethod(29, "ArCHer", "archer", "turn x temporal difference", .code),
    SurveyMethod(
      30, "PilotRL", nil, "turn x critic or judge*", .abstract,
      reason: "a curriculum of reward weights; within a stage its credit is grpo"),
    SurveyMethod(31, "CARL", "carl", "turn x information-theoretic", .paper),
    SurveyMethod(32, "IGPO", "igpo", "turn x information-theoretic", .code),
    SurveyMethod(33, "iStar", "istar", "turn x temporal difference", .code),
    SurveyMethod(34, "StepAgent", "stepagent", "turn x temporal difference*", .abstract),
    SurveyMethod(35, "Agent Lightning", "identical", "turn x Monte Carlo*", .code),
    SurveyMethod(36, "RAGEN", "starpo_s", "turn x Monte Carlo*", .code),
    SurveyMethod(37, "SPA-RL", "spa", "turn x temporal difference", .code),
    SurveyMethod(38, "LaRe", "lare", "turn x critic or judge", .code),
    SurveyMethod(
      39, "SCRIBE", nil, "turn x critic or judge*", .abstract,
      reason:
        "a judge with rubrics, whose error is smaller: capo or criticsearch with a simulated judge (--judge error=...)"
    ),
    SurveyMethod(40, "PRS/VSPO", "vspo", "turn x Monte Carlo*", .paper),
    SurveyMethod(41, "Adaptive segment reward", "aslr", "segment x Monte Carlo*", .abstract),
  ]

  private static let multiAgent: [SurveyMethod] = [
    SurveyMethod(42, "M-GRPO", "m_grpo", "multi-agent x Monte Carlo", .notes),
    SurveyMethod(43, "LLM-MCA", "llm_mca", "multi-agent x critic or judge", .abstract),
    SurveyMethod(44, "QLLM", "qllm", "multi-agent x game-theoretic", .code),
    SurveyMethod(45, "SHARP", "sharp", "multi-agent x game-theoretic*", .notes),
    SurveyMethod(46, "MAPPA", "mappa", "multi-agent x critic or judge*", .code),
    SurveyMethod(47, "Dr. MAS", "dr_mas", "multi-agent x Monte Carlo*", .code),
  ]
}
