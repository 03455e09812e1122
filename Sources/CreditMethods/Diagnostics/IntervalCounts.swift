public import Trajectories

/// What intervals leave certain. Counts of batches without a common task add up.
public struct IntervalCounts: Sendable, Hashable, Codable {
  /// Decisions with an interval.
  public private(set) var decisions = 0
  /// Those of them whose interval leaves out 0.
  public private(set) var signed = 0
  /// Those whose action was seen once at its state.
  public private(set) var seenOnce = 0

  /// No decisions.
  public init() {}

  /// What the intervals of decisions leave certain.
  public init(of intervals: [CreditInterval?]) {
    for case let interval? in intervals {
      decisions += 1
      if interval.isSigned { signed += 1 }
      if interval.visits == 1 { seenOnce += 1 }
    }
  }

  /// Adds the decisions of other tasks.
  public static func += (sum: inout IntervalCounts, other: IntervalCounts) {
    sum.decisions += other.decisions
    sum.signed += other.signed
    sum.seenOnce += other.seenOnce
  }
}
