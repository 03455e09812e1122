/// An argument that a function does not take: which parameter, what was given, and what is accepted.
///
/// Functions that give a ``Measured`` hold it in ``UndefinedReason/notAccepted(_:)``; others throw it.
public struct ArgumentError: Error, Hashable, Sendable, Codable, CustomStringConvertible {
  /// The parameter's name.
  public let parameter: String
  /// What was given.
  public let found: String
  /// What is accepted.
  public let accepted: String

  /// An argument that is not accepted.
  ///
  /// - Parameters:
  ///   - parameter: The parameter's name.
  ///   - found: What was given.
  ///   - accepted: What is accepted.
  package init(_ parameter: String, _ found: some CustomStringConvertible, accepted: String) {
    self.parameter = parameter
    self.found = found.description
    self.accepted = accepted
  }

  /// The parameter, what it was, and what is accepted, as a sentence.
  public var description: String { "\(parameter) is \(found); accepted: \(accepted)." }
}

extension Measured {
  /// Undefined, because an argument is not accepted.
  ///
  /// - Parameters:
  ///   - parameter: The parameter's name.
  ///   - found: What was given.
  ///   - accepted: What is accepted.
  package static func notAccepted(
    _ parameter: String, _ found: some CustomStringConvertible, accepted: String
  ) -> Measured {
    .undefined(.notAccepted(ArgumentError(parameter, found, accepted: accepted)))
  }
}
