public import Trajectories

/// A scenario under its name, with the parameters that a user may set: one line of a catalogue.
///
/// The built-in scenarios are such entries, and a user's own package registers its own with the command line.
public struct ScenarioEntry: Sendable {
  /// The identifier on the command line and in records: lower case, words joined by hyphens.
  public let name: String
  /// One line on what the scenario is.
  public let summary: String
  /// What can be set, with defaults and accepted ranges; names in camelCase. A scenario of a family has a parameter `size`
  /// before its own.
  public let parameters: [ParameterSpecification]
  /// The family of tasks that it models, with its settings; `nil` for a scenario that models none.
  public let taskFamily: TaskFamily?
  /// Builds the scenario. The values hold every specification of ``parameters``.
  ///
  /// - Throws: ``ScenarioError/invalid(place:found:expected:)`` for values that are fine one by one but not together.
  public let make: @Sendable (ParameterValues) throws(ScenarioError) -> any Scenario

  /// A scenario with parameters.
  ///
  /// - Parameters:
  ///   - name: Its identifier.
  ///   - summary: One line on what it is.
  ///   - parameters: What can be set.
  ///   - taskFamily: The family of tasks that it models; it adds the parameter `size`.
  ///   - make: Builds the scenario.
  public init(
    _ name: String, summary: String, parameters: [ParameterSpecification], taskFamily: TaskFamily? = nil,
    make: @escaping @Sendable (ParameterValues) throws(ScenarioError) -> any Scenario
  ) {
    self.name = name
    self.summary = summary
    self.parameters = (taskFamily == nil ? [] : [TaskFamily.sizeParameter]) + parameters
    self.taskFamily = taskFamily
    self.make = make
  }

  /// A scenario without parameters; its summary is the one among its facts.
  public init(_ name: String, _ scenario: some Scenario) {
    self.init(name, summary: scenario.facts.summary, parameters: []) { _ in scenario }
  }

  /// The scenario with the defaults, overridden by what the user wrote.
  ///
  /// - Parameter settings: `name=value` pairs as text, in any order.
  /// - Throws: `ParameterError` for a setting that is not accepted; ``ScenarioError`` for settings that do not go
  ///   together, and for a parameter that ``make`` asks for and ``parameters`` does not declare.
  public func scenario(_ settings: [(name: String, value: String)] = []) throws -> any Scenario {
    let values = try values(settings)
    let misuse = ParameterMisuse()
    let made = Result { () throws(ScenarioError) in try make(values.remembering(misuse)) }
    if let request = misuse.first {
      let declared = parameters.map { "\"\($0.name)\" (\($0.accepted))" }.joined(separator: ", ")
      throw ScenarioError.invalid(
        place: "scenario \"\(name)\"", found: request,
        expected: declared.isEmpty
          ? "no parameters, since it declares none" : "one that it declares: \(declared)")
    }
    return try made.get()
  }

  /// The values of all parameters: what the user wrote, then what the size says, then the defaults.
  ///
  /// - Parameter settings: `name=value` pairs as text, in any order.
  /// - Throws: `ParameterError` for a setting that is not accepted.
  package func values(_ settings: [(name: String, value: String)]) throws -> ParameterValues {
    try ParameterValues(
      settings + (taskFamily?.settings(beside: settings) ?? []), for: parameters, of: "scenario \"\(name)\"")
  }
}

extension Collection<ScenarioEntry> {
  /// The first entry of that name.
  ///
  /// - Throws: ``ScenarioError/unknown(name:accepted:)``, which suggests the nearest name.
  public func entry(named name: String) throws(ScenarioError) -> ScenarioEntry {
    guard let entry = first(where: { $0.name == name }) else {
      throw .unknown(name: name, accepted: map(\.name))
    }
    return entry
  }
}
