import CreditMethods
import Foundation
import Ground
import Scenarios
import Simulation
import TestSupport
import Testing

@testable import Ascribe

/// Studies of learning: what they pay for, what they are refused for, and that nothing depends on threads or interruptions.
@Suite struct TrainingTests {
  private func text(_ plan: TrainingPlan, finished: [TrainingCurve] = []) throws -> String {
    try json(ResultFile(try Training(plan).run(finished: finished)))
  }

  /// Returns 1, 2 and 5 from 0, 4 and 8 turns on: over 10 turns (4 · 1 + 4 · 2 + 2 · 5) / 10, over 6 (4 · 1 + 2 · 2) / 6.
  @Test func curvesByHand() {
    var curve = TrainingCurve(arm: 0, start: 0, seed: 0, rate: 1)
    curve.turns = [0, 4, 8]
    curve.value = [1, 2, 5]
    expectEqual([10, 6, 4, 8].map { curve.area(budget: $0) }, [2.2, 8 / 6.0, 1, 1.5])
    #expect([-1, 0, 3.9, 4, 7, 8, 100].map { curve.value(at: $0) } == [1, 1, 1, 2, 2, 5, 5])
    #expect(curve.turns(until: 1) == 0 && curve.turns(until: 2) == 4 && curve.turns(until: 2.5) == 8)
    #expect(curve.turns(until: 5.1) == nil)
    #expect(curve.updates == 2)
  }

  @Test func threadsDoNotChangeANumber() throws {
    let texts = try [1, 2, 3].map { threads in
      try text(
        try trainingPlan(
          "coupling", methods: "grpo,c3(alternatives=2),exact(noise=1),shuffled,exact-gradient", starts: 3,
          seeds: 2, threads: threads
        ) {
          $0.rule = UpdateRule(.ppo, rate: 0.1)
          $0.grid = [0.05, 0.1, 0.2]
        })
    }
    #expect(texts[1] == texts[0] && texts[2] == texts[0])
  }

  /// Arms of a problem share its start and its draws; problems, seeds and starts have their own.
  @Test func armsShareTheirProblems() throws {
    let plan = try trainingPlan("coupling", methods: "grpo,gigpo,exact-gradient", starts: 2, seeds: 2)
    var curves: [TrainingCurve] = []
    _ = try Training(plan).run(keep: { curves.append($0) })
    #expect(curves.count == 12)
    for (start, seed) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
      let own = curves.filter { $0.start == start && $0.seed == seed }
      #expect(Set(own.map(\.arm)) == [0, 1, 2])
      #expect(Set(own.map { $0.value[0] }).count == 1)
    }
    #expect(Set(curves.filter { $0.arm == 0 }.map { $0.value[0] }).count == 2)
    #expect(Set(curves.filter { $0.arm == 0 }.map(\.value)).count == 4)
    // The exact gradient draws nothing.
    #expect(Set(curves.filter { $0.arm == 2 }.map(\.value)).count == 2)
  }

  /// What an arm simulates beside its episodes comes out of the same turns, so that it judges fewer of them.
  @Test func everythingIsPaidFor() throws {
    let plan = try trainingPlan(
      "single", methods: "grpo,c3(alternatives=2),exact-gradient", episodes: 32, updates: 10, seeds: 2)
    #expect(plan.turnsOfUpdate == 32 * 6 && plan.budget == 1920)
    // c3 pays 6 turns of its own and 21 of continuations an episode: 192 turns are 7 episodes, which are 1 group of 4.
    #expect(plan.episodes == [32, 4, 32])
    var curves: [TrainingCurve] = []
    let result = try Training(plan).run(keep: { curves.append($0) })
    for curve in curves where curve.arm == 0 {
      #expect(curve.turns == (0...10).map { Double($0 * 192) } && curve.extraTurns == 0)
    }
    for curve in curves where curve.arm == 1 {
      let own = Double(curve.updates * 4 * 6)
      #expect(curve.extraTurns > 0)
      #expect(abs((curve.turns.last ?? 0) - own - curve.extraTurns) < 1e-9)
      #expect((curve.turns.last ?? 0) <= 1920 + 108)
    }
    #expect(result.tables[0].arms.map(\.episodes) == [32, 4, 32])
    // Equal episodes: the continuations are free.
    let equal = try trainingPlan(
      "single", methods: "grpo,c3(alternatives=2)", episodes: 32, updates: 10, starts: 1
    ) { $0.equality = .episodes }
    #expect(equal.episodes == [32, 32])
    let free = try Training(equal).run()
    #expect(free.tables[0].arms.map(\.updates) == [10, 10])
    #expect(free.tables[0].arms[1].extraTurns > 1920)
  }

  /// A restored state has its price.
  @Test func restoringIsPaidFor() throws {
    let plan = try trainingPlan("single", methods: "c3(alternatives=2)", episodes: 64, updates: 4, starts: 1)
    {
      $0.restorePrice = 3
    }
    var curves: [TrainingCurve] = []
    _ = try Training(plan).run(keep: { curves.append($0) })
    // 6 decisions an episode, each with one alternative: 18 turns for restoring beside 27, and 384 / 45 is 8.
    #expect(plan.episodes == [8])
    let curve = try #require(curves.first)
    #expect(curve.turns[1] == 8 * 6 + curve.extraTurns / Double(curve.updates) || curve.updates > 1)
    #expect(curve.turns[1] >= 8 * (6 + 18))
  }

  /// Runs that were done before are not done again, and change nothing.
  @Test func finishedRunsAreKept() throws {
    let plan = try trainingPlan("coupling", methods: "grpo,exact-gradient", seeds: 2) { $0.grid = [0.1, 1] }
    var all: [TrainingCurve] = []
    let training = try Training(plan)
    let whole = try json(ResultFile(training.run(keep: { all.append($0) })))
    #expect(all.count == 8 + all.count { !$0.isForTuning })
    for count in [1, 5, all.count] {
      var rest: [TrainingCurve] = []
      let result = try training.run(finished: Array(all.prefix(count)), keep: { rest.append($0) })
      #expect(try json(ResultFile(result)) == whole)
      #expect(Array(all.prefix(count)) + rest == all)
    }
  }

  @Test func ratesAreChosenOnDrawsOfTheirOwn() throws {
    let plan = try trainingPlan("coupling", methods: "grpo,exact-gradient", updates: 8, starts: 3) {
      $0.grid = [1e-6, 1]
    }
    let result = try Training(plan).run()
    let tuning = try #require(result.tuning)
    #expect(tuning.grid == [1e-6, 1] && tuning.rates == [1, 1])
    #expect(result.tables.map(\.isTuned) == [false, true])
    #expect(result.tables[1].arms.map(\.rate) == [1, 1] && result.tables[0].arms.map(\.rate) == [0.5, 0.5])
    let areas = tuning.areas.map { $0.compactMap(\.self) }
    #expect(areas.allSatisfy { $0.count == 2 && $0[1] > $0[0] })
    // A rate of almost nothing leaves everything where it starts.
    expectEqual(
      areas[1], [try #require(result.startValue.mean.optional), areas[1][1]], within: 1e-4)
    let found = try #require(result.tables[1].arms[0].area.mean.optional)
    #expect(found != areas[0][1])
  }

  /// Milestones are medians over runs; the curve starts where runs start and ends where they end.
  @Test func resultsFollowFromRuns() throws {
    let plan = try trainingPlan("coupling", methods: "exact-gradient,shuffled", updates: 30, starts: 3)
    var curves: [TrainingCurve] = []
    let result = try Training(plan, optimum: TrainingOptimum(1, .optimal)).run(keep: { curves.append($0) })
    let arm = result.tables[0].arms[0]
    let own = curves.filter { $0.arm == 0 }
    let half = own.map { $0.turns(until: ($0.value[0] + 1) / 2) ?? .infinity }.sorted()
    #expect(arm.half.turns.optional == (half[1].isFinite ? half[1] : nil))
    #expect(arm.half.share == Double(half.count { $0.isFinite }) / 3)
    let found: [Measured<Double>] = [arm.area.mean, arm.final.mean, arm.gain.mean, result.startValue.mean]
    let ends: [Measured<Double>] = [result.startValue.mean, arm.final.mean]
    let average = { (numbers: [Double]) in numbers.reduce(0, +) / Double(numbers.count) }
    expectEqual(
      found.compactMap(\.optional),
      [
        average(own.map { $0.area(budget: Double(plan.budget)) }),
        average(own.map { $0.value[$0.updates] }), average(own.map { $0.value[$0.updates] - $0.value[0] }),
        average(own.map { $0.value[0] }),
      ])
    #expect(arm.curve.count == 41 && result.flaw == nil)
    expectEqual(
      [arm.curve[0].value, arm.curve[40].value],
      ends.compactMap(\.optional))
    #expect(arm.checks.count == 5 && arm.checks.allSatisfy { $0.quantities.isEmpty })
    #expect(result.tables[0].arms[1].checks.allSatisfy { $0.quantities.count == result.quantities.count })
    #expect(arm.checks[0].divergence == 0 && arm.checks[4].divergence > 0)
    #expect(result.tables[0].pairs.count == 1)
  }

  @Test func whatCannotBeTrainedIsRefused() throws {
    func refuse(
      _ message: String, methods: String = "grpo", updates: Int = 5, episodes: Int = 16,
      fitEpisodes: Int = 0, _ configure: (inout TrainingPlan) throws -> Void = { _ in },
      sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      do {
        _ = try trainingPlan(
          "single", methods: methods, episodes: episodes, updates: updates, fitEpisodes: fitEpisodes,
          configure)
        Issue.record("it was accepted", sourceLocation: sourceLocation)
      } catch {
        #expect("\(error)" == message, sourceLocation: sourceLocation)
      }
    }
    try refuse("seeds is 0; accepted: a whole number in 1...10000.") { $0.seeds = 0 }
    try refuse("starts is 0; accepted: a whole number in 1...10000.") { $0.starts = 0 }
    try refuse(
      "starts times seeds is 100000000; accepted: a whole number in 1...65535, the runs that can be numbered."
    ) { ($0.starts, $0.seeds) = (10_000, 10_000) }
    try refuse("checks is 0; accepted: a whole number in 1...1000.") { $0.checks = 0 }
    try refuse("budget is 95; accepted: at least 96 turns, which one update takes.") { $0.budget = 95 }
    try refuse(
      "budget pays for 40000 updates; accepted: up to 32767. Give updates more episodes, or a smaller budget.",
      updates: 40_000)
    try refuse(
      "episodes is 16, which makes updates of 96 turns; accepted: at least 20, because one group of episodes costs "
        + "c3(alternatives=2) 108 turns.", methods: "c3(alternatives=2)")
    try refuse("Method \"exact-gradient\" is asked for twice.", methods: "exact-gradient,exact-gradient")
    try refuse("Method \"exact\" is asked for twice.", methods: "exact,exact")
    try refuse("rate is 0.0; accepted: a finite number above 0.") { $0.rule.rate = 0 }
    try refuse("rate is nan; accepted: a finite number above 0.") { $0.rule.rate = .nan }
    try refuse("grid is -1.0; accepted: a finite number above 0.") { $0.grid = [1, -1] }
    try refuse("clip is 2.0; accepted: a number in 0.0...1.0.") { $0.rule.proximal.clip = 2 }
    try refuse("keep is 1.5; accepted: a number in 0.0...1.0.") { $0.shaping.keptShare = 1.5 }
    try refuse("epochs is 0; accepted: a whole number in 1...1000.") { $0.rule.proximal.epochs = 0 }
    try refuse("minibatches is 0; accepted: a whole number in 1...100000.") {
      $0.rule.proximal.minibatches = 0
    }
    let mdp = try compiled("single")
    let study = try StudyPlan(
      mdp: mdp, policy: .uniform(on: mdp), methods: [], episodes: 8, groupSize: 8, batches: 1, seed: 1,
      threads: 1)
    #expect(throws: TrainingError.noArms) { try TrainingPlan(study, arms: []) }
  }

  /// The tables of one policy do not hold what another one plays.
  @Test func tablesOfOnePolicyAreRefused() throws {
    let scenario = try entry("dec-tiger").scenario([(name: "horizon", value: "3")])
    let tables = try PolicyTables(
      compiling: scenario, under: try FixedPolicy(["listen"], of: scenario.agents), memory: .history)
    let study = try StudyPlan(
      mdp: tables.mdp, policy: tables.policy, methods: [], episodes: 8, groupSize: 8, batches: 1, seed: 1,
      threads: 1)
    #expect(throws: TrainingError.tablesOfAPolicy) {
      try TrainingPlan(study, arms: [TrainingArm(.exactGradient)])
    }
  }

  /// The message says which arm at which update, and what the policy was worth before.
  @Test func overflowIsAnError() throws {
    let plan = try trainingPlan("dec-tiger", methods: "exact-gradient", starts: 1) {
      $0.start = StartingPolicy(.uniform)
      $0.rule = UpdateRule(.sgd, rate: 1e308)
    }
    let start = try ExactSolution(
      of: plan.study.requireTables().mdp,
      under: .uniform(
        on: plan.study.requireTables().mdp)
    ).value
    do {
      _ = try Training(plan).run()
      Issue.record("it did not overflow")
    } catch TrainingError.overflow(let arm, let rate, let update, let lastValue) {
      #expect(arm == "exact-gradient" && rate == 1e308 && update == 1)
      #expect(abs(lastValue - start) < 1e-9)
    }
  }

  /// Starts: the behaviour as it is, but for choices that it never makes; the same for all equal seeds; drawn ones about it.
  @Test func startingPolicies() throws {
    let mdp = try compiled("dec-tiger")
    let policies = PolicyClass(.table, on: mdp)
    let behaviour = try TabularPolicy.fixed(["listen"], on: mdp)
    func policy(_ kind: StartingPolicy.Kind, _ index: Int, scale: Double = 0.5, seed: UInt64 = 1) -> [Double]
    {
      softmax(
        StartingPolicy(kind, scale: scale).parameters(
          index, of: policies, near: behaviour, on: mdp, seed: seed), on: mdp
      ).probability
    }
    let least = 0.001 / 1.002
    let expected = (0..<6).flatMap { _ in [1 / 1.002, least, least] }
    expectEqual(policy(.behaviour, 0), expected)
    expectEqual(policy(.uniform, 0), [Double](repeating: 1 / 3.0, count: 18))
    expectEqual(policy(.near, 4, scale: 0), expected)
    expectEqual(policy(.drawn, 4, scale: 0), [Double](repeating: 1 / 3.0, count: 18))
    #expect(policy(.near, 0) == policy(.near, 0) && policy(.near, 0) != policy(.near, 1))
    #expect(policy(.drawn, 0) != policy(.drawn, 0, seed: 2))
    // Normal numbers: of 18000, the mean is 0 and the variance 1 within six standard errors (false alarms below 1e-8).
    let draws = PhiloxStream(seed: 5, purpose: .training, lane: 0)
    let numbers = (0..<18_000).map { draws.normal(episode: 0, turn: UInt64($0)) }
    let mean = numbers.reduce(0, +) / 18_000
    let variance = numbers.reduce(0) { $0 + $1 * $1 } / 18_000
    #expect(abs(mean) < 6 / 18_000.0.squareRoot() && abs(variance - 1) < 6 * (2 / 18_000.0).squareRoot())
  }

  private func entry(_ name: String) throws -> ScenarioEntry { try ScenarioCatalogue.entry(named: name) }
}
