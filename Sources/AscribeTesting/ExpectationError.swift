import Testing

/// A number that an expectation or an experiment was given and does not accept.
public struct ExpectationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The argument's name.
  public let argument: String
  /// Its value, as text.
  public let found: String
  /// What is accepted.
  public let accepted: String

  init(_ argument: String, _ found: some Any, accepted: String) {
    self.argument = argument
    self.found = "\(found)"
    self.accepted = accepted
  }

  /// The error as a sentence.
  public var description: String { "\(argument) is \(found); accepted: \(accepted)." }

  /// Refuses a margin that is not positive.
  static func check(margin: Double) throws(ExpectationError) {
    guard margin > 0 else { throw ExpectationError("margin", margin, accepted: "a positive number") }
  }

  /// The error as an issue of a test, for expectations that do not throw it.
  func record(_ location: SourceLocation) { Issue.record("\(self)", sourceLocation: location) }
}
