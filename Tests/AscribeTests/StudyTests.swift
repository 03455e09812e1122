import Ground
@testable import Ascribe
import CreditMethods
import CreditStatistics
import Testing
import TestSupport
import Trajectories
import Simulation

@Suite struct StudyTests {
  /// A plan on a scenario under its own policy.
  private func plan(
    _ methods: String, _ scenario: String, _ settings: String = "", episodes: Int = 16, batches: Int = 4,
    fitEpisodes: Int = 0, threads: Int = 1
  ) throws -> StudyPlan {
    let mdp = try compiled(scenario, settings)
    return try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp),
      methods: try Call.list(methods).map { try MethodRequest($0, defaults: mdp.rewardSettings) },
      episodes: episodes, groupSize: 4, batches: batches, fitEpisodes: fitEpisodes, seed: 5, threads: threads)
  }

  private func record(_ result: StudyResult) throws -> String { try json(ResultFile(result)) }

  @Test func threadsDoNotChangeANumber() throws {
    let texts = try [1, 2, 3].map { threads in
      let plan = try plan(
        "grpo,graphgpo,c3(alternatives=3),coma,symmetric,asymmetric", "coupling", episodes: 20, batches: 5,
        fitEpisodes: 12, threads: threads)
      return try record(try Study(plan).run())
    }
    #expect(texts[1] == texts[0])
    #expect(texts[2] == texts[0])
  }

  /// COMA is the exact credit; what does not estimate it agrees less. Sizes are those that were asked for.
  @Test func theExactMethodAgreesAndTheOthersAreBelow() throws {
    let plan = try plan("coma,grpo,c3(alternatives=8)", "coupling", episodes: 32, batches: 6)
    let result = try Study(plan).run()
    #expect(try abs(#require(result.exact).value - 0.55) < 1e-12)
    #expect(result.sampled == (try Study(plan).run()).sampled)
    #expect(result.sampled.batches == 6)
    #expect(result.sampled.episodes == 192)
    #expect(result.sampled.turns == 384)
    #expect(result.sampled.decisions == 384)
    let coma = result.methods[0]
    for quantity in [coma[.spearman], coma[.pearson], coma[.signAgreement], coma[.pivotalTurnRecall]] {
      #expect(quantity.mean.optional.map { abs($0 - 1) < 1e-12 } == true)
      #expect(quantity.batches == 6)
    }
    #expect(coma[.relativeError].mean.optional.map { $0 < 1e-9 } == true)
    #expect(coma[.decisionVariance].mean == .value(0))
    for method in result.methods.dropFirst() {
      #expect(try #require(method[.spearman].mean.optional) < 1)
      #expect(try #require(method[.decisionVariance].mean.optional) > 0)
      let interval = try #require(method[.spearman].interval.optional)
      #expect(interval.contains(try #require(method[.spearman].mean.optional)))
      #expect(interval.units == 6)
    }
    #expect(result.methods.map(\.replays) == [0, 0, 384 * 7])
    // One continuation of each alternative: two turns from the planner's, one from the executor's.
    #expect(result.methods.map(\.extraTurns) == [0, 0, 192 * 7 * 3])
  }

  @Test func oneBatchHasMeansButNoIntervals() throws {
    let result = try Study(try plan("grpo,coma", "coupling", episodes: 24, batches: 1)).run()
    let tooFew = UndefinedReason.tooFew(found: 1, needed: 2)
    for method in result.methods {
      #expect(method[.spearman].mean.optional != nil)
      #expect(method[.spearman].interval == .undefined(tooFew))
      #expect(method[.spearman].batches == 1)
    }
    #expect(result.successShare.interval == .undefined(tooFew))
    #expect(result.meanReturn.interval == .undefined(tooFew))
    #expect(result.pairs[0].difference.optional != nil)
    #expect(result.pairs[0].test == .undefined(tooFew))
    #expect(result.pairs[0].adjustedPValue == .undefined(tooFew))
    for cell in result.cells {
      for mean in [try #require(cell.exact)] + cell.methods {
        #expect(mean.mean.optional != nil)
        #expect(mean.standardError == .undefined(tooFew))
        #expect(mean.interval == .undefined(tooFew))
      }
    }
  }

  @Test func oneEpisodeIsEnoughToRun() throws {
    let mdp = try compiled("or")
    let plan = try StudyPlan(
      mdp: mdp, policy: .uniform(on: mdp), methods: [try MethodRequest(Call("grpo"))], episodes: 1,
      groupSize: 1, batches: 1, seed: 0, threads: 4)
    let result = try Study(plan).run()
    #expect(result.sampled.decisions == 2)
    #expect(result.methods[0][.decisionVariance].mean == .undefined(.noUnits))
    _ = try record(result)
  }

  /// Where the credit of no decision differs from 0 there is nothing to agree with, in any batch.
  @Test func whatIsUndefinedInEveryBatchSaysWhy() throws {
    let result = try Study(try plan("grpo,coma", "luck")).run()
    #expect(result.methods[0][.spearman].mean == .undefined(.noVariance))
    #expect(result.methods[0][.spearman].interval == .undefined(.noVariance))
    #expect(result.methods[0][.spearman].batches == 0)
    #expect(result.methods[0][.signAgreement].mean == .undefined(.noUnits))
    #expect(result.methods[0][.relativeError].mean == .undefined(.allZero))
    #expect(result.pairs[0].test == .undefined(.allZero))
  }

  /// Three methods have three pairs; with p-values ascending, Holm's are 3p, then at least 2p, then at least p.
  @Test func pairsAreTestedAndCorrected() throws {
    let plan = try plan(
      "grpo,c3(alternatives=2),c3(alternatives=4)", "repair", "turns=3 fork=0 repairTurn=2", batches: 8)
    let result = try Study(plan).run()
    #expect(
      result.pairs.map { [$0.first, $0.second] } == [
        ["grpo", "c3(alternatives=2)"], ["grpo", "c3(alternatives=4)"],
        ["c3(alternatives=2)", "c3(alternatives=4)"],
      ])
    #expect(result.pairs.allSatisfy { $0.isInFamily })
    let tested = try result.pairs.map { pair in
      (p: try #require(pair.test.optional?.pValue), adjusted: try #require(pair.adjustedPValue.optional))
    }.sorted { $0.p < $1.p }
    var floor = 0.0
    for (rank, pair) in tested.enumerated() {
      floor = min(1, max(floor, Double(3 - rank) * pair.p))
      #expect(abs(pair.adjusted - floor) < 1e-12)
    }
    var differences: [Double] = []
    let study = try Study(plan)
    try study.engine.run(study.measure, on: 0..<8) { batch in
      let alignment = batch.methods.compactMap { $0.quantities[0].optional }
      differences.append(alignment[1] - alignment[2])
    }
    let first = try #require(result.pairs.last)
    #expect(first.test == HypothesisTest.studentT(of: differences))
    // All changes of eight signs, and how many of the sums are as far out as the one found.
    let found = abs(differences.reduce(0, +))
    let far = (0..<256).count { signs in
      abs(differences.indices.reduce(0) { $0 + (signs >> $1 & 1 == 1 ? 1 : -1) * differences[$1] })
        >= found - 1e-12
    }
    #expect(first.signFlips.optional?.pValue == Double(far) / 256)
    let means = try result.methods.map { try #require($0[.gradientAlignment].mean.optional) }
    #expect(abs((try #require(result.pairs[2].difference.optional)) - (means[1] - means[2])) < 1e-12)
  }

  /// `coma` is the exact credit, and `pinto` with other settings of what does not matter is itself again: of five methods
  /// three are left to be compared, in three pairs.
  @Test func equalMethodsAndTheReferenceLeaveTheFamily() throws {
    let plan = try plan(
      "coma,grpo,grpo(norm=mean),c3(alternatives=4),c3(alternatives=2)", "coupling", episodes: 16, batches: 6)
    let study = try Study(plan)
    var values: [[Measured<Double>]] = []
    var kinships: [MethodKinship] = []
    try study.engine.run(study.measure, on: 0..<6) { batch in
      values.append(batch.methods.map { $0.quantities[0] })
      kinships.append(batch.kinship)
    }
    #expect(kinships.allSatisfy { $0 == kinships[0] })
    let credits: [[Double]] = [[1, 2], [3, 4], [3, 4.0000000001], [1, 2.00000000001], [5, 6]]
    let kin = MethodKinship(credits, references: [[Double]?](repeating: [1, 2], count: 5))
    let pairs = MethodPairs(
      plan.methods, kinships: [MethodKinship](repeating: kin, count: 6), values: values
    ).tested
    let find = { (first: Int, second: Int) in
      try #require(
        pairs.first {
          $0.first == plan.methods[first].label && $0.second == plan.methods[second].label
        })
    }
    // The first and the fourth are the reference, the second and the third equal.
    for other in 1...4 {
      #expect(try find(0, other).test == .undefined(.isReference))
      #expect(try find(0, other).adjustedPValue == .undefined(.isReference))
    }
    #expect(try find(1, 2).test == .undefined(.equal))
    let (asked, again) = (try find(1, 4), try find(2, 4))
    #expect(asked.isInFamily && !again.isInFamily)
    #expect(again.adjustedPValue == asked.adjustedPValue)
    #expect(pairs.count { $0.isInFamily } == 1)
    // A family of one needs no correction.
    #expect(asked.adjustedPValue == asked.test.map(\.pValue))
  }

  /// Where every episode succeeds the share has no interval: one of no width would say that the chance is known.
  @Test func whatDoesNotVaryHasNoInterval() throws {
    let mdp = try compiled("or")
    let plan = try StudyPlan(
      mdp: mdp, policy: try PolicyChoice("fixed:do").policy(on: mdp), methods: [], episodes: 8, groupSize: 1,
      batches: 4, seed: 0, threads: 1)
    let result = try Study(plan).run()
    #expect(result.successShare.mean == .value(1))
    #expect(result.successShare.interval == .undefined(.noVariance))
    #expect(result.meanReturn.interval == .undefined(.noVariance))
  }

  @Test func noMethodsAreAStudyOfTheScenario() throws {
    let mdp = try compiled("or")
    let plan = try StudyPlan(
      mdp: mdp, policy: .uniform(on: mdp), methods: [], episodes: 400, groupSize: 1, batches: 5, seed: 2,
      threads: 2)
    let result = try Study(plan).run()
    #expect(result.methods.isEmpty && result.pairs.isEmpty)
    // 2000 episodes: 5.1 standard errors of a share with variance 3/16 (false alarms below 4e-7).
    let share = try #require(result.successShare.mean.optional)
    let standardError = (0.1875 / 2000).squareRoot()
    #expect(abs(share - 0.75) < 5.1 * standardError)
    #expect(result.meanReturn.mean == result.successShare.mean)
  }

  /// Batches come in order, each once, with what the methods made of them.
  @Test func batchesAreHandedOnInOrder() throws {
    let plan = try plan("coma,c3(alternatives=2)", "or", batches: 7, threads: 3)
    var indices: [Int] = []
    var finished: [Int] = []
    var names: Set<String> = []
    _ = try Study(plan).run(progress: { finished.append($0) }) { batch in
      indices.append(batch.index)
      names.insert(batch.rollouts.batch.episodeName(0))
      #expect(batch.attributions.count == 2)
      #expect(batch.attributions[0].credits == batch.exact)
    }
    #expect(indices == Array(0..<7))
    #expect(names == Set((0..<7).map { "b\($0)-e0" }))
    #expect(finished.last == 7)
    #expect(finished == finished.sorted())
  }

  @Test func whatTheConsumerThrowsEndsTheStudy() throws {
    struct Enough: Error {}
    #expect(throws: Enough.self) {
      try Study(try plan("coma", "or")).run(consume: { batch in if batch.index == 1 { throw Enough() } })
    }
  }

  /// Credits of `single` by turn: 0 but at the fork, whose mean is that of +.4 and -.4.
  @Test func cellsAreMeansByAgentAndTurn() throws {
    let result = try Study(try plan("coma", "single", episodes: 40, batches: 3)).run()
    #expect(result.cells.map(\.slice.turn) == Array(0..<6))
    #expect(result.cells.allSatisfy { $0.slice.agent == "solver" && $0.decisions == 120 })
    for cell in result.cells {
      let exact = try #require(cell.exact?.mean.optional)
      if cell.slice.turn == 3 { #expect(abs(exact) <= 0.4) } else { #expect(abs(exact) < 1e-12) }
      #expect(cell.methods[0].mean == cell.exact?.mean)
      // Where all credits are 0 nothing varies, and an interval would say that 0 is known from so few batches.
      #expect((cell.methods[0].interval.optional == nil) == (cell.slice.turn != 3))
      if let interval = cell.methods[0].interval.optional { #expect(interval.estimate == exact) }
      // That of the exact credit needs more of them, even where they differ.
      let reason: UndefinedReason = cell.slice.turn == 3 ? .tooFew(found: 3, needed: 10) : .noVariance
      #expect(cell.exact?.interval == .undefined(reason))
    }
  }

  /// `coupling`: a failed episode with a wrong answer to a good message blames the answer with -.9, more than any other
  /// decision is blamed.
  @Test func theExampleIsTheMostBlamedFailure() throws {
    let result = try Study(try plan("coma", "coupling", episodes: 200, batches: 1)).run()
    let example = try #require(result.example)
    #expect(example.status == .failure)
    #expect(example.decisions.map(\.action) == ["good", "wrong"])
    #expect(example.decisions.map(\.agent) == ["planner", "executor"])
    #expect(example.decisions.map(\.turn) == [0, 1])
    #expect(near(example.decisions.compactMap(\.exact), [0.35, -0.9]))
    #expect(example.decisions.allSatisfy { $0.credits == [$0.exact] })
  }

  @Test func withoutFailuresTheExampleIsTheFirstEpisode() throws {
    let result = try Study(try plan("coma", "witness-plus")).run()
    let example = try #require(result.example)
    #expect(example.status == .success)
    #expect(example.name == "b0-e0")
  }

  /// Episodes for fitting cost turns, and belong to critics alone.
  @Test func fittingEpisodesAreCounted() throws {
    let result = try Study(
      try plan("symmetric,grpo", "coupling", episodes: 8, batches: 3, fitEpisodes: 10)
    ).run()
    #expect(result.methods.map(\.extraTurns) == [3 * 10 * 2, 0])
    #expect(result.sampled.turns == 3 * 8 * 2)
  }

  /// JSON has no NaN, and the encoder refuses one: what is undefined is written as its reason.
  @Test func theRecordHoldsNoNaN() throws {
    for scenario in ["luck", "witness-minus", "dec-tiger", "two-step"] {
      let plan = try plan("grpo,gigpo,coma", scenario, episodes: 4, batches: 2)
      let text = try record(try Study(plan).run())
      #expect(!text.contains("nan") && !text.contains("inf,"))
    }
  }
}
