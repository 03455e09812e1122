import Ascribe
import Testing
import TestSupport
import Trajectories
import Simulation

@Suite struct ExactUnitTests {
  /// `or`: credits 0, .5 and 0 in success (2/3 · 0 + 1/3 · .5 of it), -.5 in failure; squares (.25 + .25) / 4.
  @Test func creditsOfAGateByOutcome() throws {
    let units = try solved("or").units()
    #expect(units.map(\.agent) == ["agent-0", "agent-1"])
    for unit in units {
      #expect(unit.turn == 0)
      #expect(abs(unit.probability - 1) < 1e-12)
      #expect(abs(unit.rootMeanSquare - 0.125.squareRoot()) < 1e-12)
      #expect(near([try #require(unit.meanInSuccess)], [1.0 / 6]))
      #expect(near([try #require(unit.meanInFailure)], [-0.5]))
    }
  }

  /// `coupling`: planner .35 and -.35, executor .1, -.9 after a good message and .8, -.2 after a bad one. Success has
  /// .45 good and .1 bad of .55; failure .05 good and .4 bad of .45.
  @Test func creditsOfAPlannerAndAnExecutor() throws {
    let units = try solved("coupling").units()
    #expect(units.map { "\($0.agent) \($0.turn)" } == ["planner 0", "executor 1"])
    #expect(near(units.map(\.rootMeanSquare), [0.35, 0.125.squareRoot()]))
    #expect(
      near(
        units.compactMap(\.meanInSuccess),
        [(0.45 - 0.1) * 0.35 / 0.55, (0.45 * 0.1 + 0.1 * 0.8) / 0.55]))
    #expect(
      near(
        units.compactMap(\.meanInFailure),
        [(0.05 - 0.4) * 0.35 / 0.45, (-0.05 * 0.9 - 0.4 * 0.2) / 0.45]))
  }

  /// There is no mean where no episode is, and the mean over all episodes is 0.
  @Test func unitsOfEpisodesThatAlwaysOrNeverSucceed() throws {
    let always = try solved("witness-plus").units()
    #expect(always.count == 1)
    #expect(always[0].meanInSuccess == 0)
    #expect(always[0].meanInFailure == nil)
    let mdp = try compiled("dec-tiger")
    let never = try ExactSolution(of: mdp, under: .uniform(on: mdp)).units()
    #expect(never.count == 6)
    #expect(never.allSatisfy { $0.meanInSuccess == nil && abs($0.meanInFailure ?? 1) < 1e-9 })
  }

  /// Squares of the agents' credits, summed over units, against the ledger where one agent acts a turn.
  @Test(arguments: ["single", "chain", "repair", "memory", "coupling"])
  func squaresOfATurnAreItsPartOfTheLedger(name: String) throws {
    let solution = try solved(name)
    var squares = [Double](repeating: 0, count: solution.mdp.horizon)
    for unit in solution.units() {
      squares[unit.turn] += unit.probability * unit.rootMeanSquare * unit.rootMeanSquare
    }
    #expect(near(squares, solution.varianceLedger().decisions, 1e-12))
  }
}
