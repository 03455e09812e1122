import Ground
import CreditStatistics
import Testing

struct ScenarioTests {
  private static func matrix(_ name: String) throws -> ScoreMatrix {
    try #require(ScoreMatrix.measured(try Reference.numbers("scores." + name), tasks: 7).optional)
  }

  @Test(arguments: ["first", "second"]) func aggregatesAgreeWithRliable(name: String) throws {
    let matrix = try Self.matrix(name)
    let aggregates: [AggregateScore] = [
      .mean, .median, .interquartileMean, .optimalityGap(target: 1), .optimalityGap(target: 0.5),
    ]
    let found = try aggregates.map { try #require($0.measure(matrix).optional) }
    expectClose(found, try Reference.numbers("aggregate." + name))
  }

  @Test func improvementAgreesWithRliable() throws {
    let (first, second) = (try Self.matrix("first"), try Self.matrix("second"))
    let found = [
      ProbabilityOfImprovement.measure(first, over: second),
      ProbabilityOfImprovement.measure(second, over: first),
    ]
    expectClose(try found.map { try #require($0.optional) }, try Reference.numbers("improvement"))
    #expect(ProbabilityOfImprovement.measure(first, over: first) == .value(0.5))
  }

  /// rliable's own draws are others: with 20,000 and 4,000 of them, and as many here as fit a fast test, the ends agree
  /// within 0.02.
  @Test func intervalsAreThoseOfRliable() throws {
    let (first, second) = (try Self.matrix("first"), try Self.matrix("second"))
    let bootstrap = Bootstrap(resamples: 2000, seed: 3)
    let iqm = bootstrap.distribution(of: .interquartileMean, first)
    let improvement = ProbabilityOfImprovement.distribution(first, over: second, bootstrap: bootstrap)
    for (distribution, key) in [(iqm, "interval.iqm"), (improvement, "interval.improvement")] {
      let interval = try #require(distribution.flatMap { $0.percentile(confidence: 0.95) }.optional)
      let expected = try Reference.numbers(key)
      #expect(abs(interval.lower - expected[0]) < 0.02)
      #expect(abs(interval.upper - expected[1]) < 0.02)
    }
  }

  /// Every fast path against the aggregate of the drawn matrix, over the general bootstrap with the same strata.
  @Test func countedResamplesAreResamples() throws {
    let matrix = try Self.matrix("second")
    let bootstrap = Bootstrap(resamples: 60, seed: 9)
    // The general bootstrap sorts units by stratum: task by task, as the resamples of the matrix are drawn.
    let byTask = (0..<7).flatMap { task in (0..<matrix.runs).map { matrix.scores[$0 * 7 + task] } }
    let labels = (0..<byTask.count).map { $0 / matrix.runs }
    for aggregate in [AggregateScore.mean, .median, .interquartileMean, .optimalityGap(target: 0.7)] {
      let fast = try #require(bootstrap.distribution(of: aggregate, matrix).optional)
      let general = try #require(
        bootstrap.distribution(.stratified(by: labels)) { units in
          guard units.count == byTask.count else { return 0 }
          let drawn = (0..<matrix.runs).flatMap { run in (0..<7).map { byTask[units[$0 * matrix.runs + run]] }
          }
          return ScoreMatrix.measured(drawn, tasks: 7).flatMap { aggregate.measure($0) }.optional
        }.optional)
      expectClose(fast.replicates, general.replicates, tolerance: 1e-12)
      expectClose(fast.estimate, general.estimate, tolerance: 1e-12)
    }
  }

  @Test func profilesAgreeWithRliable() throws {
    let thresholds = try Reference.numbers("profile.thresholds")
    let profile = try #require(
      PerformanceProfile.measured(
        try Self.matrix("first"), thresholds: thresholds, confidence: 0.95,
        bootstrap: Bootstrap(resamples: 300, seed: 2)
      ).optional)
    expectClose(profile.shares.map(\.estimate), try Reference.numbers("profile"))
    for share in profile.shares { #expect(share.contains(share.estimate)) }
    // Thresholds keep their places in any order.
    let turned = try #require(
      PerformanceProfile.measured(
        try Self.matrix("first"), thresholds: thresholds.reversed(), confidence: 0.95,
        bootstrap: Bootstrap(resamples: 300, seed: 2)
      ).optional)
    #expect(turned.shares == profile.shares.reversed())
  }

  /// Task 0: means 3, 2, 2; task 1: means 1, 1, 5. Ranks 1, 2.5, 2.5 and 2.5, 2.5, 1; means 1.75, 2.5, 1.75.
  @Test func ranksByHand() throws {
    let methods = try [[3.0, 1, 3, 1], [2, 1, 2, 1], [2, 5, 2, 5]].map {
      try #require(ScoreMatrix.measured($0, tasks: 2).optional)
    }
    let ranks = try #require(
      MethodRanks.measured(methods, confidence: 0.9, bootstrap: Bootstrap(resamples: 20, seed: 1)).optional)
    #expect(ranks.meanRanks.map(\.estimate) == [1.75, 2.5, 1.75])
    // The runs are equal, so all resamples are.
    #expect(ranks.meanRanks.map(\.width) == [0, 0, 0])
    #expect(ranks.sharesOfBest == [0.5, 0, 0.5])
  }

  /// The same method twice: its two copies are drawn independently, so neither is always the best.
  @Test func copiesAreDrawnIndependently() throws {
    let matrix = try Self.matrix("first")
    let ranks = try #require(
      MethodRanks.measured([matrix, matrix], confidence: 0.9, bootstrap: Bootstrap(resamples: 200, seed: 1))
        .optional)
    #expect(ranks.meanRanks.map(\.estimate) == [1.5, 1.5])
    #expect(ranks.sharesOfBest.allSatisfy { $0 > 0.2 })
    expectClose(ranks.sharesOfBest.reduce(0, +), 1)
  }

  @Test func undefined() throws {
    let bootstrap = Bootstrap(resamples: 10, seed: 0)
    #expect(ScoreMatrix.measured([], tasks: 2) == .undefined(.tooFew(found: 0, needed: 1)))
    #expect(ScoreMatrix.measured([1, .nan], tasks: 2) == .undefined(.notFinite))
    let single = try #require(ScoreMatrix.measured([1, 2], tasks: 2).optional)
    let tooFew = UndefinedReason.tooFew(found: 1, needed: 2)
    #expect(bootstrap.distribution(of: .mean, single) == .undefined(tooFew))
    #expect(
      ProbabilityOfImprovement.distribution(single, over: single, bootstrap: bootstrap) == .undefined(tooFew))
    #expect(
      PerformanceProfile.measured(single, thresholds: [1], confidence: 0.9, bootstrap: bootstrap)
        == .undefined(tooFew))
    #expect(
      PerformanceProfile.measured(single, thresholds: [.nan], confidence: 0.9, bootstrap: bootstrap)
        == .undefined(.notFinite))
    #expect(MethodRanks.measured([single], confidence: 0.9, bootstrap: bootstrap) == .undefined(tooFew))
    #expect(
      MethodRanks.measured([single, single], confidence: 0.9, bootstrap: bootstrap) == .undefined(tooFew))
  }
}
