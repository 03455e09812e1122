import Ascribe
import CreditMethods
import Critics
import Testing
import TestSupport
import Trajectories
import Simulation

/// The values of turns that critics give beside their credits.
@Suite struct TurnCriticTests {
  private func critic(_ settings: String) throws -> SymmetricCritic {
    try SymmetricCritic(
      ParameterValues(pairs(settings), for: SymmetricCritic.fullCard.parameters, of: "method \"symmetric\""))
  }

  /// The returns of ``pathEpisodes`` are 10 10 10, -.1 -.1 0, 10 10 and 0 0 0 0; the states A B C, A B B, A C, A D A C.
  @Test func valuesAreMeansOfTheReturnsOfEqualViews() throws {
    let batch = makeBatch(pathEpisodes)
    let told = try critic("").values(of: batch, in: AttributionContext())
    let first = 19.9 / 4
    let ofTurns: [Double] = [first, 4.95, 10, first, 4.95, 0, first, 10, first, 0, 0, 0]
    expectEqual(told.values, ofTurns)
    #expect(told.kind == .state)
    #expect(told.fit.parameters == 8)

    let untold = try critic("turnIndex=false").values(of: batch, in: AttributionContext())
    let (a, b, c) = (19.9 / 5, 3.3, 20.0 / 3)
    expectEqual(untold.values, [a, b, c, a, b, b, a, c, a, 0, a, c])
    #expect(untold.fit.parameters == 4)
  }

  @Test func aCriticSaysWhatItSees() throws {
    #expect(try critic("").seesTurn)
    #expect(try !critic("turnIndex=false").seesTurn)
    #expect(try critic("").view == .information)
    #expect(try PintoCritic(settings: "").view == .privileged)
    #expect(try AsymmetricCritic(settings: "").view == .both)
  }

  /// One-step advantages are the reward plus the next value less the present one.
  @Test(arguments: 0..<50) func creditsRestOnTheValues(seed: UInt64) throws {
    let batch = makeBatch(sharedKeyDrafts(seed: seed))
    let critic = try critic("reward=trace penalty=none advantage=oneStep gamma=0.9")
    let values = try critic.values(of: batch, in: AttributionContext()).values
    let credits = try critic.attribute(batch, in: AttributionContext()).credits
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      for turn in turns {
        let next = turn + 1 < turns.upperBound ? 0.9 * values[turn + 1] : 0
        let advantage = batch.turns.reward[turn] + next - values[turn]
        for decision in batch.decisions(of: turn) {
          #expect(abs(credits[decision] - advantage) < 1e-12, "seed \(seed), turn \(turn)")
        }
      }
    }
  }

  /// Episodes beside the batch are fitted to, and get no values.
  @Test func onlyTheJudgedTurnsHaveValues() throws {
    let judged = makeBatch(Array(pathEpisodes[..<2]))
    let beside = makeBatch(Array(pathEpisodes[2...]))
    let together = try critic("").values(of: judged, in: AttributionContext(fitting: beside))
    let all = try critic("").values(of: makeBatch(pathEpisodes), in: AttributionContext())
    expectEqual(together.values, Array(all.values[..<6]))
  }

  @Test func aTraceWithoutPrivilegedStatesIsRefused() throws {
    let batch = makeBatch(pathEpisodes)
    let pinto = try PintoCritic(settings: "")
    #expect(throws: AttributionError.self) { try pinto.values(of: batch, in: AttributionContext()) }
  }
}
