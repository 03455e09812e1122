import CreditMethods
import Critics
import Testing
import TestSupport
import Trajectories

/// Critics on four episodes by hand. Without a word on parameters: gamma 1, reward 10 of a success, penalty .1.
@Suite struct WorkedCriticTests {
  /// Values by (turn, state): (0, A) (10 - .1 + 10 + 0) / 4 = 4.975; (1, B) (10 - .1) / 2 = 4.95; (1, C) and (2, C) 10;
  /// everything else 0. One-step: e0 4.95 - 4.975, 10 - 4.95, 10 - 10; e1 4.95 - 4.975, -.1 - 4.95, 0; and so on.
  @Test(
    arguments: [
      ("advantage=oneStep", [-0.025, 5.05, 0, -0.025, -5.05, 0, 5.025, 0, -4.975, 0, 0, 0]),
      // The same, each plus half of its successor's.
      ("lambda=0.5", [2.5, 5.05, 0, -2.55, -5.05, 0, 5.025, 0, -4.975, 0, 0, 0]),
      // Returns less values.
      ("lambda=1", [5.025, 5.05, 0, -5.075, -5.05, 0, 5.025, 0, -4.975, 0, 0, 0]),
      // -0.025 ± 0.95 · 5.05.
      ("", [4.7725, 5.05, 0, -4.8225, -5.05, 0, 5.025, 0, -4.975, 0, 0, 0]),
    ] as [(String, [Double])])
  func advantagesByTurnAndState(settings: String, expected: [Double]) throws {
    expectEqual(try credits(SymmetricCritic.self, makeBatch(pathEpisodes), settings), expected)
  }

  /// gamma .5: returns e0 (2.5, 5, 10), e1 (-.05, -.1, 0), e2 (5, 10), e3 0; values (0, A) 7.45 / 4 = 1.8625,
  /// (1, B) 4.9 / 2 = 2.45, (1, C) 10, (2, C) 10.
  @Test func discountedOneStep() throws {
    let expected: [Double] = [
      1.225 - 1.8625, 5 - 2.45, 0, 1.225 - 1.8625, -0.1 - 2.45, 0, 5 - 1.8625, 0, -1.8625, 0, 0, 0,
    ]
    expectEqual(
      try credits(SymmetricCritic.self, makeBatch(pathEpisodes), "advantage=oneStep gamma=0.5"), expected)
  }

  /// Without the turn: A (10 - .1 + 10 + 0 + 0) / 5 = 3.98, B (10 - .1 + 0) / 3 = 3.3, C (10 + 10 + 0) / 3, D 0.
  @Test func advantagesByStateAlone() throws {
    let c = 20.0 / 3
    let expected: [Double] = [
      10 - 3.98, 10 - 3.3, 10 - c, -0.1 - 3.98, -0.1 - 3.3, -3.3, 10 - 3.98, 10 - c, -3.98, 0, -3.98, -c,
    ]
    expectEqual(
      try credits(SymmetricCritic.self, makeBatch(pathEpisodes), "turnIndex=false lambda=1"), expected)
  }

  /// Turns weigh 1/3 in e0 and e1, 1/2 in e2, 1/4 in e3: A (10/3 - .1/3 + 10/2) / (1/3 + 1/3 + 1/2 + 1/4 + 1/4) = 4.98,
  /// B (10/3 - .1/3) / 1 = 3.3, C (10/3 + 10/2) / (1/3 + 1/2 + 1/4) = 100/13.
  @Test func episodesWeighTheSame() throws {
    let c = 100.0 / 13
    let expected: [Double] = [
      10 - 4.98, 10 - 3.3, 10 - c, -0.1 - 4.98, -0.1 - 3.3, -3.3, 10 - 4.98, 10 - c, -4.98, 0, -4.98, -c,
    ]
    expectEqual(
      try credits(
        SymmetricCritic.self, makeBatch(pathEpisodes), "turnIndex=false lambda=1 weighting=episodes"),
      expected)
  }

  /// The penalty of e1's second turn stays in its row: returns are 10 and 0, values (0, A) 5 and (1, B) 5, and rows of
  /// (1, B) lose .05 on average.
  @Test(arguments: [
    ("lambda=1", [5, 5.05, 0, -5, -5.05, 0, 5, 0, -5, 0, 0, 0]),
    ("advantage=oneStep", [0, 5.05, 0, 0, -5.05, 0, 5, 0, -5, 0, 0, 0]),
  ])
  func aRowsPenaltyLowersThatRow(settings: String, expected: [Double]) throws {
    expectEqual(
      try credits(SymmetricCritic.self, makeBatch(pathEpisodes), settings + " penalty=row"), expected)
  }

  /// Two privileged states behind one observation: a bet that a hidden coin decides, or a pass. The mean of all returns
  /// is 0, that of heads 1/2 and of tails -1/2.
  @Test func hiddenLuckIsMeritToTheSymmetricCriticAlone() throws {
    let rows: [(side: String, action: String, reward: Double)] = [
      ("heads", "bet", 1), ("heads", "pass", 0), ("tails", "bet", -1), ("tails", "pass", 0),
    ]
    let batch = makeBatch(
      rows.map { row in
        let turn = TurnDraft(
          state: "coin", privileged: row.side, reward: row.reward,
          decisions: [DecisionDraft(action: row.action)])
        return EpisodeDraft(name: "\(row.side)-\(row.action)", turns: [turn])
      })
    expectEqual(try credits(SymmetricCritic.self, batch, "reward=trace"), [1, 0, -1, 0])
    expectEqual(try credits(PintoCritic.self, batch, "reward=trace"), [0.5, -0.5, -0.5, 0.5])
    expectEqual(try credits(AsymmetricCritic.self, batch, "reward=trace"), [0.5, -0.5, -0.5, 0.5])
  }

  /// A critic of what agents know, knows who acts: the same key is another information state of another agent.
  @Test func agentsWhoSeeTheSameAreToldApart() throws {
    let batch = makeBatch(
      [("planner", 4.0), ("coder", 0), ("coder", 2)].enumerated().map { index, row in
        EpisodeDraft(
          name: "e\(index)",
          turns: [
            TurnDraft(
              state: "start", privileged: "s", reward: row.1, decisions: [DecisionDraft(agent: row.0)])
          ])
      })
    expectEqual(try credits(SymmetricCritic.self, batch, "reward=trace"), [0, -1, 1])
    expectEqual(try credits(AsymmetricCritic.self, batch, "reward=trace"), [0, -1, 1])
    expectEqual(try credits(PintoCritic.self, batch, "reward=trace"), [2, -2, 0])
  }

  /// All turns look alike: the value is the mean of all returns.
  @Test func oneCell() throws {
    let batch = makeBatch([
      EpisodeDraft(
        name: "e0", turns: [TurnDraft(state: "S", reward: 3), TurnDraft(state: "S", reward: 1)]),
      EpisodeDraft(name: "e1", turns: [TurnDraft(state: "S", reward: -2)]),
    ])
    // Returns 4, 1, -2; value 1.
    expectEqual(
      try credits(SymmetricCritic.self, batch, "reward=trace turnIndex=false lambda=1"), [3, 0, -3])
    expectEqual(
      try credits(SymmetricCritic.self, batch, "reward=trace turnIndex=false advantage=oneStep"), [3, 0, -3])
  }

  /// The advantage is the team's: every acting agent gets a copy.
  @Test func actingAgentsShareTheAdvantage() throws {
    let together = TurnDraft(
      state: "S", decisions: [DecisionDraft(agent: "left"), DecisionDraft(agent: "right")])
    let batch = makeBatch([
      EpisodeDraft(name: "e0", status: .success, turns: [together]),
      EpisodeDraft(name: "e1", turns: [together]),
    ])
    expectEqual(try credits(SymmetricCritic.self, batch), [5, 5, -5, -5])
  }
}
