import CreditMethods
import Testing
import TestSupport
import Trajectories

@Suite struct GroupingTests {
  @Test func rowsOfAGroupAscend() {
    let groups = Grouping([1, 0, 1, 3], count: 4)
    #expect((0..<groups.count).map { Array(groups[$0]) } == [[1], [0, 2], [], [3]])
  }

  /// Group 0 holds rows 1, 3 with symbols 5, 4; group 1 holds rows 0, 2, 4 with symbols 5, 5, 0.
  @Test func partsAreNumberedGroupByGroup() {
    let parts = Grouping([1, 0, 1, 0, 1], count: 3).split(by: [5, 5, 5, 4, 0], symbolCount: 6)
    #expect(parts.part == [2, 0, 2, 1, 3])
    #expect(parts.start == [0, 2, 4, 4])
    #expect(parts.firstRows == [true, true, false, true, true])
  }
}

@Suite struct TurnRewardsTests {
  private func rewards(
    _ reward: RewardConvention, _ penalty: PenaltyScope, of drafts: [EpisodeDraft]
  ) -> TurnRewards {
    var rules = ReturnRules()
    rules.reward = reward
    rules.penalty = penalty
    rules.invalidPenalty = 0.5
    return TurnRewards(of: makeBatch(drafts), by: rules)
  }

  /// Rewards 0, 1 with an invalid first turn; score 0.25.
  private let draft = EpisodeDraft(
    name: "a", status: .success, score: 0.25,
    turns: [
      TurnDraft(
        state: "S",
        decisions: [
          DecisionDraft(agent: "left", isValid: false), DecisionDraft(agent: "right", isValid: false),
        ]),
      TurnDraft(state: "U", reward: 1),
    ], final: "end")

  @Test func conventions() {
    #expect(rewards(.outcome, .none, of: [draft]).reward == [0, 10])
    #expect(rewards(.score, .none, of: [draft]).reward == [0, 2.5])
    #expect(rewards(.trace, .none, of: [draft]).reward == [0, 1])
    var truncated = draft
    truncated.status = .truncated
    #expect(rewards(.outcome, .none, of: [truncated]).reward == [0, 0])
    #expect(rewards(.score, .none, of: [truncated]).reward == [0, 2.5])
  }

  /// Two agents erred in one turn: the penalty is paid once.
  @Test func penalties() {
    let trajectory = rewards(.outcome, .trajectory, of: [draft])
    #expect(trajectory.reward == [-0.5, 10])
    #expect(trajectory.episodeReturn == [9.5])
    #expect(trajectory.episodeScores == [9.5, 9.5])
    #expect(trajectory.returnsToGo(discount: 0.5) == [4.5, 10])
    let row = rewards(.outcome, .row, of: [draft])
    #expect(row.reward == [0, 10])
    #expect(row.episodeReturn == [10])
    #expect(row.episodeScores == [9.5, 10])
    #expect(row.returnsToGo(discount: 0.5) == [4.5, 10])
    let none = rewards(.outcome, .none, of: [draft])
    #expect(none.episodeScores == [10, 10])
    #expect(none.returnsToGo(discount: 0.5) == [5, 10])
  }

  /// The penalty of a later turn reaches earlier returns under `trajectory` and stays on its row under `row`.
  @Test func laterPenalty() {
    var late = draft
    late.turns.swapAt(0, 1)
    #expect(rewards(.trace, .trajectory, of: [late]).returnsToGo(discount: 0.5) == [0.75, -0.5])
    #expect(rewards(.trace, .row, of: [late]).returnsToGo(discount: 0.5) == [1, -0.5])
  }

  @Test func equallyManyInvalidTurnsTieExactly() {
    let turn = { (isValid: Bool) in TurnDraft(state: "S", decisions: [DecisionDraft(isValid: isValid)]) }
    let patterns = [[false, false, false, true], [true, false, false, false], [false, true, false, false]]
    let drafts = patterns.enumerated().map { index, pattern in
      EpisodeDraft(name: "e\(index)", status: .success, turns: pattern.map(turn), final: "end")
    }
    let returns = TurnRewards(of: makeBatch(drafts), by: ReturnRules()).episodeReturn
    #expect(Set(returns).count == 1)
  }

  /// 1 + 0.5 · (2 + 0.5 · 4) = 3; the second episode starts anew.
  @Test func discounting() {
    #expect(discountedReturns(of: [1, 2, 4, 8], turnStart: [0, 3, 4], discount: 0.5) == [3, 4, 4, 8])
    #expect(discountedReturns(of: [1, 2, 4, 8], turnStart: [0, 3, 4], discount: 0) == [1, 2, 4, 8])
    #expect(discountedReturns(of: [], turnStart: [0], discount: 1).isEmpty)
  }
}

@Suite struct StateNodesTests {
  private func episode(_ task: String, _ states: [String], final: String) -> EpisodeDraft {
    EpisodeDraft(
      task: task, name: "\(task)-\(states)-\(final)", status: .failure,
      turns: states.map { TurnDraft(state: $0) },
      final: final)
  }

  /// Tasks interleave; t0 has A, B, C and t1 has A again, D.
  @Test func nodesAreLocalToTheirTask() {
    let batch = makeBatch([
      episode("t0", ["A", "B"], final: "A"), episode("t1", ["A"], final: "D"),
      episode("t0", ["B", "C"], final: "C"),
    ])
    let nodes = StateNodes(of: batch, by: .state)
    #expect(nodes.turn == [0, 1, 3, 1, 2])
    #expect(nodes.final == [0, 4, 2])
    #expect(nodes.taskStart == [0, 3, 5])
    #expect(nodes.successors(in: batch) == [1, 0, 4, 2, 2])
  }

  /// Agents in any order; "a-b" sorts before "a" because '-' comes before '='.
  @Test func jointObservations() {
    let turn = { (decisions: [(String, String?)]) in
      TurnDraft(state: "S", decisions: decisions.map { DecisionDraft(agent: $0.0, observation: $0.1) })
    }
    let batch = makeBatch([
      EpisodeDraft(
        name: "e", status: .failure,
        turns: [
          turn([("a", "x"), ("a-b", "y")]), turn([("a-b", "y"), ("a", "x")]), turn([("a", "x")]),
          turn([("a", "x"), ("a-b", "y"), ("c", "z")]), turn([("a", nil), ("c", "z")]),
          turn([("a", "y"), ("a-b", "x")]),
        ], final: "a-b=y|a=x")
    ])
    let nodes = StateNodes(of: batch, by: .observation)
    #expect(nodes.turn == [0, 0, 1, 2, 3, 4])
    #expect(nodes.final == [0])
    let keys = StateKey.observation.symbols(of: batch)
    #expect(keys.turn[2] == batch.symbols.keys.symbol(of: "x"))
    #expect(keys.turn[0] == batch.symbols.keys.symbol(of: "a-b=y|a=x"))
    #expect(keys.count == batch.symbols.keys.count + 3)
  }

  /// Without observations an agent observes the state, and agents that act together are still named.
  @Test func missingObservationsAreTheState() {
    var drafts = workedDrafts(.e2)
    for episode in drafts.indices {
      for turn in drafts[episode].turns.indices {
        for decision in drafts[episode].turns[turn].decisions.indices {
          drafts[episode].turns[turn].decisions[decision].observation = nil
        }
      }
    }
    drafts[0].final = "left=S|right=S"
    let nodes = StateNodes(of: makeBatch(drafts), by: .observation)
    #expect(nodes.final[0] == nodes.turn[0])
    #expect(Array(nodes.turn.prefix(4)) == [0, 1, 0, 1])
  }
}
