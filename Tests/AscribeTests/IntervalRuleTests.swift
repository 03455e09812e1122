import CreditStatistics
import Foundation
import Ground
import Simulation
import TestSupport
import Testing

@testable import Ascribe

/// When intervals over batches are shown, and how they are made where a quantity has a range.
@Suite struct IntervalRuleTests {
  private func estimate(
    _ values: [Double?], within range: ClosedRange<Double> = .unbounded, shown rule: IntervalRule = .usual,
    besides size: Double = 0
  ) throws -> Estimate {
    let mdp = try compiled("or")
    let plan = try StudyPlan(
      mdp: mdp, policy: .uniform(on: mdp), methods: [], episodes: 1, groupSize: 1, batches: 2, seed: 3,
      threads: 1)
    return try Estimate(
      values.map { $0.map { .value($0) } ?? .undefined(.noUnits) }, plan, within: range, shown: rule,
      besides: size)
  }

  /// Student's t at 0.975 with four degrees of freedom, from a table.
  private let quantile = 2.7764451051977987
  private let cosines = [0.99, 0.97, 0.995, 0.80, 0.98]

  private func moments(_ values: [Double]) -> (mean: Double, error: Double) {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / (n - 1) / n).squareRoot())
  }

  /// A cosine's interval is Student's t of Fisher's z, whose slope is 1 / (1 - mean²): within -1 to 1, and longer downwards.
  @Test func cosinesHaveFisherIntervals() throws {
    let (mean, error) = moments(cosines)
    let found = try #require(try estimate(cosines, within: -1...1).interval.optional)
    let step = quantile * error / (1 - mean * mean)
    let ends = [tanh(atanh(mean) - step), tanh(atanh(mean) + step)]
    #expect(near([found.lower, found.upper], ends, 1e-9))
    #expect(found.upper < 1 && mean - found.lower > found.upper - mean)
    #expect(found.units == 5 && found.method == .bounded)
  }

  /// A share's is that of its log odds, whose slope is 1 / (mean (1 - mean)).
  @Test func sharesHaveIntervalsOfLogOdds() throws {
    let (mean, error) = moments(cosines)
    let found = try #require(try estimate(cosines, within: 0...1).interval.optional)
    let ends = [-1.0, 1].map { sign in
      let odds = log(mean / (1 - mean)) + sign * quantile * error / (mean * (1 - mean))
      return exp(odds) / (1 + exp(odds))
    }
    #expect(near([found.lower, found.upper], ends, 1e-9))
  }

  /// What is at least 0 has that of its logarithm; what has no range Student's own.
  @Test func othersHaveIntervalsOfTheirLogarithmOrOfTheirOwn() throws {
    let (mean, error) = moments(cosines)
    let positive = try #require(try estimate(cosines, within: 0...Double.infinity).interval.optional)
    let factor = exp(quantile * error / mean)
    #expect(near([positive.lower, positive.upper], [mean / factor, mean * factor], 1e-9))
    let plain = try #require(try estimate(cosines).interval.optional)
    #expect(near([plain.lower, plain.upper], [mean - quantile * error, mean + quantile * error], 1e-9))
  }

  @Test func tooFewBatchesHaveNone() throws {
    #expect(
      try estimate(cosines, shown: .skewed).interval == .undefined(.tooFew(found: 5, needed: 10)))
    #expect(try estimate(cosines, shown: .skewed).mean.optional != nil)
    let two = cosines + cosines
    #expect(try estimate(two, shown: .skewed).interval.optional != nil)
    #expect(try estimate([0.5], shown: .skewed).interval == .undefined(.tooFew(found: 1, needed: 2)))
  }

  /// A quantity that a batch lacks is decided by rare episodes.
  @Test func whatSomeBatchesLackNeedsMore() throws {
    #expect(try estimate(cosines + [nil]).interval == .undefined(.tooFew(found: 5, needed: 12)))
    let twelve: [Double?] = (0..<12).map { 0.5 + 0.01 * Double($0) }
    #expect(try estimate(twelve + [nil]).interval.optional != nil)
  }

  /// Where more than half have one value, two others do not tell how often there are such.
  @Test func whatFewBatchesDifferInNeedsMore() throws {
    let most: [Double?] = [1, 1, 1, 0.7, 0.8]
    let rule = IntervalRule(least: 2, apart: 3)
    let found = try estimate(most, within: 0...1, shown: rule)
    #expect(found.interval == .undefined(.tooFew(found: 2, needed: 3)) && found.mean.optional != nil)
    #expect(try estimate(most, within: 0...1).interval.optional != nil)
    #expect(try estimate([1, 1, 0.9, 0.7, 0.8], within: 0...1, shown: rule).interval.optional != nil)
    #expect(try estimate(most + [0.6], within: 0...1, shown: rule).interval.optional != nil)
    #expect(try estimate([1, 1, 1], within: 0...1, shown: rule).interval == .undefined(.noVariance))
    let returns = (0..<20).map { $0 < 4 ? 1.0 : 0 }
    #expect(IntervalRule.single.obstacle(returns, of: 20) == .tooFew(found: 4, needed: 5))
    #expect(IntervalRule.single.obstacle(returns + [1], of: 21) == nil)
  }

  /// 1e-17 beside probabilities is rounding, and so is a trillionth of the ends.
  @Test func roundingIsNoWidth() throws {
    #expect(try estimate([1e-17, 2e-17, 0], besides: 1).interval == .undefined(.noVariance))
    #expect(try estimate([1, 1 + 1e-15, 1]).interval == .undefined(.noVariance))
    #expect(try estimate([1e-17, 2e-17, 0]).interval.optional != nil)
    #expect(try estimate([1, 1, 1], within: 0...1).interval == .undefined(.noVariance))
  }
}
