public import Simulation

/// What the credits of a study are held against, and what kind of truth that is.
public enum Truth: Sendable {
  /// The scenario was solved for the policy.
  case exact(ExactTruth)
  /// Credits of some decisions are bounded, for a reason that is a sentence. What plays must be a lazy simulator.
  case bounded(BoundedTruthPlan, reason: String)
  /// Credits of some decisions are sampled, for a reason that is a sentence.
  case sampled(SampledTruthPlan, reason: String)
  /// There is no truth to compare with, for a reason that is a sentence.
  case none(reason: String)

  /// The exact solution, if there is one.
  public var solution: ExactSolution? { exact?.solution }

  /// What is exact, if anything is.
  public var exact: ExactTruth? {
    switch self {
    case .exact(let truth): truth
    case .bounded, .sampled, .none: nil
    }
  }

  /// How it is sampled, if it is.
  package var sampling: SampledTruthPlan? {
    if case .sampled(let plan, _) = self { plan } else { nil }
  }

  /// How it is bounded, if it is.
  package var bounding: BoundedTruthPlan? {
    if case .bounded(let plan, _) = self { plan } else { nil }
  }

  /// Whether the credits of some decisions of a batch are known, and no others.
  package var isOfSomeDecisions: Bool { sampling != nil || bounding != nil }

  /// Refuses how it is to be found where that cannot be done.
  func check() throws {
    try sampling?.check()
    try bounding?.check()
  }

  /// The exact truth of a plan where it can be had, and otherwise none, with the reason.
  ///
  /// - Throws: `ExactSolutionError/leavesTables(state:)` for tables that were compiled for another policy.
  public static func best(for plan: StudyPlan) throws(ExactSolutionError) -> Truth {
    guard let tables = plan.tables else {
      return .none(reason: "The scenario is played without tables, which an exact solution needs.")
    }
    do {
      return try .exact(of: tables.mdp, under: tables.policy)
    } catch .tooManyCells(let found, let limit) {
      return .none(reason: ExactSolutionError.tooManyCells(found: found, limit: limit).description)
    }
  }

  /// Solves a scenario for a policy.
  ///
  /// - Throws: `ExactSolutionError` for a scenario that is too large.
  public static func exact(of mdp: TurnMDP, under policy: TabularPolicy) throws(ExactSolutionError) -> Truth {
    .exact(ExactTruth(try ExactSolution(of: mdp, under: policy)))
  }
}

/// An exact solution with what follows from it for single decisions.
public struct ExactTruth: Sendable {
  /// The exact solution of the scenario under the behaviour policy.
  public let solution: ExactSolution
  /// The exact counterfactual credit of every joint action.
  package let credits: ExactCreditTable
  /// Largest size of an action value, in reward units.
  package let scale: Double

  /// The truth of a solution.
  public init(_ solution: ExactSolution) {
    self.solution = solution
    credits = ExactCreditTable(solution)
    scale = Self.scale(of: solution)
  }

  /// Largest size of an action value of a solution, in reward units.
  static func scale(of solution: ExactSolution) -> Double {
    solution.cells.actionValue.reduce(0) { max($0, abs($1)) }
  }
}

extension ExactSolution {
  /// The standard deviation of the return.
  var returnDeviation: Double { max(0, varianceLedger().variance).squareRoot() }
}

/// What kind of truth a result was held against, for files and reports.
public struct TruthSummary: Sendable, Hashable, Codable {
  /// The kinds of truth.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Computed, correct but for rounding.
    case exact
    /// Known to lie between two numbers.
    case bounded
    /// Estimated by playing on from some of the decisions that are judged, beside them.
    case sampled
    /// Not known.
    case none
  }

  /// What kind it is.
  public let kind: Kind
  /// Why it is not exact, as a sentence; `nil` for an exact one.
  public let reason: String?

  /// A kind with the reason why it is not exact.
  public init(_ kind: Kind, reason: String? = nil) {
    self.kind = kind
    self.reason = reason
  }

  /// The summary of a truth.
  public init(_ truth: Truth) {
    switch truth {
    case .exact: self.init(.exact)
    case .bounded(_, let reason): self.init(.bounded, reason: reason)
    case .sampled(_, let reason): self.init(.sampled, reason: reason)
    case .none(let reason): self.init(.none, reason: reason)
    }
  }
}
