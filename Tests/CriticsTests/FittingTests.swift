import CreditMethods
import Critics
import Testing
import TestSupport
import Trajectories

/// Critics that are fitted to episodes beside those that they judge.
@Suite struct FittingTests {
  private func attribution(_ judged: [EpisodeDraft], fitting: [EpisodeDraft]?) throws -> Attribution {
    let critic = try SymmetricCritic(ParameterValues(for: SymmetricCritic.fullCard.parameters, of: ""))
    let context = AttributionContext(fitting: fitting.map { makeBatch($0) })
    return try critic.attribute(makeBatch(judged), in: context)
  }

  /// The values are those of all episodes; the credits are those of the judged ones.
  @Test func valuesComeFromAllEpisodes() throws {
    let all = try attribution(pathEpisodes, fitting: nil)
    let some = try attribution(Array(pathEpisodes[..<2]), fitting: Array(pathEpisodes[2...]))
    expectEqual(some.credits, Array(all.credits[..<6]))
    #expect(all.fittedTurns == 0)
    #expect(some.fittedTurns == 6)
    // Alone, both states have the value 4.95; the others make the first 4.975.
    let alone = try attribution(Array(pathEpisodes[..<2]), fitting: nil)
    expectEqual([alone.credits[0] - some.credits[0]], [0.025])
  }

  /// The same names in another order are the same states, whatever their symbols.
  @Test func symbolsOfTheTwoBatchesNeedNotAgree() throws {
    let all = try attribution(pathEpisodes.reversed(), fitting: nil)
    let some = try attribution(Array(pathEpisodes[3...]), fitting: Array(pathEpisodes[..<3].reversed()))
    expectEqual(some.credits, Array(all.credits[..<4]))
  }
}
