import Ground
import CreditMethods
import CreditStatistics
import Testing
import TestSupport
import Trajectories
import Simulation

/// Sampled coalitions and simulated worths: what holds for every sample, and what holds on average.
@Suite struct CoalitionSamplingTests {
  /// Bound on an estimate, in the standard errors that it states: beyond it with probability 2e-9 by the normal limit.
  /// Fewer than 100 values are looked at: false alarms below 1e-6, with room for errors that are estimates themselves.
  private static let bound = 6.0

  /// Episodes of all starts, long and short.
  private static let expedition = Result { try Simulated(compiling: Expedition(), episodes: 3, seed: 5) }

  /// The largest distance of a credit from its exact value, and the largest standard error that was stated.
  private func deviation(_ rules: String, _ estimate: String) throws -> (distance: Double, error: Double) {
    let simulated = try Self.expedition.get()
    let exact = try simulated.attribution(Shapley.self, rules).credits
    let sampled = try simulated.attribution(Shapley.self, "\(rules) \(estimate)")
    let error = try #require(sampled.games?.largestStandardError.optional)
    return (zip(sampled.credits, exact).map { abs($0 - $1) }.max() ?? .infinity, error)
  }

  @Test(arguments: [
    ["players=agent", "estimator=permutation worth=replay"],
    ["players=agent-turn absent=default", "estimator=permutation worth=replay"],
    ["game=action absent=uniform", "estimator=permutation worth=replay"],
    ["players=agent-turn", "estimator=antithetic"], ["players=agent-turn", "estimator=stratified"],
    ["players=segment segment=2", "estimator=stratified worth=replay"],
  ])
  func estimatesAreUnbiased(settings: [String]) throws {
    let found = try deviation(settings[0], settings[1] + " orders=100")
    #expect(found.distance <= Self.bound * found.error, "\(found)")
    #expect(found.distance > 0)
    #expect(found.error < 0.2)
  }

  /// The bound can tell: other rules are many standard errors away.
  @Test func theBoundFindsAnotherValue() throws {
    let simulated = try Self.expedition.get()
    let found = try deviation("players=agent-turn", "estimator=antithetic orders=100")
    let exact = try simulated.attribution(Shapley.self, "players=agent-turn").credits
    let other = try simulated.attribution(Shapley.self, "players=agent-turn absent=default").credits
    #expect(zip(exact, other).contains { abs($0 - $1) > 3 * Self.bound * found.error })
  }

  /// The policy game is one game: its estimate is within 6 of the errors that it states.
  @Test(arguments: ["permutation", "stratified", "adaptive"]) func thePolicyGame(estimator: String) throws {
    let simulated = try Simulated(compiling: Expedition(), episodes: 1, seed: 5)
    let game = "game=policy absent=default players=agent"
    let exact = try simulated.attribution(Shapley.self, game).credits
    let sampled = try simulated.attribution(
      Shapley.self, game + " worth=replay orders=1000 precision=0.04 estimator=\(estimator)")
    let games = try #require(sampled.games)
    let error = try #require(games.largestStandardError.optional)
    #expect(error > 0.01 && error < 0.06)
    expectEqual(sampled.credits, exact, within: Self.bound * error, "\(estimator)")
    #expect(games.standardErrors == 2)
    #expect(games.impreciseGames == 0)
    if estimator == "adaptive" {
      #expect(error <= 0.04)
      #expect(games.evaluations < 1000 * 3)
      let imprecise = try simulated.attribution(
        Shapley.self, game + " worth=replay orders=40 precision=0.0001 estimator=adaptive")
      #expect(imprecise.games?.impreciseGames == 1)
    }
  }

  /// A worth of several replays is their mean; all are counted. `single` always takes 6 turns.
  @Test func replaysAreCounted() throws {
    let simulated = try Simulated("single", episodes: 5, seed: 7)
    let turns = simulated.batch.turnCount / 5
    let exact = try simulated.attribution(
      Shapley.self, "players=segment segment=3 worth=replay continuations=4")
    #expect(exact.replays == 5 * 4 * 4)
    #expect(exact.replayedTurns == exact.replays * turns)
    #expect(exact.games?.games == 5)
    #expect(exact.games?.evaluations == 5 * 4)
    let sampled = try simulated.attribution(
      Shapley.self, "players=agent-turn worth=replay estimator=permutation orders=3")
    #expect(sampled.replays == 5 * 3 * (turns + 1))
    #expect(sampled.replayedTurns == sampled.replays * turns)
    let certain = try simulated.attribution(Shapley.self, "players=agent-turn")
    #expect(certain.replays == 0 && certain.replayedTurns == 0)
  }

  /// Draws are addressed: neither threads nor other episodes change a credit, and another seed does.
  @Test func drawsAreAddressed() throws {
    let simulated = try Simulated("dec-tiger", [("horizon", "2")], episodes: 12, seed: 6)
    let settings = "players=agent-turn worth=replay estimator=permutation orders=2"
    let once = try simulated.attribution(Shapley.self, settings).credits
    #expect(try simulated.attribution(Shapley.self, settings, threads: 3).credits == once)
    #expect(try simulated.attribution(Shapley.self, settings, seed: 18).credits != once)
    let fewer = try Simulated("dec-tiger", [("horizon", "2")], episodes: 4, seed: 6)
    #expect(try fewer.attribution(Shapley.self, settings).credits == Array(once.prefix(16)))
  }

  /// In every sample the contributions of an order add up: the credits of an episode sum to v(N) - v(empty).
  @Test func everySampleIsEfficient() throws {
    let simulated = try Simulated(compiling: Expedition(), episodes: 40, seed: 8)
    let exact = try simulated.attribution(Shapley.self, "players=agent-turn").credits
    for settings in ["estimator=permutation orders=1", "estimator=antithetic orders=2"] {
      let sampled = try simulated.attribution(Shapley.self, "players=agent-turn \(settings)")
      #expect(sampled.games?.largestStandardError.optional == nil)
      for episode in 0..<40 {
        let decisions = simulated.batch.decisions(ofEpisode: episode)
        let sums = (sampled.credits[decisions].reduce(0, +), exact[decisions].reduce(0, +))
        #expect(abs(sums.0 - sums.1) < 1e-12)
      }
    }
  }
}
