import Testing
import TestSupport
import Trajectories
import Simulation

@testable import Scenarios

struct RepairShopTests {
  private func shop(_ settings: KeyValuePairs<String, String> = [:]) throws -> RepairShop {
    try #require(try scenario("repair-shop", settings) as? RepairShop)
  }

  /// One defect and six turns: focus, find, edit, test, accept, submit, and nothing else succeeds.
  @Test func oneRoundByHand() throws {
    let right = 0.6 * 0.9 + 0.4 * 0.5
    let luck = (1 - right) * 0.04
    let repaired = (6 / 8.5) * (right * 0.75 + luck) + (2 / 8.5) * (right * 0.875 + luck)
    let passes = 5.0 / 8 * 0.88 + 2.0 / 8 * 0.97
    let fails = 5.0 / 8 * 0.12 + 2.0 / 8 * 0.03
    let released = passes * (10.0 / 11) * (1 / 1.1) + fails * (1.0 / 9) * (0.3 / 6.3)
    let untested = 1.0 / 8 * (3.0 / 5) * (0.3 / 2.3)
    let value = 6 / 6.05 * repaired * (released + untested)
    let shop = try shop(["defects": "1", "chores": "0", "horizon": "6"])
    expect(plainValue(of: shop), value)
    expect(try solved("repair-shop", "defects=1 chores=0 horizon=6").value, value)
    expect(try solved("repair-shop", "defects=1 chores=0 horizon=5").value, 0)
  }

  @Test func theDefaultIsWhatAPlainRecursionSays() throws {
    let solution = try solved("repair-shop")
    expect(solution.value, plainValue(of: try shop()), within: 1e-10)
    expect(solution.value, solution.successProbability)
    #expect((0.3...0.6).contains(solution.value))
  }

  /// Two files and four layouts: every pair of places once.
  @Test func layoutsPlaceTheFirstTwoDefectsAnywhere() throws {
    for files in 2...8 {
      let shop = try shop(["files": "\(files)", "defects": "3"])
      let layouts = shop.initialStates.outcomes.map(\.element.layout)
      #expect(
        Set(layouts.map { [shop.file(of: 0, layout: $0), shop.file(of: 1, layout: $0)] }).count == files
          * files)
    }
  }

  /// A rewrite of file 1 for defect 1 of layout 3 (both defects in file 1): repairs with .875, breaks defect 0 with .3.
  @Test func anEditMayBreakWhatWasRepaired() throws {
    let shop = try shop(["regression": "0.3"])
    var state = RepairShop.State(layout: 3, repaired: 1, step: .edit, focus: 1, suspect: 1)
    state.board[0] = .passing
    let after = { (state: RepairShop.State, action: RepairAction) -> [UInt16: Double] in
      shop.step(state, JointAction([(RepairShop.coder, action)])).outcomes.reduce(into: [:]) {
        $0[$1.element.state.repaired, default: 0] += $1.probability
      }
    }
    let rewritten = after(state, .rewrite)
    expect(rewritten[0b11], 0.875 * 0.7)
    expect(rewritten[0b10], 0.875 * 0.3)
    expect(rewritten[0b01], 0.125 * 0.7)
    expect(rewritten[0b00], 0.125 * 0.3)
    expect(after(state, .patch)[0b11], 0.75 * 0.85)
    // In the other file nothing is repaired that could break, and an edit there helps by luck alone.
    state.suspect = 0
    #expect(after(state, .rewrite) == [0b11: 0.04, 0b01: 0.96])
    // The mark still says that it passes: nobody sees the damage.
    state.suspect = 1
    for outcome in shop.step(state, JointAction([(RepairShop.coder, .rewrite)])).outcomes {
      #expect(outcome.element.state.board[0] == .passing && outcome.element.state.board[1] == .untested)
    }
  }

  /// The whole suite shows a broken neighbour with .8, beside its own verdict, which errs with .12 / 4.
  @Test func theSuiteShowsRegressions() throws {
    let shop = try shop()
    var state = RepairShop.State(layout: 3, repaired: 2, step: .test, focus: 1, suspect: 1)
    state.board[0] = .passing
    state.board[1] = .untested
    let marks = { (action: RepairAction) -> [String: Double] in
      shop.step(state, JointAction([(RepairShop.tester, action)])).outcomes.reduce(into: [:]) {
        $0[$1.element.state.board.text(defects: 2), default: 0] += $1.probability
      }
    }
    expect(marks(.suite)["d0:failing|d1:passing"], 0.97 * 0.8)
    expect(marks(.suite)["d0:passing|d1:failing"], 0.03 * 0.2)
    expect(marks(.quick)["d0:passing|d1:passing"], 0.88)
    #expect(marks(.skip) == ["d0:passing|d1:untested": 1])
  }

  /// Undoing an edit opens the defect again, repaired or not.
  @Test func aRevertUndoesTheRepair() throws {
    let shop = try shop()
    var state = RepairShop.State(layout: 0, repaired: 3, step: .review, focus: 0, suspect: 0)
    state.board[0] = .failing
    state.board[1] = .passing
    let next = try #require(
      shop.step(state, JointAction([(RepairShop.reviewer, .revert)])).outcomes.first?.element.state)
    #expect(next.repaired == 2 && next.step == .plan && next.board.text(defects: 2) == "d0:open|d1:passing")
  }

  @Test(arguments: 1...4) func drawnSettingsConform(seed: UInt64) throws {
    let settings = drawnSettings(
      [
        "defects": 1...2, "files": 2...3, "horizon": 8...18, "chores": 0...2, "grepAccuracy": 0.1...0.7,
        "readAccuracy": 0.76...0.99, "repair": 0.25...0.95, "regression": 0.01...0.8, "flakiness": 0.01...0.4,
        "recoverability": 0.01...0.99,
      ], seed: seed)
    let scenario = try ScenarioCatalogue.entry(named: "repair-shop").scenario(settings)
    #expect(ConformanceChecker(episodes: 50, seed: seed).violations(of: scenario) == [], "\(settings)")
  }

  /// The large size is played, never enumerated: over 100 turns and 10^5 tokens an episode.
  @Test func theLargeSizeIsLong() throws {
    let play = try LazyPlay("repair-shop", episodes: 12)
    #expect((90...150).contains(play.meanTurns))
    #expect((300_000...1_000_000).contains(play.meanTokens))
    #expect((1...11).contains(play.successes))
    #expect(play.actors.allSatisfy { $0 == ["lead", "coder", "tester", "reviewer"] })
    #expect(play.nodes > 600)
  }
}
