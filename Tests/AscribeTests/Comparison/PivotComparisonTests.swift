import Ground
@testable import Ascribe
import CreditMethods
import CreditStatistics
import Testing
import TestSupport
import Trajectories
import Simulation

/// What comparisons say of pivotal decisions, against plain counts.
extension ComparisonTests {
  /// `single` forks at one turn: no other unit is pivotal. Credit elsewhere is false; the area is that of a plain count of
  /// pairs.
  @Test func pivotsAndFalseCreditByPlainCounts() throws {
    let plan = try Self.plan("grpo,coma", "single", batches: 3)
    let comparison = try Comparison(plan).run()
    #expect(comparison.pivotalUnits == 1)
    #expect(comparison.reachedUnits == 6)
    #expect(comparison.pivotalDecisions == 48)
    let coma = comparison.methods[1].pivots
    #expect(coma.falseCreditOfUnits.mean == .value(0))
    #expect(coma.falseCreditOfDecisions.mean == .value(0))
    #expect(coma.area.mean == .value(1))
    let rows = try rows(plan, method: 0)
    let shares = (0..<3).map { batch in
      let own = rows.filter { $0.batch == batch }
      return own.filter { $0.turn != 3 }.reduce(0) { $0 + abs($1.credit) }
        / own.reduce(0) { $0 + abs($1.credit) }
    }
    let grpo = comparison.methods[0].pivots
    #expect(near([try #require(grpo.falseCreditOfUnits.mean.optional)], [mean(shares)]))
    #expect(near([try #require(grpo.falseCreditOfDecisions.mean.optional)], [mean(shares)]))
    let areas = (0..<3).map { batch in
      var wins = 0.0
      var pairs = 0.0
      for positive in rows where positive.batch == batch && positive.turn == 3 {
        for negative in rows where negative.batch == batch && negative.turn != 3 {
          let difference = abs(positive.credit) - abs(negative.credit)
          wins += abs(difference) < 1e-12 ? 0.5 : difference > 0 ? 1 : 0
          pairs += 1
        }
      }
      return wins / pairs
    }
    #expect(near([try #require(grpo.area.mean.optional)], [mean(areas)], 1e-9))
    // What every batch says alike has no interval.
    #expect(coma.area.interval == .undefined(.noVariance))
    #expect(coma.falseCreditOfUnits.interval == .undefined(.noVariance))
  }

  /// Everything of `coupling` is pivotal, so there is nothing to tell it from: undefined, not 0.
  @Test func withoutNegativesThereIsNoArea() throws {
    let pivots = try Comparison(try Self.plan("grpo", "coupling")).run().methods[0].pivots
    #expect(pivots.falseCreditOfUnits.mean == .undefined(.noUnits))
    #expect(pivots.area.mean == .undefined(.tooFew(found: 0, needed: 2)))
    #expect(pivots.area.interval == .undefined(.tooFew(found: 0, needed: 2)))
  }

  /// A decision is pivotal if its credit is not 0, or that of another action in its place is not.
  @Test(arguments: ["relay", "or", "dec-tiger", "and", "single"])
  func pivotalDecisionsAgreeWithPivotalUnits(name: String) throws {
    let solution = try solved(name)
    let table = ExactCreditTable(solution)
    let scale = solution.cells.actionValue.reduce(0) { max($0, abs($1)) }
    let pivots = PivotTable(solution, table, scale: scale)
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: 40, groupSize: 1, seed: 2), on: solution.mdp, policy: solution.policy)
    let labels = pivots.labels(of: rollouts)
    let credits = table.credits(of: rollouts)
    let units = AgentTurnCells.cells(of: rollouts)
    for decision in labels.indices {
      if abs(credits[decision]) > 1e-9 { #expect(labels[decision]) }
      if labels[decision] { #expect(pivots.units[units[decision]]) }
    }
  }
}
