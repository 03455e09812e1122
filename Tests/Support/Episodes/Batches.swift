package import Trajectories

/// A batch of hand-written episodes. Optional columns exist when a row has the field.
package func makeBatch(_ episodes: [EpisodeDraft]) -> TrajectoryBatch {
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
  if decisions.contains(where: { $0.referenceLogProbability != nil }) {
    batch.decisions.referenceLogProbability = decisions.map { $0.referenceLogProbability ?? .nan }
  }
  if decisions.contains(where: { $0.tokens != nil }) {
    batch.decisions.tokens = decisions.map { Int32($0.tokens ?? 1) }
  }
  if decisions.contains(where: { $0.judge != nil }) {
    batch.decisions.judge = decisions.map { $0.judge ?? .nan }
  }
  if decisions.contains(where: { $0.entropy != nil }) {
    batch.decisions.entropy = decisions.map { $0.entropy ?? .nan }
  }
  if turns.contains(where: { $0.belief != nil }) {
    batch.turns.belief = turns.map { $0.belief ?? .nan }
  }
  if episodes.contains(where: { $0.isExpert != nil }) {
    batch.episodes.expert = episodes.map { $0.isExpert ?? false }
  }
  if turns.contains(where: { $0.process != nil }) {
    batch.turns.process = turns.map { $0.process ?? .nan }
  }
  if turns.contains(where: { $0.segment != nil }) {
    batch.turns.segment = turns.map { Int32($0.segment ?? 0) }
  }
  if let width = decisions.lazy.compactMap(\.factors?.count).first {
    batch.decisions.factorCount = width
    batch.decisions.factors = decisions.flatMap {
      $0.factors ?? [Double](repeating: .nan, count: width)
    }
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
