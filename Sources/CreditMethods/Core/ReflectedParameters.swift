package import Trajectories

/// Parameters that several methods share: a structure with ``Parameter`` properties, and groups of its own.
///
/// A method embeds a group as a property. The group's parameters become the method's, in the place of that property:
///
/// ```swift
/// struct Discounting: ParameterGroup {
///   @Parameter("discount of a turn", in: 0...1) var gamma = 1.0
/// }
/// struct MyMethod: CreditMethod {
///   var discounting = Discounting()
///   @Parameter("weight of the outcome", in: 0...10) var weight = 1.0
/// }
/// ```
public protocol ParameterGroup: Sendable {}

/// The parameters of a method as they are declared, those of its groups in their place.
package struct ReflectedParameters {
  private var found: [(name: String, parameter: any DeclaredParameter)] = []

  /// The parameters of a method or a group.
  package init(of subject: Any) {
    for child in Mirror(reflecting: subject).children {
      if let parameter = child.value as? any DeclaredParameter, let label = child.label {
        // A wrapped property is stored under its name after a "_".
        found.append((label.hasPrefix("_") ? String(label.dropFirst()) : label, parameter))
      } else if let group = child.value as? any ParameterGroup {
        found += ReflectedParameters(of: group).found
      }
    }
  }

  /// What is accepted, in the order of declaration; the present values are the defaults.
  package var specifications: [ParameterSpecification] {
    found.map { $0.parameter.specification(named: $0.name) }
  }

  /// The present value of a parameter; `nil` if there is none of that name.
  func value(of name: String) -> ParameterValue? {
    found.first { $0.name == name }?.parameter.specification(named: name).defaultValue
  }

  /// Gives the parameters of a new method their values; those that are not given keep theirs.
  ///
  /// - Parameter owner: Whose parameters these are, for the message: `method "gigpo"`.
  /// - Throws: `ParameterError` for a value that is not accepted.
  func fill(from values: ParameterValues, of owner: String) throws(ParameterError) {
    for (name, parameter) in found {
      guard let value = values[name] else { continue }
      let specification = parameter.specification(named: name)
      guard specification.accepts(value), parameter.fill(with: value) else {
        throw .notAccepted(
          owner: owner, name: name, found: value.description, accepted: specification.accepted)
      }
    }
  }

  /// Refuses declarations that users could not set, or that are not a method's own.
  ///
  /// - Parameters:
  ///   - other: Those of another method of the same type.
  ///   - owner: Whose parameters these are, for the message.
  package func check(_ other: ReflectedParameters, of owner: String) throws(ParameterDeclarationError) {
    var names: Set<String> = []
    let places = Set(other.found.map(\.parameter.place))
    for (name, parameter) in found {
      let specification = parameter.specification(named: name)
      for name in [name, specification.formerName].compactMap(\.self) {
        guard Self.isName(name) else { throw .noName(owner: owner, name: name) }
        guard names.insert(name).inserted else { throw .repeated(owner: owner, name: name) }
      }
      if case .choice(let words) = specification.kind, let word = words.first(where: { !Self.isWord($0) }) {
        throw .noWord(owner: owner, name: name, word: word)
      }
      guard specification.accepts(specification.defaultValue) else {
        throw .defaultNotAccepted(
          owner: owner, name: name, found: specification.defaultValue.description,
          accepted: specification.accepted)
      }
      guard !places.contains(parameter.place) else { throw .shared(owner: owner, name: name) }
    }
  }

  /// Whether a name is camelCase: a small letter, then letters and digits.
  private static func isName(_ name: String) -> Bool {
    guard let first = name.first, first.isASCII, first.isLowercase else { return false }
    return name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
  }

  /// Whether a word can be written as a setting.
  private static func isWord(_ word: String) -> Bool {
    !word.isEmpty && !word.contains { "(),= ".contains($0) }
  }
}

/// What is wrong with the parameters that a method declares.
public enum ParameterDeclarationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A name, or a former name, is no camelCase identifier.
  case noName(owner: String, name: String)
  /// A name, or a former name, is declared twice, perhaps in two groups.
  case repeated(owner: String, name: String)
  /// A word of a choice cannot be written as a setting.
  case noWord(owner: String, name: String, word: String)
  /// The default is not accepted by the parameter's own range or words.
  case defaultNotAccepted(owner: String, name: String, found: String, accepted: String)
  /// Two methods of the type share the parameter, because it is copied from a value that was made before them.
  case shared(owner: String, name: String)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .noName(let owner, let name):
      "\(owner) declares a parameter \"\(name)\"; accepted: camelCase names of ASCII letters and digits."
    case .repeated(let owner, let name): "\(owner) declares the parameter \"\(name)\" twice."
    case .noWord(let owner, let name, let word):
      "\(owner): parameter \"\(name)\" has the word \"\(word)\"; accepted: words without blanks, \"(\", \")\", \",\" and "
        + "\"=\"."
    case .defaultNotAccepted(let owner, let name, let found, let accepted):
      "\(owner): the default of parameter \"\(name)\" is \"\(found)\"; accepted: \(accepted)."
    case .shared(let owner, let name):
      "\(owner): parameter \"\(name)\" is shared by all methods of the type; init() must make its own."
    }
  }
}
