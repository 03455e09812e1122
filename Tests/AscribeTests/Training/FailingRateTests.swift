import Foundation
import Simulation
import TestSupport
import Testing

@testable import Ascribe

/// Rates at which runs fail, where rates are tuned.
@Suite struct FailingRateTests {
  private func plan(
    _ methods: String, grid: [Double], rate: Double = 1, groupSize: Int = 4
  ) throws -> TrainingPlan {
    try trainingPlan("dec-tiger", methods: methods, groupSize: groupSize, starts: 1) {
      $0.start = StartingPolicy(.uniform)
      $0.rule = UpdateRule(.sgd, rate: rate)
      $0.grid = grid
    }
  }

  /// A rate that overflows is the worst, whatever else it might have been.
  @Test func aRateThatOverflowsIsTheWorst() throws {
    let result = try Training(plan("exact-gradient", grid: [0.01, 0.1, 1e308])).run()
    let tuning = try #require(result.tuning)
    #expect(tuning.areas[0].map { $0 == nil } == [false, false, true] && tuning.rates == [0.1])
    #expect(result.tables.map(\.isTuned) == [false, true] && result.flaw == nil)
    let failures = try #require(result.failures)
    #expect(failures.count == 1 && failures[0].label == "exact-gradient" && failures[0].rate == 1e308)
    #expect(failures[0].isForTuning && failures[0].failed == 1 && failures[0].runs == 1)
    #expect(
      failures[0].reason.hasPrefix("the logits overflow at update 1; the last finite expected return is "))
    // It is read back, and what it says without failures is not there.
    let data = Data(try json(ResultFile(result)).utf8)
    #expect(try JSONDecoder().decode(ResultFile<TrainingResult>.self, from: data).result == result)
    let whole = try Training(plan("exact-gradient", grid: [0.01, 0.1])).run()
    let text = try json(ResultFile(whole))
    #expect(whole.failures == nil && !text.contains("failures"))
  }

  /// Groups of one teach `grpo` nothing, so that it alone is left where all are trained at a rate that overflows.
  @Test func theCommonRateMayFail() throws {
    let result = try Training(plan("exact-gradient,grpo", grid: [0.1], rate: 1e308, groupSize: 1)).run()
    #expect(result.tables.map { $0.arms.map(\.label) } == [["grpo"], ["exact-gradient", "grpo"]])
    #expect(result.tables.map(\.pairs.count) == [0, 1] && result.flaw == nil)
    let failures = try #require(result.failures)
    #expect(failures.map(\.label) == ["exact-gradient"] && !failures[0].isForTuning)
    // Where it fails for all, there is the table of the rates that were chosen alone.
    let alone = try Training(plan("exact-gradient", grid: [0.1], rate: 1e308)).run()
    #expect(alone.tables.map(\.isTuned) == [true] && alone.flaw == nil)
    // Without a choice of rates it is an error, as it was.
    #expect(throws: TrainingError.self) { try Training(plan("exact-gradient", grid: [], rate: 1e308)).run() }
  }

  @Test func anArmThatFailsAtEveryRateIsAnError() throws {
    do {
      _ = try Training(plan("grpo,exact-gradient", grid: [1e308, 1.5e308], groupSize: 1)).run()
      Issue.record("it did not fail")
    } catch TrainingError.everyRateFails(let arm, let rates, let reason) {
      #expect(arm == "exact-gradient" && rates == [1e308, 1.5e308])
      let error = TrainingError.everyRateFails(arm: arm, rates: rates, reason: reason)
      #expect(
        error.description.hasPrefix(
          "exact-gradient: every rate of the grid fails (1e+308, 1.5e+308): the logits overflow at update 1; the last "
            + "finite expected return is -"))
      #expect(error.description.hasSuffix("."))
    }
  }

  /// A method's own error is a failure as an overflow is.
  @Test func errorsOfMethodsAreFailures() throws {
    let plan = try trainingPlan("single", methods: "asymmetric(fit=other)", starts: 1) {
      $0.equality = .episodes
      $0.grid = [0.1, 1]
    }
    #expect {
      try Training(plan).run()
    } throws: { error in
      "\(error)".hasPrefix("asymmetric(fit=other): every rate of the grid fails (0.1, 1.0): ")
    }
  }

  /// Areas 2, 5 and 3: after the rate of 5 fails, that of 3 is next, then that of 2, then none.
  @Test func theNextBestRateIsTaken() throws {
    let plan = try plan("exact-gradient", grid: [0.1, 1, 10])
    let outcomes = zip(plan.grid, [2.0, 5, 3]).map { rate, value -> Result<TrainingCurve, any Error> in
      var curve = TrainingCurve(arm: 0, start: 0, seed: 0, rate: rate)
      curve.value = [value]
      return .success(curve)
    }
    var tuning = try TrainingTuning(plan, outcomes)
    func fail(_ rate: Double) -> TrainingResult.Failure {
      TrainingResult.Failure(
        label: "exact-gradient", rate: rate, isForTuning: false, failed: 1, runs: 1, reason: "it is so")
    }
    #expect(tuning.rates == [1])
    try tuning.discard(fail(1))
    #expect(tuning.rates == [10])
    try tuning.discard(fail(10))
    #expect(tuning.rates == [0.1])
    #expect(
      throws: TrainingError.everyRateFails(arm: "exact-gradient", rates: [0.1, 1, 10], reason: "it is so")
    ) { try tuning.discard(fail(0.1)) }
  }

  /// Failures depend on neither threads nor interruptions.
  @Test func failuresAreTheSameWhenRunsWereDoneBefore() throws {
    let plan = try plan("exact-gradient,grpo", grid: [0.1, 1, 1e308], rate: 1e308)
    var all: [TrainingCurve] = []
    let whole = try json(ResultFile(try Training(plan).run(keep: { all.append($0) })))
    for count in 0..<all.count {
      var rest: [TrainingCurve] = []
      let result = try Training(plan).run(finished: Array(all.prefix(count)), keep: { rest.append($0) })
      #expect(try json(ResultFile(result)) == whole)
      #expect(Array(all.prefix(count)) + rest == all)
    }
  }

  /// The exact credit on a batch of a task without luck is the exact gradient but for rounding, which is no difference.
  @Test func roundingIsATie() throws {
    let plan = try trainingPlan(
      "single", "turns=3 fork=1", methods: "exact,exact-gradient,grpo", updates: 20, starts: 4, seeds: 2,
      seed: 7
    ) { $0.rule.rate = 1 }
    let result = try Training(plan).run()
    let pairs = result.tables[0].pairs
    #expect(pairs.map(\.isTied) == [true, false, false])
    #expect(pairs[0].difference.mean.optional == 0 && pairs[0].adjustedPValue.reason == .equal)
    #expect(pairs[1].adjustedPValue.optional != nil)
    var areas: [[Double]] = []
    var curves: [TrainingCurve] = []
    _ = try Training(plan).run(keep: { curves.append($0) })
    for arm in 0..<2 {
      areas.append(curves.filter { $0.arm == arm }.map { $0.area(budget: Double(plan.budget)) })
    }
    let largest = zip(areas[0], areas[1]).map { abs($0 - $1) }.max() ?? 0
    #expect(largest > 0 && largest < 1e-6)
  }
}
