import Trajectories

/// An episode that a sink can write, in whatever form an importer has it.
protocol ImportedEpisode {
  /// Group key.
  var task: String { get }
  /// Identifier, perhaps not unique.
  var name: String { get }
  var outcome: RecordedOutcome { get }
  /// What was seen after the last turn; `nil` where the log ends with it.
  var rest: String? { get }
  /// Whether anybody decides anything.
  var hasDecisions: Bool { get }
  var turnCount: Int { get }

  /// Checks what the reader of traces would refuse.
  func check(_ place: () -> LogPlace) throws(TraceError)
  /// Counts the decisions.
  func count(_ tally: inout DecisionTally)
  /// Adds the episode's line.
  func write(as name: String, _ status: OutcomeStatus, final: String, to buffer: inout [UInt8])
}

/// Decisions that are counted up.
struct DecisionTally {
  private(set) var agents: [AgentID: Int] = [:]
  private(set) var decisions = 0
  private(set) var tokensKnown = 0

  /// Counts decisions of one agent, some with their number of tokens.
  mutating func add(_ agent: AgentID, _ count: Int, withTokens: Int) {
    agents[agent, default: 0] += count
    decisions += count
    tokensKnown += withTokens
  }
}

extension EpisodeDraft: ImportedEpisode {
  var hasDecisions: Bool { turns.contains { !$0.decisions.isEmpty } }
  var turnCount: Int { turns.count }

  func count(_ tally: inout DecisionTally) {
    for turn in turns {
      for decision in turn.decisions {
        tally.add(decision.agent, 1, withTokens: decision.tokens == nil ? 0 : 1)
      }
    }
  }

  func write(as name: String, _ status: OutcomeStatus, final: String, to buffer: inout [UInt8]) {
    TraceWriter.append(
      Episode(
        task: task, name: name, status: status, score: outcome.score, turns: turns, final: final, fork: fork,
        rollout: rollout, annotation: annotation), to: &buffer)
  }

  func check(_ place: () -> LogPlace) throws(TraceError) {
    for (index, turn) in turns.enumerated() {
      try EpisodeCheck.reward(turn.reward, turn: index, place)
      for (position, decision) in turn.decisions.enumerated() {
        try EpisodeCheck.decision(
          DecisionExtras(decision), isNamed: !decision.agent.name.isEmpty, turn: index, place)
        if turn.decisions[..<position].contains(where: { $0.agent == decision.agent }) {
          throw EpisodeCheck.repeated(decision.agent, turn: index, place)
        }
      }
    }
  }
}
