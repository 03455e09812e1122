/// What one method assigns to the decisions of a batch: one number per (episode, turn, agent).
public struct Credits: Sendable {
  /// The method's identifier, as on the command line.
  public let method: String
  /// Every parameter of the method, defaults included.
  public let parameters: ParameterValues
  /// One credit a decision, aligned with the decisions of the batch that it was computed from; finite, and 0 where there
  /// is none.
  public let values: [Double]
  /// Why decisions have no credit, `nil` for those that have one; `nil` as a whole where all have.
  public let reasons: [NoCredit?]?
  /// How sure the method is of each credit, `nil` for one that it says nothing of; `nil` as a whole for most methods.
  public let intervals: [CreditInterval?]?

  /// Credits of a method.
  ///
  /// - Parameters:
  ///   - method: The method's identifier.
  ///   - parameters: Every parameter it ran with.
  ///   - values: One finite number a decision, in the batch's order; 0 for a decision without credit.
  ///   - reasons: Why decisions have no credit; `nil` where all have one.
  ///   - intervals: How sure the method is of each credit; `nil` where it does not say.
  public init(
    method: String, parameters: ParameterValues, values: [Double], reasons: [NoCredit?]? = nil,
    intervals: [CreditInterval?]? = nil
  ) {
    self.intervals = intervals
    self.method = method
    self.parameters = parameters
    self.values = values
    self.reasons = reasons
  }
}

/// Why nothing was assigned to a decision, which is another thing than a credit of 0: a code that stands in files of
/// credits beside `null`.
public struct NoCredit: RawRepresentable, Sendable, Hashable, Codable {
  /// The code, not empty.
  public let rawValue: String

  /// A code; Ascribe's own are ``aborted`` and ``truncated``, other programs may have others.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The episode was aborted, and says nothing of what was decided in it.
  public static let aborted = NoCredit(rawValue: "aborted")
  /// The episode was truncated, and the method was asked to leave such episodes out.
  public static let truncated = NoCredit(rawValue: "truncated")
}
