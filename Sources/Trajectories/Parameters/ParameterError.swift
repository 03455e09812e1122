/// Why a parameter was refused.
public enum ParameterError: Error, Sendable, Hashable, CustomStringConvertible {
  /// No parameter has that name.
  case unknown(owner: String, name: String, accepted: [String])
  /// The parameter was given twice.
  case repeated(owner: String, name: String)
  /// The value is of the wrong type or out of range.
  case notAccepted(owner: String, name: String, found: String, accepted: String)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .unknown(let owner, let name, let accepted):
      accepted.isEmpty
        ? "\(owner) has no parameter \"\(name)\"; it takes none."
        : "\(owner) has no parameter \"\(name)\".\(NearestName.hint(for: name, among: accepted))"
    case .repeated(let owner, let name): "\(owner): parameter \"\(name)\" is given twice."
    case .notAccepted(let owner, let name, let found, let accepted):
      "\(owner): parameter \"\(name)\" is \"\(found)\"; accepted: \(accepted)."
    }
  }
}
