import Ground
import CreditMethods
import CreditStatistics
import Testing
import TestSupport
import Trajectories
import Simulation

/// What credits of coalition games have in common, and what only some of them have.
@Suite struct CoalitionPropertyTests {
  private func sums(_ credits: [Double], _ batch: TrajectoryBatch) -> [Double] {
    (0..<batch.episodeCount).map { credits[batch.decisions(ofEpisode: $0)].reduce(0, +) }
  }

  /// Efficient values of one game have one sum, whatever the players: v(N) - v(empty). Where nothing is left to chance
  /// and the default ends a team's hopes, that is the return.
  @Test func efficientValuesSumToTheSurplus() throws {
    let simulated = try Simulated(compiling: Expedition(), episodes: 30, seed: 9)
    let batch = simulated.batch
    let expected = sums(
      try simulated.attribution(Shapley.self, "players=agent-turn absent=uniform").credits, batch)
    for settings in ["unions=turn", "unions=agent", "unions=halves"] {
      let found = try simulated.attribution(Owen.self, "absent=uniform \(settings)").credits
      expectEqual(sums(found, batch), expected, within: 1e-10, "owen \(settings)")
    }
    let nucleolus = try simulated.attribution(Nucleolus.self, "players=agent-turn absent=uniform").credits
    expectEqual(sums(nucleolus, batch), expected, within: 1e-8, "nucleolus")
    let normalised = try simulated.attribution(
      Banzhaf.self, "players=agent-turn absent=uniform normalised=true")
    expectEqual(sums(normalised.credits, batch), expected, within: 1e-9, "normalised banzhaf")
    for method in [
      try simulated.attribution(Banzhaf.self, "players=agent-turn absent=uniform"),
      try simulated.attribution(LeaveOneOut.self, "players=agent-turn absent=uniform"),
    ] {
      #expect(zip(sums(method.credits, batch), expected).contains { abs($0 - $1) > 0.01 })
    }
    let answer = try Simulated(compiling: Answer(), episodes: 30, seed: 9)
    let returns = (0..<30).map { episode in
      answer.batch.turns(of: episode).reduce(0) { $0 + answer.batch.turns.reward[$1] }
    }
    for alpha in ["0", "0.3", "1"] {
      let credits = try answer.attribution(SCAR.self, "absent=default weightSegments=\(alpha)").credits
      expectEqual(sums(credits, answer.batch), returns, within: 1e-12, "scar alpha=\(alpha)")
    }
  }

  /// With the policy as the absent player a single kept decision of the first turn is worth Q, and nothing kept V.
  @Test func keepingOneDecisionIsTheAdvantage() throws {
    let simulated = try Simulated(
      "repair", [("turns", "3"), ("fork", "0"), ("repairTurn", "2")], episodes: 40, seed: 9)
    // One segment for the first turn, one for the rest: leave-one-out in the reversed game is v(first) - v(empty).
    let all = try simulated.attribution(Shapley.self, "players=agent-turn").credits
    let last = try simulated.attribution(LeaveOneOut.self, "players=agent-turn").credits
    #expect(all != last)
    let decided = simulated.kinds.enumerated().filter { $0.element.turn == 2 }.map(\.offset)
    // Nothing is decided later: without the last decision the rest is kept, and its difference is Q - V there.
    let exact = try simulated.attribution(COMA.self).credits
    expectEqual(decided.map { last[$0] }, decided.map { exact[$0] }, within: 1e-12)
  }

  /// A decision without consequences gets exactly nothing from any value, in games where the policy is the absent player.
  @Test func nullPlayersGetNothing() throws {
    let simulated = try Simulated(compiling: Answer(), episodes: 40, seed: 10)
    let last = simulated.kinds.enumerated().filter { $0.element.turn == 2 }.map(\.offset)
    let settings = "players=agent-turn absent=default"
    let found = [
      try simulated.attribution(Shapley.self, settings), try simulated.attribution(Banzhaf.self, settings),
      try simulated.attribution(LeaveOneOut.self, settings),
      try simulated.attribution(Nucleolus.self, settings),
      try simulated.attribution(Owen.self, "absent=default"),
      try simulated.attribution(SCAR.self, "absent=default"),
      try simulated.attribution(Shapley.self, settings + " worth=replay"),
      try simulated.attribution(Shapley.self, settings + " estimator=permutation orders=5"),
    ]
    for attribution in found {
      #expect(last.allSatisfy { abs(attribution.credits[$0]) <= 1e-12 })
    }
  }

  /// The recorded decisions of `or` with two agents: together worth 1, alone 1 each, nobody 0 (skipping is absence). The
  /// core asks for x >= 1 each and x sums to 1: there is none, and the least excess is 1/2.
  @Test func coreAndLeastCoreAreStated() throws {
    let or = try Simulated("or", episodes: 64, seed: 3)
    let both = try or.attribution(Nucleolus.self, "absent=default")
    let games = try #require(both.games)
    #expect(games.games == 64)
    #expect(games.evaluations == 4 * 4)
    #expect(games.leastCores == 64)
    #expect(games.largestLeastCoreExcess.optional.map { abs($0 - 0.5) < 1e-12 } == true)
    let doubled = (0..<64).count { episode in
      or.batch.decisions(ofEpisode: episode).allSatisfy {
        or.batch.symbols.actions[or.batch.decisions.action[$0]] == "do"
      }
    }
    #expect(doubled > 0 && games.withCore == 64 - doubled && games.inCore == games.withCore)
    let and = try Simulated("and", episodes: 64, seed: 3)
    #expect(try and.attribution(Nucleolus.self, "absent=default").games?.withCore == 64)
    #expect(try and.attribution(Shapley.self, "absent=default").games?.inCore == 64)
  }

  @Test func threadsChangeNothing() throws {
    let simulated = try Simulated("dec-tiger", [("horizon", "2")], episodes: 20, seed: 3)
    for (one, two) in [
      (
        try simulated.attribution(Nucleolus.self, "players=agent-turn", threads: 1),
        try simulated.attribution(Nucleolus.self, "players=agent-turn", threads: 4)
      ),
      (try simulated.attribution(Owen.self, threads: 1), try simulated.attribution(Owen.self, threads: 4)),
    ] {
      #expect(one.credits == two.credits)
      #expect(one.games == two.games)
    }
  }
}
