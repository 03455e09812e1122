import Ground
@testable import Ascribe
import CreditMethods
import CreditStatistics
import Testing
import TestSupport
import Trajectories
import Simulation

/// Comparisons of methods on scenarios against plain computations from the same batches.
@Suite struct ComparisonTests {
  /// A plan of comparisons on a scenario under its own policy.
  static func plan(
    _ methods: String, _ scenario: String, _ settings: String = "", episodes: Int = 16, batches: Int = 5,
    scale: CreditScale = .best, against: String? = nil, precision: Double? = nil, threads: Int = 1
  ) throws -> ComparisonPlan {
    let mdp = try compiled(scenario, settings)
    var study = try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp),
      methods: try Call.list(methods).map { try MethodRequest($0, defaults: mdp.rewardSettings) },
      episodes: episodes, groupSize: 4, batches: batches, fitEpisodes: 8, seed: 5, threads: threads)
    study.resamples = 200
    return try ComparisonPlan(study, scale: scale, against: against, precision: precision)
  }

  static func record(_ comparison: ScenarioComparison) throws -> String {
    let result = try #require(ComparisonResult([comparison]))
    return try json(ResultFile(result)) + ComparisonTable([comparison]).lines.joined(separator: "\n")
  }

  /// One decision of a batch, as a plain computation sees it.
  struct Row {
    let batch, episode, turn: Int
    let agent: String
    let credit, exact: Double
  }

  /// The decisions of all batches for one method, from a study with the same plan.
  func rows(_ plan: ComparisonPlan, method: Int) throws -> [Row] {
    var rows: [Row] = []
    _ = try Study(plan.study).run(consume: { batch in
      let episodes = batch.rollouts.batch
      for episode in 0..<episodes.episodeCount {
        for (turn, index) in episodes.turns(of: episode).enumerated() {
          for decision in episodes.decisions(of: index) {
            rows.append(
              Row(
                batch: batch.index, episode: episode, turn: turn,
                agent: episodes.symbols.agents[episodes.decisions.agent[decision]],
                credit: batch.attributions[method].credits[decision], exact: batch.exact?[decision] ?? .nan))
          }
        }
      }
    })
    return rows
  }

  func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// Bias, variance and mean square of every slice from single decisions, on both scales.
  @Test(arguments: [CreditScale.raw, .best])
  func errorsFollowFromSingleDecisions(scale: CreditScale) throws {
    let plan = try Self.plan("grpo,c3(alternatives=3)", "relay", "horizon=5", batches: 3, scale: scale)
    let comparison = try Comparison(plan).run()
    for index in 0..<2 {
      let rows = try rows(plan, method: index)
      let found = comparison.methods[index]
      let best =
        rows.reduce(0) { $0 + $1.credit * $1.exact } / rows.reduce(0) { $0 + $1.credit * $1.credit }
      // A standardised credit is worth a deviation of the return.
      let deviation = try solved("relay", "horizon=5").varianceLedger().variance.squareRoot()
      let k = scale == .raw ? [deviation, 1][index] : best
      #expect(abs(try #require(found.scale.optional) - k) < 1e-12)
      #expect(found.errors[0].slice == .all)
      for error in found.errors {
        let own = rows.filter {
          (error.slice.agent.map { $0.name } ?? $0.agent) == $0.agent
            && error.slice.turn ?? $0.turn == $0.turn
        }
        #expect(error.decisions == own.count)
        let batches = (0..<3).map { batch in
          own.filter { $0.batch == batch }.map { k * $0.credit - $0.exact }
        }.filter { !$0.isEmpty }
        let bias = mean(batches.map(mean))
        let square = mean(batches.map { mean($0.map { $0 * $0 }) })
        let values = [error.bias, error.meanSquare, error.variance].compactMap(\.mean.optional)
        #expect(near(values, [bias, square, square - bias * bias], 1e-11), "\(error.slice)")
        #expect(error.bias.batches == batches.count)
      }
    }
  }

  /// Intervals and tests over batches are Student's; Holm's correction is among the slices of a kind.
  @Test func intervalsAndTestsAreOverBatches() throws {
    let plan = try Self.plan("grpo", "coupling", batches: 12, scale: .raw)
    let errors = try Comparison(plan).run().methods[0].errors
    let rows = try rows(plan, method: 0)
    let means = (0..<12).map { batch in
      mean(rows.filter { $0.batch == batch }.map { $0.credit - $0.exact })
    }
    let interval = try #require(
      try ConfidenceInterval.studentT(ofMean: means, confidence: 0.95).optional)
    let found = try #require(errors[0].bias.interval.optional)
    #expect(near([found.lower, found.upper], [interval.lower, interval.upper]))
    let test = try #require(HypothesisTest.studentT(of: means).optional)
    #expect(abs(try #require(errors[0].test.optional).pValue - test.pValue) < 1e-12)
    for kind in DecisionSlice.Kind.allCases {
      let family = errors.filter { $0.slice.kind == kind }
      let adjusted = MultipleComparisons.holm(family.map { $0.test.map(\.pValue) })
      #expect(family.map(\.adjustedPValue) == adjusted)
    }
    // Joint intervals contain those of single cells.
    for error in errors where error.slice.kind == .cell {
      let joint = try #require(error.simultaneous.optional)
      let own = try #require(error.bias.interval.optional)
      #expect(abs(joint.estimate - own.estimate) < 1e-12)
      #expect(joint.width > 0)
    }
  }

  /// On the best scale the factor is fitted again without each batch: everything from single decisions, by the definition.
  @Test func intervalsRefitTheScale() throws {
    let plan = try Self.plan("c3(alternatives=2)", "coupling", episodes: 16, batches: 50)
    let found = try Comparison(plan).run().methods[0]
    let rows = try rows(plan, method: 0)
    // Student's t with 49 degrees of freedom.
    let quantile = 2.0095752371292392
    let numbers = { (batches: [Int], slice: DecisionSlice) -> [Double] in
      let kept = rows.filter { batches.contains($0.batch) }
      let k = kept.reduce(0) { $0 + $1.credit * $1.exact } / kept.reduce(0) { $0 + $1.credit * $1.credit }
      let errors = batches.map { batch in
        kept.filter {
          $0.batch == batch && (slice.agent.map { $0.name } ?? $0.agent) == $0.agent
            && slice.turn ?? $0.turn == $0.turn
        }.map { k * $0.credit - $0.exact }
      }
      let bias = mean(errors.map(mean))
      let square = mean(errors.map { mean($0.map { $0 * $0 }) })
      return [bias, square, square - bias * bias]
    }
    for error in found.errors where error.bias.batches == 50 {
      let all = numbers(Array(0..<50), error.slice)
      let without = (0..<50).map { left in numbers((0..<50).filter { $0 != left }, error.slice) }
      for (number, estimate) in [error.bias, error.meanSquare, error.variance].enumerated() {
        let center = mean(without.map { $0[number] })
        let deviation = without.reduce(0) { $0 + ($1[number] - center) * ($1[number] - center) }
        let margin = quantile * (deviation * 49 / 50).squareRoot()
        guard let interval = estimate.interval.optional else {
          #expect(margin < 1e-9, "\(error.slice)")
          continue
        }
        #expect(
          near([interval.lower, interval.upper], [all[number] - margin, all[number] + margin], 1e-9),
          "\(error.slice)")
        #expect(interval.method == .jackknife && interval.units == 50)
      }
      // The test goes with the interval: it rejects at the level 0.05 where 0 lies outside.
      if let test = error.test.optional, let interval = error.bias.interval.optional {
        #expect((test.pValue < 0.05) == !interval.contains(0))
      }
    }
    // Sums of credits by episode at the scale of the others, against what the episode gained.
    let interval = try #require(found.efficiencyResidual.interval.optional)
    #expect(interval.method == .jackknife && interval.lower >= 0 && interval.width > 0)
  }

  @Test func theExactMethodHasNoError() throws {
    let comparison = try Comparison(try Self.plan("grpo,coma", "relay", "horizon=5", episodes: 32)).run()
    let coma = comparison.methods[1]
    #expect(coma.scale.optional.map { abs($0 - 1) < 1e-12 } == true)
    for error in coma.errors {
      #expect(error.bias.mean == .value(0))
      #expect(error.meanSquare.mean == .value(0))
      #expect(error.variance.mean == .value(0))
      #expect(error.test.reason == .noVariance || error.bias.batches < 2)
    }
    #expect(coma.agreement.kendall.mean.optional.map { abs($0 - 1) < 1e-12 } == true)
    #expect(near([try #require(coma.pivots.turnRecall.mean.optional)], [1]))
    let cosine = try #require(comparison.methods[1].gradient.cosine.mean.optional)
    #expect(cosine > 0.5)
    #expect(comparison.methods[0].cost.simulatedTurns == 0)
    // The exact credits and their reference divide alike.
    let own = try #require(coma.components.optional).levels.map(\.sumOfSquares)
    let reference = try #require(comparison.referenceComponents.optional).levels.map(\.sumOfSquares)
    #expect(near(own, reference, 1e-9))
  }

  /// Sum of credits less (return less value of the start), by episode, from the batches themselves.
  @Test func efficiencyByPlainSums() throws {
    let plan = try Self.plan("grpo,td", "coupling", batches: 3, scale: .raw)
    let comparison = try Comparison(plan).run()
    let solution = try solved("coupling")
    // A standardised credit is worth a deviation of the return, others a tenth of the reward that a success is given.
    let units = [solution.varianceLedger().variance.squareRoot(), 0.1]
    var squares = [[Double]](repeating: [], count: 2)
    _ = try Study(plan.study).run(consume: { batch in
      let episodes = batch.rollouts.batch
      for method in 0..<2 {
        squares[method].append(
          mean(
            (0..<episodes.episodeCount).map { episode in
              let turns = episodes.turns(of: episode)
              let gain = turns.reduce(0) { $0 + episodes.turns.reward[$1] } - solution.value
              let sum = episodes.decisions(ofEpisode: episode).reduce(0) {
                $0 + units[method] * batch.attributions[method].credits[$1]
              }
              return (sum - gain) * (sum - gain)
            }))
      }
    })
    for method in 0..<2 {
      let found = try #require(comparison.methods[method].efficiencyResidual.mean.optional)
      let expected = mean(squares[method])
      #expect(near([found], [expected]))
    }
  }

  /// The reference may be a method: it has no error then, and the exact credit has.
  @Test func anotherMethodMayBeTheReference() throws {
    let comparison = try Comparison(
      try Self.plan("grpo,rloo,coma", "coupling", scale: .raw, against: "rloo")
    ).run()
    #expect(comparison.reference == "rloo")
    #expect(comparison.methods[1].errors.allSatisfy { $0.meanSquare.mean == .value(0) })
    #expect(comparison.methods[1].agreement.spearman.mean.optional.map { abs($0 - 1) < 1e-12 } == true)
    #expect(try #require(comparison.methods[2].errors[0].meanSquare.mean.optional) > 0.01)
    let exact = try Comparison(try Self.plan("grpo,rloo,coma", "coupling", scale: .raw)).run()
    // What does not depend on the reference stays.
    #expect(
      comparison.methods[0].gradient.cosine.mean == exact.methods[0].gradient.cosine.mean)
    #expect(comparison.methods[0].efficiencyResidual.mean == exact.methods[0].efficiencyResidual.mean)
  }

  @Test func threadsDoNotChangeAByte() throws {
    let texts = try [1, 2, 3].map { threads in
      try Self.record(
        Comparison(
          try Self.plan("grpo,graphgpo,c3(alternatives=3),pinto", "coupling", batches: 5, threads: threads)
        ).run())
    }
    #expect(texts[1] == texts[0] && texts[2] == texts[0])
  }

  /// A method's numbers do not depend on its place or its company, p-values among methods apart.
  @Test func theOrderOfMethodsDoesNotMatter() throws {
    let first = try Comparison(try Self.plan("grpo,c3(alternatives=3)", "coupling")).run()
    let second = try Comparison(try Self.plan("c3(alternatives=3),grpo", "coupling")).run()
    for (index, other) in [(0, 1), (1, 0)] {
      let (one, two) = (first.methods[index], second.methods[other])
      #expect(one.quantities.map(\.value) == two.quantities.map(\.value))
      #expect(one.quantities.map(\.interval) == two.quantities.map(\.interval))
      #expect(one.errors.map(\.meanSquare.mean) == two.errors.map(\.meanSquare.mean))
      #expect(one.scale == two.scale)
    }
  }
}
