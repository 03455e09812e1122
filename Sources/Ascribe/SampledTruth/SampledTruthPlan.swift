/// How the truth of a scenario that is too large to be solved is sampled: decisions of each batch are restored, and every
/// alternative of the agent is played on from there, with common random numbers.
///
/// The mean over continuations of the difference between what was done and what it is compared with is an unbiased estimate
/// of the exact credit of the decision.
public struct SampledTruthPlan: Sendable, Hashable, Codable {
  /// Decisions of a batch whose credit is sampled, drawn among all of the batch without replacement; at least 2.
  public var decisions: Int
  /// Most continuations of each alternative; even, at least 2, because half of them judge the noise of the others.
  public var continuations: Int
  /// Half the width of the interval of a credit, in units of return, at which its sampling stops; `nil` to play all
  /// ``continuations``. The intervals are a confidence sequence, so that they hold when sampling stops by them.
  public var precision: Double?
  /// What a return from any turn on can be; `nil` where the scenario does not bound it, so that credits have no intervals.
  public var returnBounds: ClosedRange<Double>?

  /// A plan.
  public init(
    decisions: Int = 64, continuations: Int = 128, precision: Double? = nil,
    returnBounds: ClosedRange<Double>? = nil
  ) {
    self.decisions = decisions
    self.continuations = continuations
    self.precision = precision
    self.returnBounds = returnBounds
  }

  /// Refuses what cannot be played.
  func check() throws(StudyError) {
    try StudyError.check("decisions of a sampled truth", decisions, in: 2...1_000_000)
    try StudyError.check("continuations of a sampled truth", continuations, in: 2...1_000_000)
    guard continuations.isMultiple(of: 2) else {
      throw .notAccepted(
        name: "continuations of a sampled truth", found: continuations, accepted: "an even number")
    }
  }
}
