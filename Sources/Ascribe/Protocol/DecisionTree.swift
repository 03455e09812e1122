/// The survey's tree of decisions that leads from metadata of a task to candidate methods (arXiv 2604.09459: version 3,
/// figure 4 and table 9; version 2, figure 4 and table 8).
///
/// Its thresholds are the survey's declared heuristics. Its leaves are candidates and no ranking; `ascribe recommend --audit`
/// measures how good they are.
public enum DecisionTree {
  /// The longest chain of thought that is short, in tokens.
  public static let shortChain = 5_000.0
  /// The most turns of a short episode.
  public static let shortEpisode = 30

  /// Where the tree ends.
  public enum Leaf: String, Sendable, Hashable, Codable, CaseIterable {
    /// Reasoning in a short chain of thought.
    case shortReasoning = "reasoning, short chain of thought"
    /// Reasoning in a long chain of thought.
    case longReasoning = "reasoning, long chain of thought"
    /// Reasoning where compute is generous.
    case generousReasoning = "reasoning, generous compute"
    /// An agent with few turns and no model beside it.
    case shortAgentic = "agentic, short, no auxiliary model"
    /// An agent with few turns and a model beside it.
    case assistedAgentic = "agentic, short, auxiliary model allowed"
    /// An agent with many turns.
    case longAgentic = "agentic, long"
    /// Several agents.
    case multiAgent = "multi-agent"

    /// The methods that the survey names there, in its order.
    public var candidates: [Candidate] {
      switch self {
      case .shortReasoning:
        [.of("GRPO", "grpo"), .of("PURE", "pure"), .of("SPO", "spo"), .of("SPRO", "spro")]
      case .longReasoning:
        [.of("HICRA", "hicra"), .of("CAPO", "capo"), .of("SPRO", "spro"), .of("GRPO-lambda")]
      case .generousReasoning: [.of("VinePPO", "vineppo"), .of("SCAR", "scar"), .of("GRAIL")]
      case .shortAgentic:
        [.of("GiGPO", "gigpo"), .of("CARL", "carl"), .of("iStar", "istar"), .of("POAD", "poad")]
      case .assistedAgentic: [.of("AgentPRM", "agentprm"), .of("SWEET-RL", "sweet")]
      case .longAgentic:
        [
          .of("C3", "c3"), .of("CCPO", "ccpo"), .of("HCAPO", "hcapo"), .of("IGPO", "igpo"), .of("CRAFT"),
          .of("APPO"),
        ]
      case .multiAgent:
        [.of("M-GRPO", "m_grpo"), .of("SHARP", "sharp"), .of("MAPPA", "mappa"), .of("Dr. MAS", "dr_mas")]
      }
    }
  }

  /// A method that a leaf names.
  public struct Candidate: Sendable, Hashable, Codable {
    /// Its name in the survey.
    public let name: String
    /// The identifier under which it runs here; `nil` where it does not.
    public let id: String?

    fileprivate static func of(_ name: String, _ id: String? = nil) -> Candidate {
      Candidate(name: name, id: id)
    }
  }

  /// One question on the way with its answer.
  public struct Step: Sendable, Hashable, Codable {
    /// The question.
    public let question: String
    /// The answer.
    public let answer: String
    /// What the answer rests on.
    public let figure: String
    /// What would change the answer, where that is near; `nil` where nothing is.
    public let caution: String?
  }

  /// Goes down the tree.
  ///
  /// - Parameter task: What is known of the task. A model beside the policy and generous compute count as not there where nothing
  ///   is said of them, which the step tells.
  /// - Returns: The leaf, and the questions that led to it.
  /// - Throws: ``TaskMetadataError/unanswered(question:field:hint:)`` where a question needs what is not known.
  public static func walk(_ task: TaskMetadata) throws(TaskMetadataError) -> (leaf: Leaf, path: [Step]) {
    let (setting, first) = try setting(of: task)
    switch setting {
    case .multiAgent: return (.multiAgent, [first])
    case .reasoning:
      let (isGenerous, compute) = declared(
        task.generousCompute, "Is compute generous?", "generousCompute")
      if isGenerous { return (.generousReasoning, [first, compute]) }
      let question = "A chain of thought of at most \(Int(shortChain)) tokens?"
      guard let tokens = task.tokens else {
        throw .unanswered(
          question: question, field: "tokens",
          hint: "--tokens gives the mean tokens of an episode, or a trace or scenario that counts them")
      }
      let isShort = tokens <= shortChain
      let chain = Step(
        question: question, answer: isShort ? "yes" : "no",
        figure: "mean tokens of an episode: \(rounded(tokens))", caution: nil)
      return (isShort ? .shortReasoning : .longReasoning, [first, compute, chain])
    case .agentic:
      let (isShort, length) = try length(of: task)
      guard isShort else { return (.longAgentic, [first, length]) }
      let (isAllowed, model) = declared(
        task.auxiliaryModel, "Is an auxiliary model allowed?", "auxiliaryModel")
      return (isAllowed ? .assistedAgentic : .shortAgentic, [first, length, model])
    }
  }

  private static func setting(
    of task: TaskMetadata
  ) throws(TaskMetadataError) -> (TaskMetadata.Setting, Step) {
    let question = "What is the setting?"
    let agents = task.agents.map { "\($0) \($0 == 1 ? "agent decides" : "agents decide")" }
    if let setting = task.setting {
      let figure = [agents, "declared"].compactMap(\.self).joined(separator: "; ")
      let isOdd = setting != .multiAgent && (task.agents ?? 1) > 1
      return (
        setting,
        Step(
          question: question, answer: setting.rawValue, figure: figure,
          caution: isOdd ? "several agents decide: by their number it would be multi-agent" : nil)
      )
    }
    guard let count = task.agents, let agents else {
      throw .unanswered(
        question: question, field: "setting",
        hint: "--setting says it: \(TaskMetadata.Setting.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    if count > 1 {
      return (.multiAgent, Step(question: question, answer: "multi-agent", figure: agents, caution: nil))
    }
    let isOneTurn = (task.mostTurns ?? task.medianTurns) == 1
    // A single turn without tokens is one choice, and no chain of thought that anybody could measure.
    let isReasoning = isOneTurn && task.tokens != nil
    return (
      isReasoning ? .reasoning : .agentic,
      Step(
        question: question, answer: isReasoning ? "reasoning" : "agentic",
        figure: agents + (isOneTurn ? ", in one turn" : ", turn by turn")
          + (isReasoning ? " of tokens" : ""),
        caution: isReasoning ? nil : "if an episode is one chain of thought, --setting reasoning says so")
    )
  }

  private static func length(of task: TaskMetadata) throws(TaskMetadataError) -> (Bool, Step) {
    let question = "Has an episode at most \(shortEpisode) turns?"
    guard let turns = task.medianTurns ?? task.mostTurns else {
      throw .unanswered(
        question: question, field: "medianTurns", hint: "--turns gives the turns of an episode")
    }
    let isShort = turns <= shortEpisode
    let ends = [task.leastTurns, task.mostTurns].compactMap(\.self)
    let isTorn = ends.contains { ($0 <= shortEpisode) != isShort }
    let figure =
      task.medianTurns == nil
      ? "most turns: \(turns)"
      : "median turns: \(turns)"
        + (ends.count == 2 ? " (\(ends[0]) to \(ends[1]))" : "")
    let caution =
      isTorn
      ? "\(isShort ? "the longest" : "the shortest") episodes lie on the other side: "
        + "\((isShort ? Leaf.longAgentic : .shortAgentic).candidates.map(\.name).joined(separator: ", "))"
      : nil
    return (
      isShort, Step(question: question, answer: isShort ? "yes" : "no", figure: figure, caution: caution)
    )
  }

  private static func declared(_ value: Bool?, _ question: String, _ field: String) -> (Bool, Step) {
    (
      value ?? false,
      Step(
        question: question, answer: value == true ? "yes" : "no",
        figure: value == nil ? "\(field) is not said, which counts as no" : "declared", caution: nil)
    )
  }

  /// A number of tokens as people read it.
  private static func rounded(_ number: Double) -> String {
    number < 1e15 ? "\(Int(number.rounded()))" : "\(number)"
  }
}
