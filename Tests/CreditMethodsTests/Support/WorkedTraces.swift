import Foundation
import Testing
import TestSupport
import Trajectories

/// The two traces that the worked numbers of the methods are for.
enum WorkedTrace: String, CaseIterable {
  /// One agent, four episodes: a shared prefix, a self-loop, a cycle, a dead end, a truncated episode.
  case e1 = "E1"
  /// Two agents that act together in S, one that acts alone in M; six episodes.
  case e2 = "E2"
}

/// The batch of a worked trace, read from its file.
func workedTrace(_ trace: WorkedTrace) throws -> TrajectoryBatch {
  let path = try #require(
    Bundle.module.path(forResource: "\(trace.rawValue).trace", ofType: "jsonl", inDirectory: "Traces"))
  return try TraceReader.read(path)
}

/// The episodes of a worked trace, for tests that need them one by one or change them.
func workedDrafts(_ trace: WorkedTrace) -> [EpisodeDraft] {
  switch trace {
  case .e1:
    [
      path("e0", [("A", "go-b"), ("B", "go-c"), ("C", "finish")], .success, final: "Z"),
      path("e1", [("A", "go-b"), ("B", "wait"), ("B", "go-e")], .failure, final: "E", invalid: 1),
      path("e2", [("A", "go-c"), ("C", "finish")], .success, final: "Z"),
      path("e3", [("A", "go-d"), ("D", "back"), ("A", "go-c"), ("C", "go-d")], .truncated, final: "D"),
    ]
  case .e2:
    [
      duet("f0", "up", "up", "say", .success), duet("f1", "up", "down", "say", .failure),
      duet("f2", "down", "up", "say", .success), duet("f3", "up", "up", "mum", .failure),
      duet("f4", "down", "down", "say", .failure), duet("f5", "up", "up", "say", .success),
    ]
  }
}

/// An episode of one agent; a success pays 1 on its last turn.
private func path(
  _ name: String, _ steps: [(state: String, action: String)], _ status: OutcomeStatus, final: String,
  invalid: Int? = nil
) -> EpisodeDraft {
  var turns = steps.map { step in
    TurnDraft(state: step.state, decisions: [DecisionDraft(action: step.action, observation: step.state)])
  }
  if status == .success { turns[turns.count - 1].reward = 1 }
  if let invalid { turns[invalid].decisions[0].isValid = false }
  return EpisodeDraft(name: name, status: status, turns: turns, final: final)
}

/// An episode of two agents who act together, after which the left one speaks.
private func duet(
  _ name: String, _ left: String, _ right: String, _ last: String, _ status: OutcomeStatus
) -> EpisodeDraft {
  let together = TurnDraft(
    state: "S",
    decisions: [
      DecisionDraft(agent: "left", action: left, observation: "S"),
      DecisionDraft(agent: "right", action: right, observation: "S"),
    ])
  let alone = TurnDraft(
    state: "M", reward: status == .success ? 1 : 0,
    decisions: [DecisionDraft(agent: "left", action: last, observation: "M")])
  return EpisodeDraft(
    task: "t1", name: name, status: status, turns: [together, alone], final: status == .success ? "G" : "X")
}
