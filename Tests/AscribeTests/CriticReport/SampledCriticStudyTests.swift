import CreditMethods
import CreditStatistics
import Ground
import TestSupport
import Testing
import Trajectories

@testable import Ascribe
@testable import Simulation

/// Critics against values that are sampled by playing on.
@Suite struct SampledCriticStudyTests {
  private static func plan(
    _ name: String, critics: [String], batches: Int = 3, threads: Int = 1
  ) throws -> StudyPlan {
    let mdp = try TurnMDP(builtIn: name)
    return try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp),
      methods: critics.map { try MethodRequest(critic: Call($0), on: mdp) }, episodes: 24, groupSize: 1,
      batches: batches, fitEpisodes: 64, seed: 5, threads: threads)
  }

  /// Every sampled value less the exact one is noise: returns of relay are 0 or 1, so that its variance is known. The sum over
  /// turns of the differences is within 6 of its standard deviations, which chance passes once in 5e8 times.
  @Test(arguments: [false, true]) func sampledValuesAreUnbiased(ofActions: Bool) throws {
    let mdp = try TurnMDP(builtIn: "relay")
    let policy = TabularPolicy.behaviour(of: mdp)
    let solution = try ExactSolution(of: mdp, under: policy)
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: 40, groupSize: 1, seed: 3), on: mdp, policy: policy)
    let plan = SampledTruthPlan(decisions: 200, continuations: 200)
    let found = try SampledValues(of: rollouts, plan, withActions: true, seed: 3)
    let halves =
      ofActions
      ? (first: found.actionFirst, second: found.actionSecond)
      : (first: found.first, second: found.second)
    #expect(found.turns.count == 200 && halves.first.count == 200)
    #expect(zip(found.turns, found.turns.dropFirst()).allSatisfy { $0 < $1 })
    #expect(found.continuations == 2 * 200 * 200)
    var (sums, variance) = ([0.0, 0.0], 0.0)
    for (place, index) in found.turns.enumerated() {
      let episode = try #require(
        (0..<rollouts.batch.episodeCount).first { rollouts.batch.turns(of: $0).contains(Int(index)) })
      let turn = Int(index) - rollouts.batch.turns(of: episode).lowerBound
      let cell = solution.cells.index(turn: turn, node: Int(rollouts.node[Int(index)]))
      let exact =
        ofActions
        ? solution.cells.actionValue[solution.cells.rowStart[cell] + rollouts.row(ofTurn: Int(index))]
        : solution.cells.value[cell]
      sums[0] += halves.first[place] - exact
      sums[1] += halves.second[place] - exact
      variance += exact * (1 - exact) / 100
    }
    for sum in sums { #expect(abs(sum) <= 6 * variance.squareRoot(), "\(sum) of \(variance.squareRoot())") }
  }

  @Test func sumsByHand() {
    // Errors 1 and 3 by the first half, 2 and 1 by the second one; the truth's variance is (1 · 0 + 3 · 5) / 2 - 2 · 2.5.
    let sums = SampledErrorSums([2, 6], ([1, 3], [0, 5]))
    let (mean, square) = (1.75, 2.5)
    #expect(sums.meanError(.middle) == .value(mean))
    #expect(sums.meanSquare(.middle) == .value(square))
    #expect(sums.rootMeanSquare(.middle) == .value(square.squareRoot()))
    #expect(sums.truthDeviation(.middle) == .value(square.squareRoot()))
    let explained = sums.explained(.middle).optional ?? .nan
    #expect(abs(explained) < 1e-15)
    let twice = sums + sums
    #expect(twice - sums == sums)
    let noise = SampledErrorSums([1, 1], ([0, 2], [2, 0]))
    #expect(noise.meanSquare(.middle) == .value(-1))
    #expect(
      noise.rootMeanSquare(.middle) == .undefined(.belowNoise)
        && noise.truthDeviation(.middle) == .undefined(.belowNoise))
    #expect(SampledErrorSums.zero.rootMeanSquare(.middle) == .undefined(.noUnits))
  }

  /// The error of the same fitted critics against the exact values of the same turns, and against sampled ones: what the latter
  /// says beyond the former is noise of mean 0 and of a known variance. Of each batch the two sums of squares differ by less than
  /// 6 of its standard deviations (passed by chance once in 5e8 times).
  @Test func errorsAreThoseAgainstExactValues() throws {
    let plan = try Self.plan("relay", critics: ["symmetric", "asymmetric"], batches: 2)
    let exact = try CriticStudy(plan)
    let engine = Engine(plan, truth: .none(reason: "It was not asked for."))
    let measure = SampledCriticMeasure(
      critics: exact.measure.critics, requests: plan.methods,
      truth: .sampled(
        SampledTruthPlan(decisions: 1_000_000, continuations: 200), reason: "It was asked for."),
      seed: plan.seed)
    for number in 0..<plan.batches {
      let judged = try engine.judge(number, threads: 1)
      let (found, known) = (try measure.measure(judged), try exact.measure.measure(judged))
      // All turns were sampled.
      #expect(found.truth.turns.count == known.turn.count)
      for critic in plan.methods.indices {
        let reference = CriticReference(.state, of: measure.critics[critic], exact.solution)
        #expect(found.values[critic] == known.critics[critic].values)
        var (difference, variance) = (0.0, 0.0)
        for (turn, value) in found.values[critic].enumerated() {
          let truth = reference.truth[Int(known.critics[critic].places[turn])]
          let (first, second) = (found.truth.first[turn], found.truth.second[turn])
          difference += (value - first) * (value - second) - (value - truth) * (value - truth)
          // Of (e - a)(e - b) with independent noise a and b of variance v: 2 e² v + v².
          let noise = truth * (1 - truth) / 100
          variance += 2 * (value - truth) * (value - truth) * noise + noise * noise
        }
        #expect(abs(difference) <= 6 * variance.squareRoot())
      }
    }
  }

  @Test func resultsAreTheSameForAnyThreads() throws {
    let results = try [1, 3].map { threads in
      try SampledCriticStudy(
        Self.plan("relay", critics: ["symmetric", "archer"], threads: threads),
        truth: .sampled(SampledTruthPlan(decisions: 20, continuations: 6), reason: "It was asked for.")
      ).run()
    }
    // The plan that results repeat does not have the threads in it.
    #expect(results[0] == results[1] && results[0].flaw == nil)
    #expect(results[0].critics.map(\.squaredErrorByBatch.count) == [3, 3])
    #expect(results[0].points == 60 && results[0].truth.kind == .sampled)
  }

  @Test func badInput() throws {
    let plan = try Self.plan("relay", critics: ["symmetric"])
    #expect(throws: StudyError.self) {
      try SampledCriticStudy(
        plan, truth: .sampled(SampledTruthPlan(decisions: 20, continuations: 5), reason: ""))
    }
    var other = plan
    other.methods = [try MethodRequest(Call("grpo"))]
    #expect(throws: CriticStudyError.self) {
      try SampledCriticStudy(other, truth: .sampled(SampledTruthPlan(), reason: ""))
    }
  }
}
