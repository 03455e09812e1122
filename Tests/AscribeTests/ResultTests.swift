import CreditMethods
import CreditStatistics
import Foundation
import Ground
import Simulation
import Testing
import TestSupport
import Trajectories

@testable import Ascribe

/// Results and measures that are written, read back and joined.
@Suite struct ResultTests {
  private func plan(_ methods: String, batches: Int = 6, threads: Int = 1) throws -> StudyPlan {
    let mdp = try compiled("coupling")
    var plan = try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp),
      methods: try Call.list(methods).map { try MethodRequest(critic: $0, on: mdp) }, episodes: 8,
      groupSize: 4,
      batches: batches, fitEpisodes: 8, seed: 5, threads: threads)
    plan.resamples = 100
    plan.names = ScenarioNames(label: "coupling", title: "coupling: a title", policy: "default")
    return plan
  }

  private func readBack<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(try json(value).utf8))
  }

  /// Measures of ranges of batches, each written and read back as if another process had made it, joined in any order.
  private func expectSplitsAgree<Study: Experiment>(
    _ study: (Int) throws -> Study, batches: Int, _ whole: Study.Collector.Result
  ) throws where Study.Collector.Result: Codable & Equatable {
    for (parts, threads) in [(1, 4), (2, 1), (3, 2), (batches, 1)] {
      let study = try study(threads)
      let bounds = (0...parts).map { $0 * batches / parts }
      let measures = try zip(bounds, bounds.dropFirst()).map { try readBack(try study.measures(on: $0..<$1)) }
      let joined = try BatchMeasures.joined(measures.reversed())
      #expect(joined.batches == 0..<batches)
      #expect(try study.result(of: joined) == whole, "\(parts) parts, \(threads) threads")
    }
    #expect(try readBack(whole) == whole)
  }

  @Test func aStudyIsTheSameHoweverItWasSplit() throws {
    let methods = "grpo,c3(alternatives=3),pinto,shapley(players=agent-turn)"
    let whole = try Study(try plan(methods, batches: 7)).run()
    try expectSplitsAgree({ try Study(try plan(methods, batches: 7, threads: $0)) }, batches: 7, whole)
    let file = try readBack(ResultFile(whole))
    #expect(file.header.schema == "ascribe.run/2" && file.result == whole)
  }

  @Test func aComparisonIsTheSameHoweverItWasSplit() throws {
    let compared = { (threads: Int) in
      try Comparison(try ComparisonPlan(try plan("grpo,c3(alternatives=3),pinto", threads: threads)))
    }
    let whole = try compared(1).run()
    try expectSplitsAgree(compared, batches: 6, whole)
    let result = try #require(ComparisonResult([whole]))
    #expect(try readBack(ResultFile(result)).result == result)
  }

  /// Looks come after the same batches whether they were measured here or before.
  @Test func stoppingIsTheSameForMeasuresOfAllBatches() throws {
    let plan = try ComparisonPlan(try plan("grpo,coma", batches: 40), precision: 1.2)
    let comparison = try Comparison(plan)
    let whole = try comparison.run()
    #expect(whole.sampled.batches < 40)
    #expect(try comparison.result(of: try comparison.measures(on: 0..<40)) == whole)
  }

  @Test func aStudyOfCriticsIsTheSameHoweverItWasSplit() throws {
    let whole = try CriticStudy(try plan("pinto,symmetric")).run()
    try expectSplitsAgree({ try CriticStudy(try plan("pinto,symmetric", threads: $0)) }, batches: 6, whole)
  }

  @Test func gapsAndOverlapsAreRefused() throws {
    let study = try Study(try plan("grpo"))
    let parts = try [0..<2, 2..<4, 4..<6].map { try study.measures(on: $0) }
    #expect(throws: BatchOrderError(expected: 2, found: 4)) {
      try BatchMeasures.joined([parts[0], parts[2]])
    }
    #expect(throws: BatchOrderError(expected: 2, found: 0)) {
      try BatchMeasures.joined([parts[0], parts[0]])
    }
  }

  /// Without a truth the credits are still judged by what needs none, and what needs one says that there is none.
  @Test func aStudyWithoutATruthSaysSo() throws {
    let result = try Study(try plan("grpo,gigpo", batches: 3), truth: .none(reason: "Too large.")).run()
    #expect(result.exact == nil)
    #expect(result.truth == TruthSummary(.none, reason: "Too large."))
    #expect(result.methods[0][.spearman].mean == .undefined(.noTruth))
    #expect(result.methods[0][.withinGroupVariance].mean.optional != nil)
    #expect(result.meanReturn.mean.optional != nil)
    #expect(try readBack(result) == result)
  }

  @Test func undefinedValuesKeepTheirReason() throws {
    let reasons: [UndefinedReason] = [
      .tooFew(found: 1, needed: 2), .noVariance, .notFinite, .outOfRange, .noUnits, .allZero, .noWeight,
      .negativeWeight, .notAProbability(1.5), .notAProbability(.infinity), .notComparable, .undefinedOnSample,
      .onTheBoundary, .undefinedOnResamples(undefined: 3, resamples: 9), .noTruth,
      .equal, .isReference, .notReached, .notAccepted(ArgumentError("trim", 0.5, accepted: "0..<0.5")),
    ]
    let values: [Measured<Double>] =
      [0.1, -0.0, Double.leastNonzeroMagnitude, 1.7976931348623157e308, 1.0 / 3].map { .value($0) }
      + reasons.map { .undefined($0) }
    let found = try readBack(values)
    #expect(found == values)
    #expect(found[1].optional?.sign == .minus)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Measured<Double>.self, from: Data(#"{"undefined": "tooFew"}"#.utf8))
    }
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Measured<Double>.self, from: Data(#"{"undefined": "moody"}"#.utf8))
    }
  }

  @Test func contrastsKeepWhatTheySay() throws {
    let contrasts = [
      Contrast(), Contrast(reference: .policyOrTaken(share: 0.25), continuation: .truncated(turns: 3)),
      Contrast(reference: .action("open"), continuation: .recordedDecisions),
      Contrast(reference: .otherPolicy("p"), continuation: .otherPolicy("q")),
      Contrast(reference: .absence("gone")),
      Contrast(reference: .uniform), Contrast(reference: .defaultAction),
      Contrast(reference: .policyOtherThanTaken),
    ]
    #expect(try readBack(contrasts) == contrasts)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Contrast.Reference.self, from: Data(#""chance""#.utf8))
    }
  }
}
