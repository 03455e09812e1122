import TestSupport
import Trajectories

/// Four episodes of one agent: a shared prefix, a self-loop with a refused action, a shortcut, a return.
///
/// Returns with the reward 10 of a success and the penalty .1 of the refused action, from every turn on:
/// e0 (10, 10, 10), e1 (-.1, -.1, 0), e2 (10, 10), e3 (0, 0, 0, 0).
let pathEpisodes = [
  path("e0", ["A", "B", "C"], .success), path("e1", ["A", "B", "B"], .failure, refused: 1),
  path("e2", ["A", "C"], .success), path("e3", ["A", "D", "A", "C"], .truncated),
]

private func path(_ name: String, _ states: [String], _ status: OutcomeStatus, refused: Int? = nil)
  -> EpisodeDraft
{
  let turns = states.enumerated().map { turn, state in
    TurnDraft(state: state, decisions: [DecisionDraft(observation: state, isValid: turn != refused)])
  }
  return EpisodeDraft(name: name, status: status, turns: turns)
}
