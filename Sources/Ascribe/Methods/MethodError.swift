public import CreditMethods
import Trajectories

/// Why a method cannot be used.
public enum MethodError: Error, Sendable, Hashable, CustomStringConvertible {
  /// No method has that identifier.
  case unknown(id: String, accepted: [String])
  /// Two methods have the same identifier.
  case taken(id: String, by: String, and: String)
  /// An identifier that users could not write.
  case noIdentifier(id: String, of: String)
  /// A method declares parameters that users could not set.
  case declaration(ParameterDeclarationError)
  /// The same method with the same settings is asked for twice.
  case repeated(label: String)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .unknown(let id, let accepted):
      "There is no method \"\(id)\"."
        + (SurveyMethod.hint(for: id, among: accepted) ?? NearestName.hint(for: id, among: accepted))
    case .taken(let id, let owner, let other):
      "Two methods have the identifier \"\(id)\": \(owner) and \(other). Give one of them another."
    case .noIdentifier(let id, let type):
      "\(type) has the identifier \"\(id)\"; accepted: ASCII letters, digits, \"_\", \".\" and \"-\"."
    case .declaration(let error): error.description
    case .repeated(let label): "Method \"\(label)\" is asked for twice."
    }
  }
}
