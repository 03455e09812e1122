public import CreditMethods

/// What the survey's decision tree says of a task: the leaf, the way to it, which preconditions fail, and what the six
/// diagnostics find.
public struct Recommendation: StoredResult, Hashable {
  /// `ascribe.recommendation/1`.
  public static let schema = "ascribe.recommendation/1"

  /// What the task is called.
  public let subject: String
  /// What is known of it.
  public let task: TaskMetadata
  /// The questions with their answers.
  public let path: [DecisionTree.Step]
  /// Where they lead.
  public let leaf: DecisionTree.Leaf
  /// The methods that the survey names there.
  public let candidates: [Candidate]
  /// Conditions of moving methods of reasoning to agents.
  public let preconditions: [Precondition]
  /// The six diagnostics.
  public let diagnostics: [DiagnosticFinding]

  /// A method of the leaf, and whether it could run.
  public struct Candidate: Sendable, Hashable, Codable {
    /// The method.
    public let method: DecisionTree.Candidate
    /// What it needs; empty where it does not run here.
    public let needs: [String]
    /// What of that the task does not offer; `nil` where that is not known.
    public let lacks: [String]?
  }

  /// What the tree says.
  ///
  /// - Parameters:
  ///   - task: What is known of the task.
  ///   - subject: What it is called.
  ///   - offers: What methods would find there; `nil` where that is not known.
  ///   - catalogue: The methods that there are.
  /// - Throws: ``TaskMetadataError`` where a question needs what is not known, and for metadata that cannot be.
  public init(
    for task: TaskMetadata, called subject: String, offering offers: Set<MethodCard.Need>? = nil,
    in catalogue: MethodCatalogue = .builtIn
  ) throws(TaskMetadataError) {
    if let flaw = task.flaw {
      throw .field(place: subject, field: flaw.field, found: flaw.found, accepted: flaw.accepted)
    }
    self.subject = subject
    self.task = task
    (leaf, path) = try DecisionTree.walk(task)
    candidates = leaf.candidates.map { method in
      let needs = catalogue.cards.first { $0.id == method.id }?.needs ?? []
      return Candidate(
        method: method, needs: needs.map(\.rawValue),
        lacks: offers.map { offers in needs.filter { !offers.contains($0) }.map(\.rawValue) })
    }
    preconditions = Precondition.all(of: task)
    diagnostics = DiagnosticFinding.all(of: task)
  }

  /// What does not fit together, for a result that was read.
  public var flaw: String? {
    diagnostics.map(\.code) == DiagnosticFinding.Code.allCases ? nil : "diagnostics are not the six"
  }
}

extension MethodCard.Need {
  /// What a simulated scenario offers without signals that somebody asks for; with one agent, no others.
  package static func ofScenario(agents: Int, isSolved: Bool) -> Set<MethodCard.Need> {
    var needs: Set<MethodCard.Need> = [.trajectories, .logProbabilities, .privilegedStates, .replay]
    if agents > 1 { needs.insert(.severalAgents) }
    if isSolved { needs.insert(.exactSolution) }
    return needs
  }
}
