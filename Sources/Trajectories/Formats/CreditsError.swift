/// Why credits cannot be written.
public enum CreditsError: Error, Sendable, Hashable, CustomStringConvertible {
  /// There is not one credit a decision of the batch.
  case count(found: Int, decisions: Int)
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
    case .notFinite(let decision, let found):
      "The credit of decision \(decision) is \(found); accepted: a finite number."
    case .intervalCount(let found, let decisions):
      "There are \(found) intervals; accepted: \(decisions), one for each decision of the batch."
    case .interval(let decision, let low, let high):
      "The interval of decision \(decision) is from \(low) to \(high); accepted: finite ends, the lower one first."
    }
  }
}
