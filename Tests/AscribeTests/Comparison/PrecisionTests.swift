import Ground
@testable import Ascribe
import CreditStatistics
import Testing

/// Batches until the agreement is known well enough.
@Suite struct PrecisionTests {
  /// A wide precision is reached at the first look, a narrow one never; without one all batches are played.
  @Test func looksDecideHowManyBatches() throws {
    let wide = try Comparison(
      try ComparisonTests.plan("grpo,c3(alternatives=2)", "coupling", batches: 100, precision: 1.2)
    ).run()
    #expect(wide.sampled.batches == 10)
    #expect(wide.isPrecise == true)
    let narrow = try Comparison(
      try ComparisonTests.plan("grpo", "coupling", episodes: 8, batches: 17, precision: 1e-6)
    ).run()
    #expect(narrow.sampled.batches == 17)
    #expect(narrow.isPrecise == false)
    let all = try Comparison(try ComparisonTests.plan("grpo", "coupling", batches: 3)).run()
    #expect(all.sampled.batches == 3)
    #expect(all.isPrecise == nil)
    #expect(all.methods[0].sequential == nil)
  }

  /// Looks are at 10, 15, 23, ... batches, whatever the threads; the interval is that of the last look, and the batches are
  /// those that a longer comparison has first.
  @Test func theIntervalIsThatOfTheLastLook() throws {
    let plan = try ComparisonTests.plan("grpo", "coupling", batches: 1000, precision: 0.03)
    let found = try Comparison(plan).run()
    let schedule = [10, 15, 23, 35, 53, 80, 120, 180, 270, 405, 608, 912]
    let place = try #require(schedule.firstIndex(of: found.sampled.batches))
    try #require(place > 0)
    let values = found.methods[0].alignmentByBatch.compactMap(\.optional)
    var stopping = SequentialMean(confidence: 0.95)
    var last: Measured<ConfidenceInterval>?
    for look in schedule[...place] {
      last = stopping.look(at: RunningMoments(of: Array(values.prefix(look))))
      #expect((last?.optional?.width ?? 9) < 0.03 || look < found.sampled.batches)
    }
    #expect(found.methods[0].sequential == last)
    let other = try Comparison(
      try ComparisonTests.plan("grpo", "coupling", batches: 1000, precision: 0.03, threads: 3)
    ).run()
    #expect(try ComparisonTests.record(found) == ComparisonTests.record(other))
  }

  /// Where no direction is defined nothing is reached.
  @Test func withoutAGradientNoPrecisionIsReached() throws {
    let luck = try Comparison(try ComparisonTests.plan("grpo", "luck", batches: 12, precision: 0.5)).run()
    #expect(luck.sampled.batches == 12)
    #expect(luck.isPrecise == false)
  }
}
