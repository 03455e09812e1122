import Ascribe
import CreditMethods
import Critics
import Foundation
import Scenarios
import Testing
import TestSupport
import Trajectories
import Simulation

/// Agentic critics on simulated episodes.
@Suite struct AgenticSimulationTests {
  private typealias Simulated = (batch: TrajectoryBatch, context: AttributionContext, solution: ExactSolution)

  /// Two agents, one of whom acts on what the other one told it; and four agents with a hidden bug. Played
  /// once.
  private static let coupling = Result { try simulated("coupling", [], episodes: 24) }
  private static let relay = Result {
    try simulated("relay", [("components", "2"), ("horizon", "7")], episodes: 24)
  }

  private static func simulated(
    _ name: String, _ settings: [(name: String, value: String)], episodes: Int
  ) throws -> Simulated {
    let mdp = try TurnMDP(compiling: try ScenarioCatalogue.entry(named: name).scenario(settings))
    let solution = try ExactSolution(of: mdp, under: .behaviour(of: mdp))
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: episodes / 8, groupSize: 8, seed: 5), on: mdp, policy: solution.policy)
    return (rollouts.batch, AttributionContext(simulation: rollouts, solution: solution, seed: 5), solution)
  }

  @Test(arguments: AgenticReferenceTests.plain.keys.sorted()) func runsOnScenarios(id: String) throws {
    for (name, simulated) in [("coupling", Self.coupling), ("relay", Self.relay)] {
      let (batch, context, _) = try simulated.get()
      let found = try attribution(id, batch, in: context)
      #expect(found.credits.count == batch.decisionCount)
      #expect(found.credits.contains { $0 != 0 }, "\(name)")
      #expect(!found.fits.isEmpty)
      let failed = found.fits.filter { !$0.hasConverged }
      #expect(failed.isEmpty, "\(name)")
    }
  }

  /// Episodes that are set aside enter the fits and have no credits.
  @Test(arguments: ["turn_ppo", "archer", "poad", "bilevel", "agentprm", "spa"])
  func fitsUseEpisodesThatAreSetAside(id: String) throws {
    let drafts =
      agenticDrafts(seed: 77)
      + agenticDrafts(seed: 78).map { draft in
        var draft = draft
        draft.name += "b"
        return draft
      }
    let all = try attribution(id, makeBatch(drafts))
    let judged = Array(drafts[..<3])
    let found = try attribution(
      id, makeBatch(judged), in: AttributionContext(fitting: makeBatch(Array(drafts[3...]))))
    expectEqual(found.credits, Array(all.credits[..<found.credits.count]), within: 1e-9)
    #expect(found.fittedTurns == drafts[3...].reduce(0) { $0 + $1.turns.count })
  }

  /// A judge without errors says what helps and what harms; one that always errs never says so. Errors are
  /// the seed's.
  @Test func judgesErrAsOftenAsTheySay() throws {
    let (batch, context, solution) = try Self.simulated("coupling", [], episodes: 2000)
    let rollouts = try #require(context.simulation)
    let exact = ExactCreditTable(solution).credits(of: rollouts)
    let level = { (credit: Double) in abs(credit) <= 1e-12 ? [0.0, 0] : credit > 0 ? [1, 0] : [0, 1] }
    let said = { (error: Double) in
      let factors = FactorJudge(error: error, seed: 5).factors(of: rollouts, exact)
      return exact.indices.map { [factors[2 * $0], factors[2 * $0 + 1]] }
    }
    #expect(said(0) == exact.map(level))
    #expect(said(0.25) == said(0.25))
    #expect(zip(said(1), exact).allSatisfy { $0 != level($1) })
    // Beyond six standard errors with probability 2e-9.
    let wrong = zip(said(0.25), exact).count { $0 != level($1) }
    let count = Double(exact.count)
    #expect(abs(Double(wrong) / count - 0.25) < 6 * (0.1875 / count).squareRoot())
    #expect(batch.decisionCount == exact.count)
  }

  /// Exact values: the credit of a last turn is its reward less V.
  @Test func exactValuesAreThoseOfTheScenario() throws {
    let (batch, context, solution) = try Self.relay.get()
    let rollouts = try #require(context.simulation)
    let found = try attribution("turn_ppo", batch, "values=exact reward=trace gamma=1", in: context)
    #expect(found.fits.isEmpty)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      let last = turns.upperBound - 1
      let value = solution.stateValue(turn: turns.count - 1, node: Int(rollouts.node[last]))
      #expect(
        abs(found.credits[batch.decisions(of: last).lowerBound] - (batch.turns.reward[last] - value)) < 1e-12)
    }
  }

  /// Values by hand from a file.
  @Test func valuesOfAFile() throws {
    let trace = try workedTrace("single")
    let found = try withFile(#"{"A": 0.25, "B": 0.5, "C": 0.75}"#) {
      try attribution("turn_ppo", trace, "values=\($0) gamma=1 lambda=0")
    }
    expectEqual(found.credits, [0.25, 0.5, 0.25, -0.5, 0.5, -0.75, 0.5, -0.25, 0.5])
    #expect(found.fits.isEmpty)
    try withFile(#"{"A": 0.25}"#) { file in
      let advice = "\(file) gives none for state \"B\" of task \"t0\" and 1 more. Add them."
      let words = try failure("turn_ppo", trace, "values=\(file)")
      #expect(words == "method \"turn_ppo\" needs a value of every state. \(advice)")
    }
  }
}
