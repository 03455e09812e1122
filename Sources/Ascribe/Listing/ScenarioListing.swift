package import Simulation

/// The scenarios of a catalogue.
package struct ScenarioListing: StoredResult, Hashable {
  /// `ascribe.scenarios/1`.
  package static let schema = "ascribe.scenarios/1"

  /// The scenarios, in the catalogue's order.
  package let scenarios: [Listed]

  /// One scenario.
  package struct Listed: Sendable, Hashable, Codable {
    /// Its name, and what it is.
    package let name, summary: String
    /// Its parameters.
    package let parameters: [ParameterDescription]
  }

  /// The listing of a catalogue.
  package init(_ catalogue: [ScenarioEntry]) {
    scenarios = catalogue.map {
      Listed(
        name: $0.name, summary: $0.summary, parameters: $0.parameters.map(ParameterDescription.init))
    }
  }
}
