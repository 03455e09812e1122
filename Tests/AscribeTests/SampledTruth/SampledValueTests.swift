import CreditStatistics
import Ground
import Scenarios
import Simulation
import Testing
import Trajectories

@testable import Ascribe

/// Values and credits that are sampled of worlds that can be solved, so that they can be compared with what is exact.
@Suite struct SampledValueTests {
  private static func plan(
    _ simulator: some Simulator, _ scenario: some Scenario, seed: UInt64
  ) -> SampledValuePlan {
    var plan = SampledValuePlan(
      simulator, reason: "For a test.", returnBounds: scenario.returnBounds, seed: seed)
    plan.hasBinaryReturns = scenario.facts.hasBinaryReturns == true
    plan.budget = 40_000
    return plan
  }

  /// Sampled numbers of ten seeds a scenario lie in their intervals, which fail with 1e-8 each: values, success, and credits
  /// together. False alarms: fewer than 1e-6.
  @Test(arguments: ["relay", "coupling", "household", "dec-tiger(horizon=3)"])
  func exactNumbersLieInside(name: String) throws {
    let call = try Call(name)
    let scenario = try ScenarioCatalogue.entry(named: call.name).scenario(call.pairs)
    let mdp = try TurnMDP(compiling: scenario)
    let policy = TabularPolicy.behaviour(of: mdp)
    let solution = try ExactSolution(of: mdp, under: policy)
    let table = ExactCreditTable(solution)
    let simulator = CompiledSimulator(mdp, policy: policy)
    var widths: [Double] = []
    for seed in 0..<10 as Range<UInt64> {
      var plan = Self.plan(simulator, scenario, seed: seed)
      plan.confidence = 1 - 1e-8
      let found = try SampledValueStudy(plan).run()
      let value = try #require(found.valueInterval.optional)
      #expect(value.lower <= solution.value && solution.value <= value.upper)
      let success = try #require(found.successInterval.optional)
      #expect(success.lower <= solution.successProbability && solution.successProbability <= success.upper)
      let rollouts = try simulator.play(Rollouts.Plan(groups: 64, groupSize: 1, seed: seed), threads: 1)
      let exact = table.credits(of: rollouts)
      #expect(!found.decisions.isEmpty)
      for decision in found.decisions {
        let index = try #require(Self.index(of: decision, in: rollouts.batch))
        let interval = try #require(decision.interval.optional)
        #expect(interval.lower <= exact[index] && exact[index] <= interval.upper)
        widths.append(interval.width)
      }
    }
    // They do not cover by saying nothing.
    let bounds = try #require(scenario.returnBounds)
    #expect((widths.min() ?? .infinity) < bounds.upperBound - bounds.lowerBound)
  }

  private static func index(of decision: SampledDecision, in batch: TrajectoryBatch) -> Int? {
    let turn = batch.turns(of: decision.episode).lowerBound + decision.turn
    return batch.decisions(of: turn).first {
      batch.symbols.agents[batch.decisions.agent[$0]] == decision.agent
        && batch.symbols.actions[batch.decisions.action[$0]] == decision.action
    }
  }

  /// Played lazily or on tables, by one thread or by three: the same numbers.
  @Test func theSameHoweverItIsPlayed() throws {
    let scenario = try ScenarioCatalogue.entry(named: "relay").scenario([])
    let mdp = try TurnMDP(compiling: scenario)
    let compiled = CompiledSimulator(mdp, policy: .behaviour(of: mdp))
    let lazy = try LazySimulator(scenario, policy: BehaviourPolicy())
    var plan = Self.plan(compiled, scenario, seed: 3)
    let expected = try SampledValueStudy(plan).run()
    plan.threads = 3
    #expect(try SampledValueStudy(plan).run() == expected)
    plan.simulator = lazy
    #expect(try SampledValueStudy(plan).run() == expected)
  }

  @Test func aPrecisionStops() throws {
    let scenario = try ScenarioCatalogue.entry(named: "relay").scenario([])
    let lazy = try LazySimulator(scenario, policy: BehaviourPolicy())
    var plan = Self.plan(lazy, scenario, seed: 0)
    plan.budget = 1_000_000
    plan.precision = 0.1
    plan.decisions = 3
    let found = try SampledValueStudy(plan).run()
    #expect(found.hasPrecision)
    #expect(found.episodes < 1000 && found.episodes.isMultiple(of: 64))
    #expect(found.decisions.allSatisfy { ($0.interval.optional?.width ?? 1) <= 0.2 })
    #expect(found.decisions.allSatisfy { $0.continuations < 10_000 })
    // One that cannot be reached is said not to be.
    plan.budget = 1000
    plan.precision = 1e-3
    #expect(try !SampledValueStudy(plan).run().hasPrecision)
  }

  @Test func plansThatCannotBePlayed() throws {
    let scenario = try ScenarioCatalogue.entry(named: "relay").scenario([])
    let lazy = try LazySimulator(scenario, policy: BehaviourPolicy())
    let plan = Self.plan(lazy, scenario, seed: 0)
    for change in [
      { $0.budget = 999 }, { $0.decisions = 0 }, { $0.threads = 0 }, { $0.confidence = 1 },
    ] as [(inout SampledValuePlan) -> Void] {
      var plan = plan
      change(&plan)
      #expect(throws: StudyError.self) { try SampledValueStudy(plan).run() }
    }
    var endless = plan
    endless.precision = 0.1
    endless.returnBounds = nil
    #expect(throws: ArgumentError.self) { try SampledValueStudy(endless).run() }
    var wrong = plan
    wrong.returnBounds = -1...0
    #expect(throws: DeclaredReturnError.self) { try SampledValueStudy(wrong).run() }
  }

  /// Without bounds the value has Student's interval, and credits have none, with the reason.
  @Test func withoutBounds() throws {
    let scenario = try ScenarioCatalogue.entry(named: "relay").scenario([])
    let lazy = try LazySimulator(scenario, policy: BehaviourPolicy())
    var plan = Self.plan(lazy, scenario, seed: 0)
    plan.returnBounds = nil
    let found = try SampledValueStudy(plan).run()
    #expect(found.valueInterval.optional?.method == .studentT)
    #expect(found.decisions.allSatisfy { $0.interval.reason?.description.contains("bounds") == true })
  }
}
