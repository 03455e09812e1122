/// The parameters of one run of a method or a scenario, in the order of their specifications.
public struct ParameterValues: Sendable, Hashable {
  /// Names with their values, in order.
  public let entries: [Entry]

  /// One parameter with its value.
  public struct Entry: Sendable, Hashable {
    /// The parameter's name.
    public let name: String
    /// Its value.
    public let value: ParameterValue

    /// A parameter with its value.
    public init(name: String, value: ParameterValue) {
      self.name = name
      self.value = value
    }
  }

  /// Parameters as they were recorded.
  public init(_ entries: [Entry] = []) { self.entries = entries }

  /// Defaults, overridden by what the user wrote.
  ///
  /// - Parameters:
  ///   - settings: `name=value` pairs as text, in any order; a parameter's former name stands for its name.
  ///   - specifications: What is accepted.
  ///   - owner: Whose parameters these are, for the message: `method "gigpo"`.
  /// - Throws: ``ParameterError`` for an unknown or repeated name and for a value that is not accepted.
  public init(
    _ settings: [(name: String, value: String)] = [], for specifications: [ParameterSpecification],
    of owner: String
  ) throws(ParameterError) {
    var given: [String: ParameterValue] = [:]
    for (name, text) in settings {
      guard let specification = specifications.first(where: { $0.isCalled(name) }) else {
        throw .unknown(owner: owner, name: name, accepted: specifications.map(\.name))
      }
      guard given[specification.name] == nil else {
        throw .repeated(owner: owner, name: specification.name)
      }
      guard let value = specification.parse(text) else {
        throw .notAccepted(owner: owner, name: name, found: text, accepted: specification.accepted)
      }
      given[specification.name] = value
    }
    entries = specifications.map { Entry(name: $0.name, value: given[$0.name] ?? $0.defaultValue) }
  }

  /// The value of a parameter, or `nil` if there is none of that name.
  public subscript(name: String) -> ParameterValue? { entries.first { $0.name == name }?.value }

  /// The number of that name. A programmer error (a name that the specifications lack, or another kind) traps.
  public func number(_ name: String) -> Double {
    guard case .number(let value)? = self[name] else { preconditionFailure("no number named \(name)") }
    return value
  }

  /// The whole number of that name; traps like ``number(_:)``.
  public func integer(_ name: String) -> Int {
    guard case .integer(let value)? = self[name] else { preconditionFailure("no integer named \(name)") }
    return value
  }

  /// The flag of that name; traps like ``number(_:)``.
  public func flag(_ name: String) -> Bool {
    guard case .flag(let value)? = self[name] else { preconditionFailure("no flag named \(name)") }
    return value
  }

  /// The word of that name; traps like ``number(_:)``.
  public func text(_ name: String) -> String {
    guard case .text(let value)? = self[name] else { preconditionFailure("no text named \(name)") }
    return value
  }
}
