import Trajectories

/// One decision as it is written by hand.
struct DecisionDraft {
  var agent = "planner"
  var action = "act"
  /// Without it the agent observes the turn's state.
  var observation: String?
  var isValid = true
  var logProbability: Double?
}

/// One turn as it is written by hand.
struct TurnDraft {
  var state: String
  var privileged: String?
  var reward = 0.0
  var decisions = [DecisionDraft()]

  /// Whether the environment refused one of its actions.
  var isInvalid: Bool { decisions.contains { !$0.isValid } }
}

/// One episode as it is written by hand.
struct EpisodeDraft {
  var task = "t0"
  var name: String
  var status: OutcomeStatus
  /// Without it 1 for a success and 0 otherwise.
  var score: Double?
  var turns: [TurnDraft]
  var final: String

  /// The score, stated or not.
  var outcomeScore: Double { score ?? status.defaultScore }
}

/// A batch of hand-written episodes. Optional columns exist when a row has the field.
func makeBatch(_ episodes: [EpisodeDraft]) -> TrajectoryBatch {
  let turns = episodes.flatMap(\.turns)
  let decisions = turns.flatMap(\.decisions)
  var batch = TrajectoryBatch()
  batch.episodes.names = .recorded(episodes.map(\.name))
  if turns.contains(where: { $0.privileged != nil }) { batch.turns.privileged = [] }
  if decisions.contains(where: { $0.observation != nil }) { batch.decisions.observation = [] }
  if decisions.contains(where: { !$0.isValid }) { batch.decisions.valid = decisions.map(\.isValid) }
  if decisions.contains(where: { $0.logProbability != nil }) {
    batch.decisions.logProbability = decisions.map { $0.logProbability ?? .nan }
  }
  for episode in episodes {
    batch.episodes.task.append(batch.symbols.tasks.intern(episode.task))
    batch.episodes.status.append(episode.status)
    batch.episodes.score.append(episode.outcomeScore)
    for turn in episode.turns {
      let state = batch.symbols.keys.intern(turn.state)
      batch.turns.state.append(state)
      batch.turns.reward.append(turn.reward)
      let privileged = turn.privileged.map { batch.symbols.keys.intern($0) } ?? TurnColumns.absent
      batch.turns.privileged?.append(privileged)
      for decision in turn.decisions {
        batch.decisions.agent.append(batch.symbols.agents.intern(decision.agent))
        batch.decisions.action.append(batch.symbols.actions.intern(decision.action))
        let observation = decision.observation.map { batch.symbols.keys.intern($0) } ?? state
        batch.decisions.observation?.append(observation)
      }
      batch.turns.decisionStart.append(Int32(batch.decisionCount))
    }
    batch.episodes.turnStart.append(Int32(batch.turnCount))
    batch.episodes.final.append(batch.symbols.keys.intern(episode.final))
  }
  return batch
}
