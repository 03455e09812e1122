import CreditMethods
import Testing
import TestSupport
import Trajectories
import Simulation

/// Credits that are derived by hand.
@Suite struct CoalitionCellTests {
  /// Expects the credits of every episode by what its decisions were, in their order.
  private func expectCredits<Method: CreditMethod>(
    _ method: Method.Type, _ settings: String, on simulated: Simulated, are table: [[String]: [Double]],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let credits = try simulated.attribution(method, settings).credits
    let batch = simulated.batch
    var seen: Set<[String]> = []
    for episode in 0..<batch.episodeCount {
      let decisions = batch.decisions(ofEpisode: episode)
      let actions = decisions.map { batch.symbols.actions[batch.decisions.action[$0]] }
      seen.insert(actions)
      guard let expected = table[actions] else { continue }
      expectEqual(
        Array(credits[decisions]), expected, within: 1e-12, "\(settings) \(actions)",
        sourceLocation: sourceLocation)
    }
    #expect(seen.isSuperset(of: table.keys), sourceLocation: sourceLocation)
  }

  /// Doing has probability 1/2. `or`, policy as the absent player: v(0) = 3/4, an agent that does is worth 1, one that
  /// skips 1/2. One turn: the replay game is the action game, and an agent is its decision.
  @Test(arguments: [
    "game=replay players=agent", "game=replay players=agent-turn", "game=action", "players=segment",
  ])
  func gates(settings: String) throws {
    let isSegment = settings == "players=segment"
    let or = try Simulated("or", episodes: 64, seed: 3)
    let and = try Simulated("and", episodes: 64, seed: 3)
    // A segment of both decisions has v(N) - v(0) = 1/4 or -3/4 in `or`, and 3/4 or -1/4 in `and`.
    try expectCredits(
      Shapley.self, settings, on: or,
      are: [
        ["do", "do"]: [0.125, 0.125], ["do", "skip"]: isSegment ? [0.125, 0.125] : [0.375, -0.125],
        ["skip", "skip"]: [-0.375, -0.375],
      ])
    try expectCredits(
      Shapley.self, settings, on: and,
      are: [
        ["do", "do"]: [0.375, 0.375], ["do", "skip"]: isSegment ? [-0.125, -0.125] : [0.125, -0.375],
        ["skip", "skip"]: [-0.125, -0.125],
      ])
  }

  /// Skipping is the default. Redundant agents are not missed; where all are needed, everybody is missed by all.
  @Test func differenceRewardsOfGates() throws {
    for settings in ["absent=default", "absent=default game=action"] {
      try expectCredits(
        LeaveOneOut.self, settings, on: try Simulated("or", episodes: 64, seed: 3),
        are: [
          ["do", "do"]: [0, 0], ["do", "skip"]: [1, 0], ["skip", "do"]: [0, 1], ["skip", "skip"]: [0, 0],
        ])
      try expectCredits(
        LeaveOneOut.self, settings, on: try Simulated("and", episodes: 64, seed: 3),
        are: [
          ["do", "do"]: [1, 1], ["do", "skip"]: [0, 0], ["skip", "do"]: [0, 0], ["skip", "skip"]: [0, 0],
        ])
    }
  }

  /// g = 0.9, b = 0.2, m = 0.5: v(0) = 0.55; the message alone is worth 0.9 or 0.2, the answer alone 1 or 0.
  @Test(arguments: ["players=agent", "players=agent-turn", "players=segment"])
  func couplingReplayed(settings: String) throws {
    let table: [[String]: [Double]] = [
      ["good", "right"]: [0.175, 0.275], ["good", "wrong"]: [0.175, -0.725],
      ["bad", "right"]: [-0.175, 0.625], ["bad", "wrong"]: [-0.175, -0.375],
    ]
    let simulated = try Simulated("coupling", episodes: 100, seed: 3)
    try expectCredits(Shapley.self, settings, on: simulated, are: table)
    try expectCredits(Banzhaf.self, settings, on: simulated, are: table)
    try expectCredits(Nucleolus.self, settings, on: simulated, are: table)
    // Once the answer is kept, the message no longer matters: v(N) - v(N - message) = 0.
    try expectCredits(
      LeaveOneOut.self, settings, on: simulated,
      are: [
        ["good", "right"]: [0, 0.1], ["good", "wrong"]: [0, -0.9], ["bad", "right"]: [0, 0.8],
        ["bad", "wrong"]: [0, -0.2],
      ])
  }

  /// One agent a turn: the action game has one player, whose credit is Q - V.
  @Test func couplingByTurns() throws {
    try expectCredits(
      Shapley.self, "game=action", on: try Simulated("coupling", episodes: 100, seed: 3),
      are: [
        ["good", "right"]: [0.35, 0.1], ["good", "wrong"]: [0.35, -0.9], ["bad", "right"]: [-0.35, 0.8],
        ["bad", "wrong"]: [-0.35, -0.2],
      ])
  }

  /// By default the message is good and the answer right, v(0) = 1, and with the planner's policy too; with the
  /// executor's policy 0.9, with both 0.55. Uniform play: the planner's policy is uniform, so it is a null player, and
  /// the executor's adds 0.05 to 0.5.
  @Test(arguments: [("default", [-0.175, -0.275]), ("uniform", [0, 0.05])])
  func couplingByPolicies(absent: String, expected: [Double]) throws {
    for players in ["agent", "agent-turn", "segment"] {
      try expectCredits(
        Shapley.self, "game=policy absent=\(absent) players=\(players)",
        on: try Simulated("coupling", episodes: 100, seed: 3),
        are: [["good", "right"]: expected, ["bad", "wrong"]: expected])
    }
  }

  /// Son et al. 2019 (arXiv 1905.05408), table 1, under uniform play, with the second action as the default.
  @Test func theGameOfQTRAN() throws {
    let simulated = try Simulated(
      compiling: MatrixGame(payoff: [[8, -12, -12], [-12, 0, 0], [-12, 0, 0]]), episodes: 200, seed: 1)
    #expect(abs(simulated.solution.value + 40.0 / 9) < 1e-12)
    try expectCredits(COMA.self, "", on: simulated, are: [["0", "0"]: [40.0 / 3, 40.0 / 3]])
    try expectCredits(
      LeaveOneOut.self, "game=action absent=default", on: simulated, are: [["0", "0"]: [20, 20]])
    try expectCredits(
      Shapley.self, "game=action absent=default", on: simulated,
      are: [["0", "0"]: [4, 4], ["0", "1"]: [-12, 0], ["1", "1"]: [0, 0]])
  }

  /// v = 0.2 for the first turn, 1 for the first two: phi = 0.6, 0.4, 0; with alpha = 1/2 half of it, and half of the
  /// return of 1 on the last turn.
  @Test func segmentsOfAnAnswer() throws {
    let simulated = try Simulated(compiling: Answer(), episodes: 60, seed: 2)
    try expectCredits(
      SCAR.self, "absent=default", on: simulated,
      are: [["do", "do", "do"]: [0.6, 0.4, 0], ["do", "skip", "do"]: [0.2, 0, 0]])
    try expectCredits(
      SCAR.self, "absent=default weightSegments=0.5", on: simulated,
      are: [["do", "do", "skip"]: [0.3, 0.2, 0.5], ["do", "skip", "skip"]: [0.1, 0, 0.1]])
    // Segments of two turns: the first has all of it, one half for each decision.
    try expectCredits(
      SCAR.self, "absent=default segment=2", on: simulated, are: [["do", "do", "do"]: [0.5, 0.5, 0]])
    try expectCredits(
      Owen.self, "absent=default unions=halves", on: simulated, are: [["do", "do", "do"]: [0.6, 0.4, 0]])
  }
}
