import CreditMethods
import Testing
import TestSupport
import Trajectories

@Suite struct TraceSummaryTests {
  /// A is visited by all four episodes (five turns), B by two (three turns), C by three; D by e3 alone, once.
  @Test func oneAgent() throws {
    let summary = try TraceSummary(of: workedTrace(.e1))
    #expect(summary.episodes == 4)
    #expect(summary.turns == 12)
    #expect(summary.decisions == 12)
    #expect(summary.credits == 12)
    #expect(summary.groups == 1)
    #expect(summary.groupsWithoutSuccess == 0)
    #expect(summary.groupsWithoutVariance == 0)
    #expect(summary.states == 4)
    #expect(summary.sharedStates == 3)
    #expect(summary.singletonStates == 1)
    #expect(summary.turnsInSharedStates == 11)
    #expect(summary.sharedTurnShare == 11.0 / 12)
  }

  @Test func twoAgents() throws {
    let summary = try TraceSummary(of: workedTrace(.e2), by: .observation)
    #expect(summary.turns == 12)
    #expect(summary.credits == 18)
    #expect(summary.states == 2)
    #expect(summary.sharedStates == 2)
    #expect(summary.sharedTurnShare == 1)
  }

  /// t0: one failure that stays in S; t1: two failures, one with a partial score; t2: two successes. S is four states
  /// of its own task, visited twice by a single episode in t0.
  @Test func groupsWithoutASignal() {
    let episode = { (task: String, name: String, status: OutcomeStatus, score: Double?, states: [String]) in
      EpisodeDraft(
        task: task, name: name, status: status, score: score, turns: states.map { TurnDraft(state: $0) },
        final: "U")
    }
    let batch = makeBatch([
      episode("t0", "a", .failure, nil, ["S", "S"]), episode("t1", "b", .truncated, 0.5, ["S"]),
      episode("t2", "c", .success, nil, ["S"]), episode("t1", "d", .failure, nil, ["U"]),
      episode("t2", "e", .success, nil, ["S"]),
    ])
    let summary = TraceSummary(of: batch)
    #expect(summary.groups == 3)
    #expect(summary.groupsWithoutSuccess == 2)
    #expect(summary.groupsWithoutVariance == 3)
    #expect(summary.groupsOfOne == 1)
    #expect(TraceSummary(of: batch, reward: .score).groupsWithoutVariance == 2)
    #expect(summary.states == 4)
    #expect(summary.sharedStates == 1)
    #expect(summary.singletonStates == 2)
    #expect(summary.turnsInSharedStates == 2)
  }

  @Test func nothing() {
    let summary = TraceSummary(of: makeBatch([]))
    #expect(summary.groups == 0)
    #expect(summary.states == 0)
    #expect(summary.sharedTurnShare == 0)
  }
}
