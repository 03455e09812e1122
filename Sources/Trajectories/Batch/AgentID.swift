/// The name of one decision maker of a team.
///
/// A string on disk, a type of its own in code, so that an agent is never mistaken for an action or a state. Names are
/// compared by their bytes: two spellings of an accent are two agents.
public struct AgentID: Hashable, Sendable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The name, as it stands in traces and on the command line.
  public let name: String

  /// An agent of that name.
  public init(_ name: String) { self.name = name }

  /// An agent of that name.
  public init(stringLiteral name: String) { self.name = name }

  /// The name.
  public var description: String { name }

  /// Whether the names have the same bytes.
  public static func == (left: AgentID, right: AgentID) -> Bool { left.name.hasBytes(of: right.name) }

  /// Feeds the bytes of the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(bytesOf: name) }

  /// Order of the names' bytes.
  public static func < (left: AgentID, right: AgentID) -> Bool { ByteName(left.name) < ByteName(right.name) }
}

extension AgentID: Codable {
  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }

  /// Reads a name.
  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(String.self))
  }
}
