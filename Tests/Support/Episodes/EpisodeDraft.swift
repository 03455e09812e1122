package import Trajectories

/// One decision as it is written by hand.
package struct DecisionDraft: Sendable {
  package var agent: String
  package var action: String
  /// Without it the agent observes the turn's state.
  package var observation: String?
  package var isValid: Bool
  package var logProbability: Double?
  package var referenceLogProbability: Double?
  package var tokens: Int?
  package var factors: [Double]?
  package var judge: Double?
  package var entropy: Double?

  package init(
    agent: String = "planner", action: String = "act", observation: String? = nil, isValid: Bool = true,
    logProbability: Double? = nil, referenceLogProbability: Double? = nil, tokens: Int? = nil,
    factors: [Double]? = nil, judge: Double? = nil, entropy: Double? = nil
  ) {
    self.agent = agent
    self.action = action
    self.observation = observation
    self.isValid = isValid
    self.logProbability = logProbability
    self.referenceLogProbability = referenceLogProbability
    self.tokens = tokens
    self.factors = factors
    self.judge = judge
    self.entropy = entropy
  }
}

/// One turn as it is written by hand.
package struct TurnDraft: Sendable {
  package var state: String
  package var privileged: String?
  package var reward: Double
  package var process: Double?
  package var belief: Double?
  package var segment: Int?
  package var decisions: [DecisionDraft]

  package init(
    state: String, privileged: String? = nil, reward: Double = 0, process: Double? = nil,
    segment: Int? = nil, decisions: [DecisionDraft] = [DecisionDraft()]
  ) {
    self.state = state
    self.privileged = privileged
    self.reward = reward
    self.process = process
    self.segment = segment
    self.decisions = decisions
  }

  /// Whether the environment refused one of its actions.
  package var isInvalid: Bool { decisions.contains { !$0.isValid } }

  /// The key that it is told apart by: `state`, `privileged` or `observation`, joined over its agents.
  package func key(_ kind: String) -> String {
    switch kind {
    case "state": return state
    case "privileged": return privileged ?? state
    default:
      if decisions.count == 1 { return decisions[0].observation ?? state }
      return decisions.map { "\($0.agent)=\($0.observation ?? state)" }.sorted().joined(separator: "|")
    }
  }
}

/// One episode as it is written by hand.
package struct EpisodeDraft: Sendable {
  package var task: String
  package var name: String
  package var status: OutcomeStatus
  /// Without it 1 for a success and 0 otherwise.
  package var score: Double?
  package var turns: [TurnDraft]
  package var final: String
  package var isExpert: Bool?

  package init(
    task: String = "t0", name: String, status: OutcomeStatus = .failure, score: Double? = nil,
    turns: [TurnDraft], final: String = "end"
  ) {
    self.task = task
    self.name = name
    self.status = status
    self.score = score
    self.turns = turns
    self.final = final
  }

  /// The score, stated or not.
  package var outcomeScore: Double { score ?? status.defaultScore }
}

/// An episode of one agent through states, with a decision of the defaults in each.
package func walk(
  _ name: String, _ states: [String], _ status: OutcomeStatus, final: String = "end", task: String = "t0"
) -> EpisodeDraft {
  EpisodeDraft(
    task: task, name: name, status: status, turns: states.map { TurnDraft(state: $0) }, final: final)
}
