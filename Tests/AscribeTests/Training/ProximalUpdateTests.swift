import Foundation
import Ground
import Simulation
import TestSupport
import Testing
import Trajectories

@testable import Ascribe

/// Updates by clipped ratios.
@Suite struct ProximalUpdateTests {
  private func update(
    _ rollouts: Rollouts, _ credits: [Double], _ settings: UpdateRule.Proximal = UpdateRule.Proximal(),
    reference: TabularPolicy? = nil, _ kind: PolicyClass.Kind = .table, seed: UInt64 = 1
  ) -> ProximalUpdate {
    ProximalUpdate(
      policies: PolicyClass(kind, on: rollouts.mdp), rollouts: rollouts, credits: credits, settings: settings,
      reference: reference ?? .uniform(on: rollouts.mdp),
      draws: PhiloxStream(seed: seed, purpose: .training, lane: 0))
  }

  /// An episode of two agents with two actions each under the uniform policy, in which the first takes a given one.
  private func episode(firstTakes choice: Int32) throws -> Rollouts {
    let mdp = try compiled("and", "agents=2")
    for seed in 0..<50 {
      let rollouts = try Rollouts.simulate(
        Rollouts.Plan(groups: 1, groupSize: 1, seed: UInt64(seed)), on: mdp, policy: .uniform(on: mdp))
      if rollouts.choice[0] == choice { return rollouts }
    }
    throw CancellationError()
  }

  /// The first agent's policy is now (3/4, 1/4), so that the ratios of its choices are 1.5 and 0.5, and those outside 0.8...1.2
  /// count only where the credit pulls them back: -2 · 1.5 at the first choice gives (-3/4, 3/4), and 2 · 0.5 at the second
  /// (-3/4, 3/4) too.
  @Test func clippingByHand() throws {
    for (choice, credit, expected) in [
      (0, 2.0, [0.0, 0]), (0, -2, [-0.75, 0.75]), (1, 2, [-0.75, 0.75]), (1, -2, [0, 0]),
    ] {
      let rollouts = try episode(firstTakes: Int32(choice))
      let policy = softmax([log(3), 0, 0, 0], on: rollouts.mdp)
      let found = update(rollouts, [credit, 0]).gradient(of: [0], policy)
      expectEqual(found, expected + [0, 0])
    }
    // Within the bounds everything counts.
    let rollouts = try episode(firstTakes: 0)
    var wide = UpdateRule.Proximal()
    wide.clip = 0.6
    let found = update(rollouts, [2, 0], wide).gradient(
      of: [0], softmax([log(3), 0, 0, 0], on: rollouts.mdp))
    expectEqual(found, [0.75, -0.75, 0, 0])
  }

  /// At (3/4, 1/4) the entropy is 0.5623351446 and its gradient 3/4 (0.2876820724 - 0.5623351446) = -0.2059898041; the
  /// divergence from the uniform policy is ln 2 less the entropy, so that its gradient is the opposite.
  @Test func entropyAndDivergenceByHand() throws {
    let rollouts = try episode(firstTakes: 0)
    let policy = softmax([log(3), 0, 0, 0], on: rollouts.mdp)
    var settings = UpdateRule.Proximal()
    settings.entropy = 0.1
    var found = update(rollouts, [0, 0], settings).gradient(of: [0], policy)
    expectEqual(found, [-0.02059898041, 0.02059898041, 0, 0], within: 1e-11)
    settings.entropy = 0
    settings.divergence = 0.5
    found = update(rollouts, [0, 0], settings).gradient(of: [0], policy)
    expectEqual(found, [-0.10299490207, 0.10299490207, 0, 0], within: 1e-10)
    found = update(rollouts, [0, 0], settings, reference: policy).gradient(of: [0], policy)
    expectEqual(found, [0, 0, 0, 0])
  }

  /// One epoch of one minibatch at ratio 1 is one step of Adam along credit · (1 - pi, -pi): the signs.
  @Test func oneMinibatchByHand() throws {
    let rollouts = try episode(firstTakes: 0)
    var settings = UpdateRule.Proximal()
    settings.epochs = 1
    settings.minibatches = 4
    var rule = UpdateRule(.ppo, rate: 0.01)
    rule.proximal = settings
    let policies = PolicyClass(.table, on: rollouts.mdp)
    var updater = try #require(Updater(rule, of: policies, on: rollouts.mdp, from: [0, 0, 0, 0]))
    let isFinite = updater.move(
      on: rollouts, [2, 0], draws: PhiloxStream(seed: 1, purpose: .training, lane: 0))
    #expect(isFinite)
    expectEqual(updater.parameters, [0.01, -0.01, 0, 0], within: 1e-9)
  }

  /// The objective that its documentation states, computed plainly.
  private func objective(_ update: ProximalUpdate, _ policy: TabularPolicy) -> Double {
    let (rollouts, settings) = (update.rollouts, update.settings)
    let information = rollouts.mdp.information
    var sum = 0.0
    for episode in 0..<rollouts.batch.episodeCount {
      for (turn, index) in rollouts.batch.turns(of: episode).enumerated() {
        for decision in rollouts.batch.decisions(of: index) {
          let choice = Int(rollouts.choice[decision])
          let ratio = policy.probability[choice] / rollouts.policy.probability[choice]
          let credit = update.credits[decision]
          let clipped = min(max(ratio, 1 - settings.clip), 1 + settings.clip)
          var term = min(ratio * credit, clipped * credit)
          for other in information.choices(of: Int(information.choiceInformation[choice])) {
            let p = policy.probability[other]
            term -= settings.entropy * p * log(p)
            term -= settings.divergence * p * log(p / update.reference.probability[other])
          }
          sum += pow(rollouts.mdp.discount, Double(turn)) * term
        }
      }
    }
    return sum / Double(rollouts.batch.episodeCount)
  }

  /// Weights of the entropy and of the divergence.
  static let regularisers: [[Double]] = [[0, 0], [0.3, 0], [0, 0.7]]

  /// At ratio 1 and away from it, with and without what regularises: central differences in every logit.
  @Test(arguments: [0.0, 0.8], regularisers)
  func gradientsAreDifferencesOfTheObjective(distance: Double, weights: [Double]) throws {
    let mdp = try compiled("dec-tiger", "discount=0.7")
    let old = logits(on: mdp, seed: 2)
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: 30, groupSize: 1, seed: 4), on: mdp, policy: softmax(old, on: mdp))
    var random = SplitMix64(seed: 9)
    var settings = UpdateRule.Proximal()
    (settings.entropy, settings.divergence) = (weights[0], weights[1])
    let update = self.update(
      rollouts, random.numbers(rollouts.batch.decisionCount, in: -2..<2), settings,
      reference: softmax(logits(on: mdp, seed: 3), on: mdp))
    let now = zip(old, logits(on: mdp, seed: 5)).map { $0 + distance * $1 }
    let found = update.gradient(of: ArraySlice(0..<30), softmax(now, on: mdp))
    let expected = now.indices.map { choice in
      let values = [1e-6, -1e-6].map { step in
        var moved = now
        moved[choice] += step
        return objective(update, softmax(moved, on: mdp))
      }
      return (values[0] - values[1]) / 2e-6
    }
    expectEqual(found, expected, within: 1e-8)
    // Away from ratio 1 some are clipped, or there would be nothing to see.
    let ratios = rollouts.choice.map {
      softmax(now, on: mdp).probability[Int($0)] / rollouts.policy.probability[Int($0)]
    }
    #expect(ratios.contains { abs($0 - 1) > 0.2 } == (distance > 0))
  }

  /// The gradient of a batch, by parameters of any class, is what its objective without ratios grows by.
  @Test(arguments: PolicyClass.Kind.allCases)
  func stepsFollowTheObjective(kind: PolicyClass.Kind) throws {
    let mdp = try compiled("dec-tiger", "discount=0.7")
    let policies = PolicyClass(kind, on: mdp)
    var random = SplitMix64(seed: 19)
    let start = random.numbers(policies.parameterCount, in: -1..<1)
    let policy = softmax(policies.logits(start), on: mdp)
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: 12, groupSize: 2, seed: 4), on: mdp, policy: policy)
    let credits = random.numbers(rollouts.batch.decisionCount, in: -2..<2)
    var updater = try #require(Updater(UpdateRule(.sgd, rate: 1), of: policies, on: mdp, from: start))
    updater.move(
      along: InducedGradient.gradient(of: rollouts, credits: credits), under: policy,
      weights: GradientVisits(rollouts).occupancy())
    func objective(_ parameters: [Double]) -> Double {
      let policy = softmax(policies.logits(parameters), on: mdp)
      var sum = 0.0
      for episode in 0..<rollouts.batch.episodeCount {
        for (turn, index) in rollouts.batch.turns(of: episode).enumerated() {
          for decision in rollouts.batch.decisions(of: index) {
            sum +=
              pow(mdp.discount, Double(turn)) * credits[decision]
              * policy.logProbability[Int(rollouts.choice[decision])]
          }
        }
      }
      return sum / Double(rollouts.batch.episodeCount)
    }
    for parameter in start.indices {
      let values = [1e-5, -1e-5].map { step in
        var moved = start
        moved[parameter] += step
        return objective(moved)
      }
      #expect(abs((values[0] - values[1]) / 2e-5 - (updater.parameters[parameter] - start[parameter])) < 1e-7)
    }
  }

  /// Minibatches divide the episodes of an epoch; another seed divides them otherwise; more of them than episodes are as many.
  @Test func minibatchesAreDrawn() throws {
    let mdp = try compiled("dec-tiger")
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: 8, groupSize: 1, seed: 4), on: mdp, policy: .uniform(on: mdp))
    var random = SplitMix64(seed: 9)
    let credits = random.numbers(rollouts.batch.decisionCount, in: -2..<2)
    func moved(minibatches: Int, seed: UInt64) throws -> [Double] {
      var rule = UpdateRule(.ppo, rate: 0.1)
      rule.proximal.minibatches = minibatches
      let policies = PolicyClass(.table, on: mdp)
      let start = [Double](repeating: 0, count: policies.parameterCount)
      var updater = try #require(Updater(rule, of: policies, on: mdp, from: start))
      let isFinite = updater.move(
        on: rollouts, credits, draws: PhiloxStream(seed: seed, purpose: .training, lane: 0))
      #expect(isFinite)
      return updater.parameters
    }
    #expect(try moved(minibatches: 3, seed: 1) == moved(minibatches: 3, seed: 1))
    #expect(try moved(minibatches: 3, seed: 1) != moved(minibatches: 3, seed: 2))
    #expect(try moved(minibatches: 8, seed: 1) == moved(minibatches: 100, seed: 1))
    expectEqual(try moved(minibatches: 1, seed: 1), try moved(minibatches: 1, seed: 2), within: 1e-9)
  }
}
