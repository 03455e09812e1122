/// Why credits cannot be written.
public enum CreditsError: Error, Sendable, Hashable, CustomStringConvertible {
  /// There is not one credit a decision of the batch.
  case count(found: Int, decisions: Int)
  /// There is not one reason, or none, a decision of the batch.
  case reasonCount(found: Int, decisions: Int)
  /// A credit is not finite; decisions are counted from 0, in the batch's order.
  case notFinite(decision: Int, found: Double)
  /// There is not one interval, or none, a decision of the batch.
  case intervalCount(found: Int, decisions: Int)
  /// The ends of an interval are not finite, or not in order.
  case interval(decision: Int, low: Double, high: Double)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .count(let found, let decisions):
      "There are \(found) credits; accepted: \(decisions), one for each decision of the batch."
    case .reasonCount(let found, let decisions):
      "There are \(found) reasons; accepted: \(decisions), one or none for each decision of the batch."
    case .notFinite(let decision, let found):
      "The credit of decision \(decision) is \(found); accepted: a finite number."
    case .intervalCount(let found, let decisions):
      "There are \(found) intervals; accepted: \(decisions), one for each decision of the batch."
    case .interval(let decision, let low, let high):
      "The interval of decision \(decision) is from \(low) to \(high); accepted: finite ends, the lower one first."
    }
  }
}

extension CreditsError {
  /// Checks that credits and their intervals are those of a batch, and finite.
  static func check(
    _ values: [Double], _ reasons: [NoCredit?]?, _ intervals: [CreditInterval?]?, of batch: TrajectoryBatch
  ) throws(CreditsError) {
    guard values.count == batch.decisionCount else {
      throw .count(found: values.count, decisions: batch.decisionCount)
    }
    if let reasons, reasons.count != batch.decisionCount {
      throw .reasonCount(found: reasons.count, decisions: batch.decisionCount)
    }
    if let decision = values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(decision: decision, found: values[decision])
    }
    if let intervals {
      guard intervals.count == batch.decisionCount else {
        throw .intervalCount(found: intervals.count, decisions: batch.decisionCount)
      }
      for (decision, interval) in intervals.enumerated() {
        guard let interval, !interval.isOrdered else { continue }
        throw .interval(decision: decision, low: interval.low, high: interval.high)
      }
    }
  }
}
