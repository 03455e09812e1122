import Scenarios
import Testing
import TestSupport
import Trajectories

@testable import Simulation

/// The exact credits lie inside of every bounds, and are reached when nothing is left to expand.
@Suite struct BoundedCreditTests {
  /// Where a credit is had: turn, state, agent, what it knows, action.
  private struct Place: Hashable {
    let turn: Int
    let state, agent, informationState, action: String
  }

  /// Every exact credit of an action that is taken where the policy comes: one a node, so that several nodes may have one place.
  private func exactCredits(of solution: ExactSolution) -> [Place: [(probability: Double, credit: Double)]] {
    let (mdp, cells) = (solution.mdp, solution.cells)
    var found: [Place: [(probability: Double, credit: Double)]] = [:]
    for turn in 0..<mdp.horizon {
      for cell in cells.cells(ofTurn: turn) where cells.visitation[cell] > 0 && !cells.stops(cell) {
        let node = Int(cells.node[cell])
        for (place, slot) in mdp.nodes.slots(of: node).enumerated() {
          let known = Int(mdp.nodes.slotInformation[slot])
          let values = solution.ownActionValues(ofSlot: place, in: cell)
          for (choice, value) in zip(mdp.information.choices(of: known), values)
          where solution.policy.probability[choice] > 0 {
            let key = Place(
              turn: turn, state: mdp.symbols.keys[mdp.nodes.privilegedKey[node]],
              agent: mdp.agents[Int(mdp.information.agent[known])].name,
              informationState: mdp.symbols.keys[mdp.information.key[known]],
              action: mdp.symbols.actions[mdp.information.choiceAction[choice]])
            found[key, default: []].append(
              (cells.visitation[cell] * solution.policy.probability[choice], value - cells.value[cell]))
          }
        }
      }
    }
    return found
  }

  private func key(_ credit: BoundedCredit) -> Place {
    Place(
      turn: credit.turn, state: credit.state, agent: credit.agent.name,
      informationState: credit.informationState, action: credit.action)
  }

  /// Exact credits are inside of bounds at random limits, which get no wider, and are the bounds where nothing is left out.
  private func checkCredits(of scenario: some Scenario, under policy: some Policy, seed: UInt64) throws {
    let tables = try PolicyTables(
      compiling: scenario, under: policy, memory: .lastObservation, coverage: .policy, stateLimit: 300_000)
    let solution = try ExactSolution(of: tables.mdp, under: tables.policy)
    let exact = exactCredits(of: solution)
    let count = exact.reduce(0) { $0 + $1.value.count }
    let slack = 1e-12 * max(1, abs(solution.value))
    let whole = try BoundedValue(of: scenario, under: policy, stateLimit: .max, creditCount: count + 1)
    #expect(whole.credits.count == count)
    for (place, found) in Dictionary(grouping: whole.credits, by: key) {
      let expected = (exact[place] ?? []).map(\.credit).sorted()
      let credits = found.map(\.credit).sorted { $0.lowerBound < $1.lowerBound }
      #expect(credits.count == expected.count)
      for (credit, value) in zip(credits, expected) {
        #expect(credit.lowerBound == credit.upperBound && abs(credit.lowerBound - value) <= slack)
      }
    }
    var generator = SplitMix64(seed: seed)
    var widest = [Place: Double]()
    for limit in (0..<3).map({ _ in Int.random(in: 1...whole.cellCount, using: &generator) }).sorted() {
      let found = try BoundedValue(of: scenario, under: policy, stateLimit: limit, creditCount: count)
      for credit in found.credits {
        let expected = try #require(exact[key(credit)])
        guard expected.count == 1 else { continue }
        let bounds = credit.credit
        #expect(
          bounds.lowerBound - slack <= expected[0].credit && expected[0].credit <= bounds.upperBound + slack)
        #expect(credit.probability.lowerBound - 1e-12 <= expected[0].probability)
        #expect(expected[0].probability <= credit.probability.upperBound + 1e-12)
        #expect(bounds.width <= widest[key(credit), default: .infinity] + slack)
        widest[key(credit)] = bounds.width
      }
      // The first few are the first of all.
      let few = try BoundedValue(of: scenario, under: policy, stateLimit: limit, creditCount: 3)
      #expect(few.credits == Array(found.credits.prefix(3)))
    }
  }

  @Test(arguments: BoundedValueTests.names) func exactCreditsLieInside(name: String) throws {
    let scenario = try BoundedValueTests.scenario(name)
    try checkCredits(of: scenario, under: BehaviourPolicy(), seed: 3)
    try checkCredits(of: scenario, under: BoundedValueTests.ByLabel(), seed: 4)
  }

  /// The fork of `aForkByHand`: with four cells the right way is known to be worth 0.9, the other anything, so that the credits
  /// are 0.25 (0.9 - [0, 1]) and 0.75 ([0, 1] - 0.9).
  @Test func creditsOfAForkByHand() throws {
    let fork = try ScenarioCatalogue.entry(named: "single").scenario(
      pairs("turns=2 fork=0 rightProbability=0.75 decoyActions=1 high=0.9 low=0.1"))
    let found = try BoundedValue(of: fork, under: BehaviourPolicy(), stateLimit: 4, creditCount: 2)
    let first = try #require(found.credits.first { $0.probability.upperBound > 0.5 && $0.turn == 0 })
    #expect(abs(first.credit.lowerBound + 0.025) < 1e-15 && abs(first.credit.upperBound - 0.225) < 1e-15)
    let other = try #require(found.credits.first { $0.probability.upperBound < 0.5 })
    #expect(abs(other.credit.lowerBound + 0.675) < 1e-15 && abs(other.credit.upperBound - 0.075) < 1e-15)
  }
}
