/// The first record of a credits file: what the credits are.
public struct CreditsHeader: Sendable, Hashable {
  /// Identifier of the method.
  public let method: String
  /// The parameters it ran with.
  public let parameters: ParameterValues
  /// Version of the program that wrote the file.
  public let version: String

  /// A header.
  public init(method: String, parameters: ParameterValues, version: String = AscribeVersion.current) {
    self.method = method
    self.parameters = parameters
    self.version = version
  }
}

/// One record of a credits file after the header: the credit of one agent at one turn.
public struct CreditRecord: Sendable, Hashable {
  /// Identifier of the episode.
  public let episode: String
  /// Index of the turn in the episode.
  public let turn: Int
  /// The agent.
  public let agent: AgentID
  /// The credit; finite.
  public let credit: Double

  /// A record.
  public init(episode: String, turn: Int, agent: AgentID, credit: Double) {
    self.episode = episode
    self.turn = turn
    self.agent = agent
    self.credit = credit
  }
}
