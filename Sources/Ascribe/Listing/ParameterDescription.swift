public import Trajectories

/// A parameter of a scenario or a method, in words.
public struct ParameterDescription: Sendable, Hashable, Codable {
  /// Its name, as on the command line.
  public let name: String
  /// What it accepts.
  public let accepted: String
  /// One line for the reader.
  public let help: String
  /// Its value when nothing is said.
  public let defaultValue: String

  /// The description of a parameter.
  public init(_ specification: ParameterSpecification) {
    name = specification.name
    accepted = specification.accepted
    help = specification.help
    defaultValue = specification.defaultValue.description
  }
}
