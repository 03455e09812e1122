import Foundation
import Trajectories

/// One decision as it is written by hand; without an observation the agent sees the turn's state.
struct DecisionDraft: Encodable {
  var agent = "solver"
  var action = "act"
  var observation: String?
  var valid = true
  var logProbability: Double?
  var referenceLogProbability: Double?
  var tokens: Int?
  var factors: [Double]?
}

/// One turn as it is written by hand.
struct TurnDraft: Encodable {
  var state: String
  var privileged: String?
  var reward = 0.0
  var decisions = [DecisionDraft()]
}

/// One episode as it is written by hand.
struct EpisodeDraft: Encodable {
  struct Outcome: Encodable {
    var status = "failure"
    var score: Double?
  }

  var schema = "ascribe.trace/1"
  var task = "t0"
  var episode: String
  var outcome = Outcome()
  var turns: [TurnDraft]
  var final = "end"
}

/// The batch of hand-written episodes, read as a trace.
func makeBatch(_ episodes: [EpisodeDraft]) throws -> TrajectoryBatch {
  let encoder = JSONEncoder()
  let lines = try episodes.map { try encoder.encode($0) }
  return try TraceReader.read(Array(lines.joined(separator: [UInt8(ascii: "\n")])), named: "drafts")
}

/// Four episodes of one agent: a shared prefix, a self-loop with a refused action, a shortcut, a return.
///
/// Returns with the reward 10 of a success and the penalty .1 of the refused action, from every turn on:
/// e0 (10, 10, 10), e1 (-.1, -.1, 0), e2 (10, 10), e3 (0, 0, 0, 0).
let pathEpisodes = [
  path("e0", ["A", "B", "C"], "success"), path("e1", ["A", "B", "B"], "failure", refused: 1),
  path("e2", ["A", "C"], "success"), path("e3", ["A", "D", "A", "C"], "truncated"),
]

private func path(_ name: String, _ states: [String], _ status: String, refused: Int? = nil) -> EpisodeDraft {
  let turns = states.enumerated().map { turn, state in
    TurnDraft(state: state, decisions: [DecisionDraft(observation: state, valid: turn != refused)])
  }
  return EpisodeDraft(episode: name, outcome: EpisodeDraft.Outcome(status: status), turns: turns)
}
