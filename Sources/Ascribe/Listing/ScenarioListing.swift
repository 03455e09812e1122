public import Simulation

/// The scenarios of a catalogue.
public struct ScenarioListing: StoredResult, Hashable {
  /// `ascribe.scenarios/1`.
  public static let schema = "ascribe.scenarios/1"

  /// The scenarios, in the catalogue's order.
  public let scenarios: [Listed]

  /// One scenario.
  public struct Listed: Sendable, Hashable, Codable {
    /// Its name, and what it is.
    public let name, summary: String
    /// Its parameters.
    public let parameters: [ParameterDescription]
  }

  /// The listing of a catalogue.
  public init(_ catalogue: [ScenarioEntry]) {
    scenarios = catalogue.map {
      Listed(
        name: $0.name, summary: $0.summary, parameters: $0.parameters.map(ParameterDescription.init))
    }
  }
}
