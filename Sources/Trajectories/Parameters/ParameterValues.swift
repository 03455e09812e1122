import Ground

/// The parameters of one run of a method or a scenario, in the order of their specifications.
///
/// A scenario that asks for a parameter that it has not declared, or for another kind of value, is refused when it is built:
/// the error names the scenario and what was asked for.
public struct ParameterValues: Sendable, Hashable {
  /// Names with their values, in order.
  public let entries: [Entry]
  private var misuse: ParameterMisuse?

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

  /// The number of that name, which the specifications declare as one.
  public func number(_ name: String) -> Double {
    if case .number(let value)? = self[name] { value } else { standIn(1, for: name, as: "a number") }
  }

  /// The whole number of that name, which the specifications declare as one.
  public func integer(_ name: String) -> Int {
    if case .integer(let value)? = self[name] { value } else { standIn(1, for: name, as: "a whole number") }
  }

  /// The flag of that name, which the specifications declare as one.
  public func flag(_ name: String) -> Bool {
    if case .flag(let value)? = self[name] { value } else { standIn(false, for: name, as: "a flag") }
  }

  /// The word of that name, which the specifications declare as one.
  public func text(_ name: String) -> String {
    if case .text(let value)? = self[name] { value } else { standIn("", for: name, as: "a word") }
  }

  /// Some value in place of one that is not there; what is made of it is thrown away. Values that were put together by hand
  /// have nobody to tell.
  private func standIn<Value>(_ value: Value, for name: String, as kind: String) -> Value {
    guard let misuse else { preconditionFailure("no parameter \"\(name)\" is \(kind)") }
    misuse.record("parameter \"\(name)\" asked for as \(kind)")
    return value
  }

  /// The same values, which remember what was asked for in vain.
  package func remembering(_ misuse: ParameterMisuse) -> ParameterValues {
    var values = self
    values.misuse = misuse
    return values
  }

  /// Whether the same names have the same values.
  public static func == (first: ParameterValues, second: ParameterValues) -> Bool {
    first.entries == second.entries
  }

  /// Hashes the entries.
  public func hash(into hasher: inout Hasher) { hasher.combine(entries) }
}

/// What parameters were asked for in vain: a class, because getters of a value cannot throw.
package final class ParameterMisuse: Sendable {
  private let request = Locked<String?>(nil)

  package init() {}

  /// The first request.
  package var first: String? { request.withLock { $0 } }

  fileprivate func record(_ request: String) { self.request.withLock { $0 = $0 ?? request } }
}
