import Ground
public import Simulation

/// What is played to find the value of a policy and the credits of its decisions where a scenario is too large to be solved.
public struct SampledValuePlan: Sendable {
  /// What plays the scenario under the policy.
  public var simulator: any Simulator
  /// Why nothing is exact, as a sentence.
  public var reason: String
  /// What a return from any turn on can be; `nil` where the scenario does not say, so that credits have no intervals and the
  /// value has Student's.
  public var returnBounds: ClosedRange<Double>?
  /// Whether a return is one of the two ends of ``returnBounds``.
  public var hasBinaryReturns = false
  /// Most episodes and continuations that are played, at least 1000: a quarter for the value; half of what is left to look for
  /// the decisions that matter, half to judge these.
  public var budget = 50_000
  /// Half the width of the interval of the value, and of each credit, at which its sampling stops, in units of return; `nil`
  /// to play the whole budget.
  public var precision: Double?
  /// How many decisions have a credit in the result, at least 1.
  public var decisions = 10
  /// Confidence of the intervals: of the value, of success, and of all credits together.
  public var confidence = 0.95
  /// Seed of every draw.
  public var seed: UInt64
  /// Most threads; the result does not depend on it.
  public var threads: Int
  /// What the user called the scenario and the policy, for the result.
  public var names = ScenarioNames()

  /// A plan.
  public init(
    _ simulator: any Simulator, reason: String, returnBounds: ClosedRange<Double>? = nil, seed: UInt64 = 0,
    threads: Int = 1
  ) {
    self.simulator = simulator
    self.reason = reason
    self.returnBounds = returnBounds
    self.seed = seed
    self.threads = threads
  }

  /// Refuses what cannot be played.
  func check() throws {
    try StudyError.check("budget", budget, in: 1000...1_000_000_000)
    try StudyError.check("decisions", decisions, in: 1...100)
    try StudyError.check("threads", threads, in: 1...StudyPlan.mostThreads)
    guard confidence > 0, confidence < 1 else { throw StudyError.confidenceNotAccepted(found: confidence) }
    if let precision {
      guard precision > 0, precision.isFinite else {
        throw ArgumentError("precision", precision, accepted: "a finite number above 0")
      }
      guard returnBounds != nil else {
        throw ArgumentError(
          "precision", precision, accepted: "none where the scenario declares no bounds of rewards or returns"
        )
      }
    }
  }
}
