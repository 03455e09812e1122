import CreditStatistics
import Ground
public import Simulation

/// How the return of a policy is found where it cannot be computed: it is the mean over episodes that are played for
/// nothing else, which no budget pays for; or it is known to lie between bounds (``bounding``).
///
/// The intervals of a run hold for all of its policies together, at whichever update one looks or stops: the one of look *j*
/// has the error a / (j (j + 1)). Where the scenario declares bounds of returns they are confidence sequences: the beta-binomial one
/// where it declares that returns are one of two numbers, otherwise one of bounded means, right for every distribution. Where it
/// declares nothing they are Student's t.
///
/// Source: the allocation of the error is that of Robbins, Annals of Mathematical Statistics 41 (1970).
public struct TrainingEvaluation: Sendable, Hashable, Codable {
  /// Episodes that a policy is evaluated on.
  public var episodes = 512
  /// Evaluated are the start, the policy after every so many updates, and the last one.
  public var every = 10
  /// Why returns are not exact, as a sentence.
  public var reason: String
  /// What a return can be; `nil` where the scenario does not say.
  public var returnBounds: ClosedRange<Double>?
  /// Whether a return is one of the two ends of ``returnBounds``; `nil` where the scenario does not say.
  public var hasBinaryReturns: Bool?
  /// How returns are bounded in place of being sampled; `nil` where they are sampled.
  public var bounding: Bounding?

  /// How the return of a policy is bounded: by expanding what is most probable (`BoundedValue`).
  public struct Bounding: Sendable, Hashable, Codable {
    /// Cells (state and turn) that may be found, at least 1.
    public var cells: Int
    /// The distance of the bounds at which the expansion stops; 0: at the limit only.
    public var width: Double
    /// What the return from each turn on can be; `nil` where the scenario does not say, so that everything must be found.
    public var ranges: [ClosedRange<Double>]?

    /// Bounds of at most so many cells.
    public init(cells: Int, width: Double = 0, ranges: [ClosedRange<Double>]? = nil) {
      self.cells = cells
      self.width = width
      self.ranges = ranges
    }

    /// The same with what a scenario declares of its rewards and returns.
    ///
    /// - Throws: `ScenarioError` for declarations that contradict each other.
    public init(of scenario: some Scenario, cells: Int, width: Double = 0) throws(ScenarioError) {
      self.init(cells: cells, width: width, ranges: try scenario.returnBoundsByTurn())
    }
  }

  /// What kind of truth it gives.
  var truth: TruthSummary { TruthSummary(bounding == nil ? .sampled : .bounded, reason: reason) }

  /// An evaluation for a reason, which is a sentence.
  public init(
    reason: String, returnBounds: ClosedRange<Double>? = nil, hasBinaryReturns: Bool? = nil
  ) {
    self.reason = reason
    self.returnBounds = returnBounds
    self.hasBinaryReturns = hasBinaryReturns
  }

  /// An evaluation for a reason, which is a sentence, with what the scenario declares of its returns.
  package init(of scenario: some Scenario, reason: String) {
    self.init(
      reason: reason, returnBounds: scenario.returnBounds,
      hasBinaryReturns: scenario.facts.returnBounds == nil ? nil : scenario.facts.hasBinaryReturns)
  }

  func check() throws(StudyError) {
    try StudyError.check("evaluation cells", bounding?.cells ?? 1, in: 1...1_000_000_000)
    try StudyError.check("evaluation episodes", episodes, in: 2...10_000_000)
    try StudyError.check("evaluation every", every, in: 1...TrainingPlan.mostUpdates)
  }

  /// The seed of the episodes that returns are sampled from, apart from those that are trained on.
  static func seed(beside seed: UInt64) -> UInt64 { seed ^ 0x6576_616C }

  /// The interval of one of the policies of a run.
  ///
  /// - Parameters:
  ///   - returns: Of its episodes.
  ///   - look: Which one it is, from 1.
  ///   - confidence: That of all intervals of the run together.
  /// - Returns: `nil` where there is none: where all returns are alike and may be anything.
  /// - Throws: ``DeclaredReturnError/outsideBounds(found:bounds:)``, and `GSLError` of Student's quantile.
  func interval(
    of returns: [Double], look: Int, confidence: Double
  ) throws -> ConfidenceInterval? {
    let own = 1 - (1 - confidence) / (Double(look) * Double(look + 1))
    guard
      var sequence = ReturnSequence(
        within: returnBounds, isBinary: hasBinaryReturns == true, confidence: own, tunedFor: episodes)
    else {
      guard returns.contains(where: { $0 != returns[0] }) else { return nil }
      return try ConfidenceInterval.studentT(ofMean: returns, confidence: own).optional
    }
    for value in returns { try sequence.add(value) }
    return sequence.interval.optional
  }
}
