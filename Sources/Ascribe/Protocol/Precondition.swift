/// One of the conditions under which a method of reasoning may be moved to agents without changing what it estimates
/// (arXiv 2604.09459, version 3): where one fails the estimand changes, and is to be called by another name.
public struct Precondition: Sendable, Hashable, Codable {
  /// Whether it holds.
  public enum Status: String, Sendable, Hashable, Codable {
    /// It does.
    case holds
    /// It does not.
    case fails
    /// The metadata do not say.
    case unknown
  }

  /// The condition.
  public let name: String
  /// Whether it holds.
  public let status: Status
  /// The metadata that say so, or what is missing.
  public let evidence: String
  /// What it changes where it fails; `nil` where it does not.
  public let consequence: String?

  /// The conditions for a task: the survey's three, and the length of episodes, at which credit of whole episodes fades.
  public static func all(of task: TaskMetadata) -> [Precondition] {
    [closed(task), checkpointable(task), checkable(task), short(task)]
  }

  private init(_ name: String, _ status: Status, _ evidence: String, _ consequence: String? = nil) {
    self.name = name
    self.status = status
    self.evidence = evidence
    self.consequence = status == .fails ? consequence : nil
  }

  private static func closed(_ task: TaskMetadata) -> Precondition {
    let name = "closed effective state"
    let consequence =
      "credit at a state becomes credit given what is seen of it: an average over what it hides"
    if let gap = task.aliasingGap {
      let aliased = task.aliasedViews ?? 0
      let isClosed = gap <= DiagnosticFinding.negligible && aliased == 0
      let views =
        aliased > 0 ? "; \(aliased) of \(task.views ?? aliased) views are of states that differ in value" : ""
      return Precondition(
        name, isClosed ? .holds : .fails, "aliasing gap \(DiagnosticFinding.short(gap))\(views)", consequence)
    }
    if let hidden = task.hiddenSituations, hidden > 0 {
      return Precondition(
        name, .fails, "\(hidden) situations whose outcomes depend on what is hidden", consequence)
    }
    if let probability = task.markovProbability, probability <= DiagnosticFinding.level {
      return Precondition(
        name, .fails,
        "the turn before still tells what follows (p = \(DiagnosticFinding.short(probability)), \(task.markovTurns ?? 0) turns)",
        consequence)
    }
    return Precondition(
      name, .unknown,
      task.source == .trace
        ? "a trace cannot show what nobody saw: no dependence on the turn before was found"
        : "the aliasing gap is not known")
  }

  private static func checkpointable(_ task: TaskMetadata) -> Precondition {
    let name = "branchable and checkpointable"
    guard let grade = task.replay else {
      return Precondition(name, .unknown, "the replay grade is not known")
    }
    return Precondition(
      name, grade == .environment ? .holds : .fails, "replay grade: \(grade.words)",
      "a branch does not begin in the state of the original: the contrast is "
        + (grade == .none ? "read off records, and predictive" : "of the part that is restored"))
  }

  private static func checkable(_ task: TaskMetadata) -> Precondition {
    let name = "checkable outcome"
    if let error = task.verifierError {
      return Precondition(
        name, error > 0 ? .fails : .holds, "verifier error \(DiagnosticFinding.short(error))",
        "credit is of what the verifier says, not of success")
    }
    if let share = task.endingShare {
      let isSure = share <= DiagnosticFinding.negligible
      return Precondition(
        name, isSure ? .holds : .fails,
        isSure
          ? "the same ending always pays the same"
          : "endings make \(DiagnosticFinding.percent(share)) of the return's variance: the same ending pays differently",
        "credit is of the verdict's expectation, and single outcomes are noisy labels of it")
    }
    return Precondition(
      name, .unknown,
      task.source == .trace
        ? "a trace holds verdicts, and not how often they are wrong: --verifier-error says it"
        : "the verifier's error is not known")
  }

  private static func short(_ task: TaskMetadata) -> Precondition {
    let name = "short episodes, for credit of whole episodes"
    guard let turns = task.medianTurns ?? task.mostTurns else {
      return Precondition(name, .unknown, "the turns of an episode are not known")
    }
    let correlation = task.decisionShare.map { share in
      "; credit of whole episodes correlates by about "
        + "\(DiagnosticFinding.short((share / Double(max(1, turns))).squareRoot())) with that of a turn"
    }
    return Precondition(
      name, turns <= DecisionTree.shortEpisode ? .holds : .fails,
      "median turns \(turns)" + (correlation ?? ""),
      "one baseline shared by all turns: its credit correlates with a turn's as sqrt(decision share / turns)")
  }
}

extension TaskMetadata.ReplayGrade {
  /// In words.
  public var words: String {
    switch self {
    case .none: "none, a record alone"
    case .text: "the text is fed in again"
    case .decoder: "the state of the decoder"
    case .environment: "checkpoints of the environment"
    }
  }
}
