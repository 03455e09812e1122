package import Trajectories

/// A parameter of a scenario or a method, in words.
package struct ParameterDescription: Sendable, Hashable, Codable {
  /// Its name, as on the command line.
  package let name: String
  /// What it accepts.
  package let accepted: String
  /// One line for the reader.
  package let help: String
  /// Its value when nothing is said.
  package let defaultValue: String

  /// The description of a parameter.
  package init(_ specification: ParameterSpecification) {
    name = specification.name
    accepted = specification.accepted
    help = specification.help
    defaultValue = specification.defaultValue.description
  }
}
