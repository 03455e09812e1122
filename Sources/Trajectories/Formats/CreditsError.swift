/// Why credits cannot be written.
public enum CreditsError: Error, Sendable, Hashable, CustomStringConvertible {
  /// There is not one credit a decision of the batch.
  case count(found: Int, decisions: Int)
  /// A credit is not finite; decisions are counted from 0, in the batch's order.
  case notFinite(decision: Int, found: Double)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .count(let found, let decisions):
      "There are \(found) credits; accepted: \(decisions), one for each decision of the batch."
    case .notFinite(let decision, let found):
      "The credit of decision \(decision) is \(found); accepted: a finite number."
    }
  }
}
