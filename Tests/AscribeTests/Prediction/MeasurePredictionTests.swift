@testable import Ascribe
import Foundation
import Simulation
import Testing
import TestSupport

/// Which measure predicts learning, against a plain second computation.
@Suite struct MeasurePredictionTests {
  private static let arms = "grpo,leave_one_out,exact,exact(noise=1),exact(noise=3),exact(bias=2),shuffled"

  private func plan(_ scenario: String, threads: Int = 1) throws -> TrainingPlan {
    let mdp = try compiled(scenario)
    let requests = try Call.list(Self.arms).map {
      try MethodRequest($0, in: MethodCatalogue.builtIn.withControls, defaults: mdp.rewardSettings)
    }
    var study = try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp), methods: requests, episodes: 16, groupSize: 8, batches: 1,
      seed: 3,
      threads: threads)
    study.names = ScenarioNames(label: scenario)
    let turns = try study.turns(ofEpisodes: 16)
    return try TrainingPlan(study, arms: requests.map { TrainingArm(.method($0)) }, budget: 6 * turns) {
      $0.starts = 3
      $0.seeds = 2
      $0.checks = 1
    }
  }

  private func study(threads: Int = 1) throws -> MeasurePrediction {
    try MeasurePrediction([plan("single", threads: threads), plan("coupling", threads: threads)], batches: 3)
  }

  /// tau-b by all pairs.
  private func plainTau(_ x: [Double], _ y: [Double]) -> Double? {
    var (sum, first, second) = (0.0, 0.0, 0.0)
    for i in x.indices {
      for j in x.indices where j < i {
        let (a, b) = (x[i] - x[j], y[i] - y[j])
        sum += a * b > 0 ? 1 : a * b < 0 ? -1 : 0
        first += a != 0 ? 1 : 0
        second += b != 0 ? 1 : 0
      }
    }
    return first > 0 && second > 0 ? sum / (first * second).squareRoot() : nil
  }

  @Test func tausAreThoseOfAPlainComputation() throws {
    let study = try study()
    let result = try study.run()
    for (place, plan) in study.plans.enumerated() {
      var curves: [TrainingCurve] = []
      let training = try Training(plan)
      _ = try training.run(keep: { curves.append($0) })
      for (measure, quantity) in result.measures.enumerated() {
        var taus: [Double] = []
        for start in 0..<plan.starts {
          var own = try plan.measuring(start: start, policy: training.startingPolicy(start))
          own.batches = study.batches
          let methods = try Study(own).run().methods
          var (values, areas) = ([Double](), [Double]())
          for (arm, method) in methods.enumerated() {
            let found =
              quantity.key == "limitCosine"
              ? method.gradients[0].fidelity.cosine.mean.optional : method[quantity].mean.optional
            guard let found else { continue }
            values.append(quantity.better == .lower ? -found : found)
            let runs = curves.filter { $0.arm == arm && $0.start == start }
            #expect(runs.count == 2)
            areas.append(runs.reduce(0) { $0 + $1.area(budget: Double(plan.budget)) } / 2)
          }
          if values.count >= 3, let tau = plainTau(values, areas) { taus.append(tau) }
        }
        let found = result.scenarios[place].taus[measure].optional
        #expect((found == nil) == taus.isEmpty)
        if let found { #expect(abs(found - taus.reduce(0, +) / Double(taus.count)) < 1e-12) }
      }
    }
    for measure in result.measures.indices {
      let taus = result.scenarios.map { $0.taus[measure].optional ?? 0 }
      let mean = try #require(result.predictions[measure].tau.mean.optional)
      #expect(abs(mean - (taus[0] + taus[1]) / 2) < 1e-12)
    }
    // Leaving one of two scenarios out, the best of the other one alone is chosen.
    for (left, choice) in result.leftOut.enumerated() {
      let others = result.scenarios[1 - left].taus.map { $0.optional ?? 0 }
      #expect(others[choice.chosen] == others.max())
      #expect(choice.tau == result.scenarios[left].taus[choice.chosen].optional ?? 0)
    }
  }

  /// Steps go from the exact credit up both ladders, and gain what the areas differ by.
  @Test func laddersAreClimbedInOrder() throws {
    let result = try study().run()
    let steps = result.ladders.filter { $0.scenario == "single" }.map { [$0.better, $0.worse] }
    #expect(
      steps == [
        ["exact", "exact(noise=1)"], ["exact(noise=1)", "exact(noise=3)"], ["exact", "exact(bias=2)"],
      ])
    for step in result.ladders {
      let areas = try #require(result.scenarios.first { $0.label == step.scenario }).areas
      let area = { (label: String) throws -> Double in
        let place = try #require(result.arms.firstIndex(of: label))
        return try #require(areas[place].mean.optional)
      }
      let gain = try #require(step.gain.mean.optional)
      #expect(abs(gain - (try area(step.worse) - area(step.better))) < 1e-12)
    }
  }

  @Test func threadsAndFilesChangeNothing() throws {
    let result = try study().run()
    #expect(try study(threads: 3).run() == result)
    let data = try JSONEncoder().encode(ResultFile(result))
    #expect(try JSONDecoder().decode(ResultFile<MeasurePredictionResult>.self, from: data).result == result)
    #expect(result.flaw == nil)
  }

  @Test func tooLittleIsRefused() throws {
    #expect(throws: TrainingError.noArms) { try MeasurePrediction([]) }
    let plan = try plan("single")
    #expect {
      try MeasurePrediction([plan], batches: 1)
    } throws: { "\($0)" == "batches is 1; accepted: a whole number in 2...1000000." }
  }
}
