import Trajectories

/// Why a method cannot be used.
public enum MethodError: Error, Sendable, Hashable, CustomStringConvertible {
  /// No method has that identifier.
  case unknown(id: String, accepted: [String])
  /// Two methods have the same identifier.
  case taken(id: String, by: String, and: String)
  /// The same method with the same settings is asked for twice.
  case repeated(label: String)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .unknown(let id, let accepted):
      "There is no method \"\(id)\".\(NearestName.hint(for: id, among: accepted))"
    case .taken(let id, let owner, let other):
      "Two methods have the identifier \"\(id)\": \(owner) and \(other). Give one of them another."
    case .repeated(let label): "Method \"\(label)\" is asked for twice."
    }
  }
}
