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
  /// The credit; finite, and `nil` where nothing was assigned.
  public let credit: Double?
  /// Why nothing was assigned; `nil` beside a credit.
  public let reason: NoCredit?
  /// What the writer of the trace knows the decision by.
  public let row: RowLabel?
  /// How sure the method is of the credit; `nil` if it does not say, and where there is no credit.
  public let interval: CreditInterval?
  /// Which of the episodes that have this name it is of, 64 bits of hash; `nil` if the record does not say.
  package let fingerprint: UInt64?

  /// A record of a credit.
  public init(
    episode: String, turn: Int, agent: AgentID, credit: Double, row: RowLabel? = nil,
    interval: CreditInterval? = nil
  ) {
    self.init(
      episode: episode, turn: turn, agent: agent, credit: credit, reason: nil, row: row, interval: interval)
  }

  /// A record of a decision to which nothing was assigned.
  public init(episode: String, turn: Int, agent: AgentID, reason: NoCredit, row: RowLabel? = nil) {
    self.init(episode: episode, turn: turn, agent: agent, credit: nil, reason: reason, row: row)
  }

  /// A record with either a credit or a reason.
  package init(
    episode: String, turn: Int, agent: AgentID, credit: Double?, reason: NoCredit?, row: RowLabel?,
    interval: CreditInterval? = nil, fingerprint: UInt64? = nil
  ) {
    self.interval = interval
    self.fingerprint = fingerprint
    self.episode = episode
    self.turn = turn
    self.agent = agent
    self.credit = credit
    self.reason = reason
    self.row = row
  }
}
