import Trajectories
import Simulation

@testable import Critics

/// Random episodes of a team over few keys and actions, so that rows are shared: one to three agents a turn in any order,
/// who may see other things than the state; at least two agents in all.
func mixingDrafts(seed: UInt64, episodes: ClosedRange<Int> = 2...7, turns: ClosedRange<Int> = 1...3)
  -> [EpisodeDraft]
{
  var generator = SplitMix64(seed: seed)
  let hasObservations = Bool.random(using: &generator)
  let hasPrivileged = Bool.random(using: &generator)
  let teams = [["one"], ["two"], ["two", "one"], ["one", "two"], ["three", "two", "one"]]
  var drafts = (0..<Int.random(in: episodes, using: &generator)).map { index in
    let turns = (0..<Int.random(in: turns, using: &generator)).map { _ in
      TurnDraft(
        state: ["A", "B"].randomElement(using: &generator) ?? "A",
        privileged: hasPrivileged ? ["A", "C"].randomElement(using: &generator) : nil,
        reward: Double(Int.random(in: -3...3, using: &generator)) / 2,
        decisions: (teams.randomElement(using: &generator) ?? []).map { agent in
          DecisionDraft(
            agent: agent, action: ["x", "y"].randomElement(using: &generator) ?? "x",
            observation: hasObservations ? ["A", "B"].randomElement(using: &generator) : nil,
            valid: Int.random(in: 0..<6, using: &generator) > 0)
        })
    }
    let status = ["success", "failure", "truncated"].randomElement(using: &generator) ?? "failure"
    let score = Bool.random(using: &generator) ? Double(Int.random(in: 0...4, using: &generator)) / 4 : nil
    return EpisodeDraft(
      episode: "e\(index)", outcome: EpisodeDraft.Outcome(status: status, score: score), turns: turns)
  }
  drafts[0].turns[0].decisions = ["one", "two"].map { DecisionDraft(agent: $0, action: "x") }
  return drafts
}

/// The rows of random episodes.
func mixingRows(seed: UInt64) throws -> TeamRows {
  TeamRows(of: try makeBatch(mixingDrafts(seed: seed)), seenBy: .information, usesTurn: seed % 2 == 0)
}
