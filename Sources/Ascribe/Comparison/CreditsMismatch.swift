/// Why two files of credits cannot be compared.
public enum CreditsMismatch: Error, Sendable, Hashable, CustomStringConvertible {
  /// A file has no credits.
  case empty(file: String)
  /// The files are of different decisions.
  case decisions(CreditsMismatchPlace)
  /// The files are of two traces in which episodes have the same names: one that is another in each.
  case otherEpisode(first: String, second: String, episode: String)
  /// A difference is beyond the range of a Double.
  case outOfRange(place: String, first: Double, second: Double)
  /// A part of the tolerance is not a number of at least 0.
  case tolerance(part: String, found: Double)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .empty(let file): "\(file) has no credits, only a header; expected at least one."
    case .decisions(let place): place.description
    case .otherEpisode(let first, let second, let episode):
      "The files are not of the same trace: episode \"\(episode)\" of \(first) is another one than that of \(second). Attribute "
        + "one trace twice."
    case .outOfRange(let place, let first, let second):
      "\(place): the credits \(first) and \(second) are too far apart for a Double."
    case .tolerance(let part, let found):
      "The \(part) tolerance is \(found); accepted: a number of at least 0."
    }
  }
}

/// Where two files of credits part.
public struct CreditsMismatchPlace: Sendable, Hashable, CustomStringConvertible {
  /// The files.
  public let first, second: String
  /// How many credits they have.
  public let firstCount, secondCount: Int
  /// Position of the first record that differs, the first credit being 1.
  public let record: Int
  /// What the files have there; `nil` for one that has ended.
  public let firstDecision, secondDecision: String?

  package init(
    first: String, second: String, firstCount: Int, secondCount: Int, record: Int, firstDecision: String?,
    secondDecision: String?
  ) {
    self.first = first
    self.second = second
    self.firstCount = firstCount
    self.secondCount = secondCount
    self.record = record
    self.firstDecision = firstDecision
    self.secondDecision = secondDecision
  }

  /// The mismatch as a sentence.
  public var description: String {
    "The files are not of the same trace: \(first) has \(firstCount) credits and \(second) \(secondCount); "
      + "credit \(record) is \(Self.words(firstDecision)) in the first and \(Self.words(secondDecision)) in the second."
  }

  private static func words(_ decision: String?) -> String { decision.map { "for \($0)" } ?? "missing" }
}
