import Foundation
import Ground
import Simulation
import TestSupport
import Testing

@testable import Ascribe

/// One update of each rule, by hand and against differences.
@Suite struct UpdateRuleTests {
  /// Two agents, each with two actions in one information state: four logits.
  private func gate() throws -> TurnMDP { try compiled("and", "agents=2") }

  private func updater(
    _ kind: UpdateRule.Kind, rate: Double, on mdp: TurnMDP, from parameters: [Double],
    _ policies: PolicyClass.Kind = .table, _ proximal: UpdateRule.Proximal = UpdateRule.Proximal()
  ) throws -> Updater {
    var rule = UpdateRule(kind, rate: rate)
    rule.proximal = proximal
    return try #require(Updater(rule, of: PolicyClass(policies, on: mdp), on: mdp, from: parameters))
  }

  @Test func usualRates() {
    #expect(UpdateRule.Kind.allCases.map { UpdateRule($0).rate } == [0.5, 0.01, 0.01, 1, 0.05])
    #expect(UpdateRule(.sgd, rate: 3).rate == 3)
    expectEqual(UpdateRule.grid(of: .normalised), [0.05, 0.15, 0.5, 1.5, 5])
  }

  /// The gradient (3, -3, 4, -4) has the length sqrt(50).
  @Test func oneStepByHand() throws {
    let mdp = try gate()
    let start: [Double] = [1, 0, -1, 2]
    let gradient: [Double] = [3, -3, 4, -4]
    let policy = softmax(start, on: mdp)
    func moved(_ kind: UpdateRule.Kind, rate: Double) throws -> [Double] {
      var updater = try updater(kind, rate: rate, on: mdp, from: start)
      updater.move(along: gradient, under: policy, weights: [1, 1])
      return updater.parameters
    }
    expectEqual(
      try moved(.normalised, rate: 0.5),
      [1.2121320343559643, -0.21213203435596426, -0.7171572875253809, 1.7171572875253809], within: 1e-12)
    expectEqual(try moved(.sgd, rate: 0.1), [1.3, -0.3, -0.6, 1.6])
    // Adam's first step is the rate times the sign, but for its epsilon of 1e-8.
    expectEqual(try moved(.adam, rate: 0.05), [1.05, -0.05, -0.95, 1.95], within: 1e-9)
  }

  /// Two steps of Adam: m = 0.9 · 0.1 g1 + 0.1 g2 and v alike, each divided by what the decays leave out.
  @Test func twoStepsOfAdamByHand() throws {
    let mdp = try gate()
    var updater = try updater(.adam, rate: 0.1, on: mdp, from: [0, 0, 0, 0])
    let policy = softmax([0, 0, 0, 0], on: mdp)
    updater.move(along: [1, -1, 0, 0], under: policy, weights: [1, 1])
    updater.move(along: [3, -3, 0, 0], under: policy, weights: [1, 1])
    let mean = (0.9 * 0.1 * 1 + 0.1 * 3) / (1 - 0.81)
    let square = (0.999 * 0.001 * 1 + 0.001 * 9) / (1 - 0.999 * 0.999)
    let expected = 0.1 + 0.1 * mean / square.squareRoot()
    expectEqual(updater.parameters, [expected, -expected, 0, 0], within: 1e-8)
  }

  /// Nothing is learned from a gradient of zeros, nor from one of rounding.
  @Test(arguments: UpdateRule.Kind.allCases)
  func zerosMoveNothing(kind: UpdateRule.Kind) throws {
    let mdp = try gate()
    var updater = try updater(kind, rate: 0.5, on: mdp, from: [1, 0, -1, 2])
    let policy = softmax([1, 0, -1, 2], on: mdp)
    updater.move(along: [0, 0, 0, 0], under: policy, weights: [1, 1])
    #expect(updater.parameters == [1, 0, -1, 2])
    updater.move(along: [1e-17, -1e-17, 0, 0], under: policy, weights: [1, 1])
    expectEqual(updater.parameters, [1, 0, -1, 2], within: 1e-8)
  }

  @Test func logitsThatOverflowAreNoStart() throws {
    let mdp = try gate()
    #expect(
      Updater(UpdateRule(.sgd), of: PolicyClass(.table, on: mdp), on: mdp, from: [1e308, -1e308, 0, 0]) == nil
    )
    var updater = try updater(.sgd, rate: 1e308, on: mdp, from: [0, 0, 0, 0])
    #expect(updater.policy != nil)
    updater.move(along: [1, -1, 0, 0], under: .uniform(on: mdp), weights: [1, 1])
    #expect(updater.policy == nil)
  }

  /// A step of a stated divergence has it; in a table it goes along g / (weight pi), up to a constant for each state.
  @Test(arguments: [1e-4, 0.01, 0.5], PolicyClass.Kind.allCases)
  func naturalStepsHaveTheirDivergence(divergence: Double, kind: PolicyClass.Kind) throws {
    let mdp = try compiled("dec-tiger", "horizon=2", memory: .history)
    let policies = PolicyClass(kind, on: mdp)
    let start = policies.parameters(nearest: logits(on: mdp, seed: 7), on: mdp)
    let policy = softmax(policies.logits(start), on: mdp)
    let (gradient, occupancy) = try PolicyEvaluator(mdp).values(of: policy).gradient()
    var updater = try updater(.fixedKL, rate: divergence, on: mdp, from: start, kind)
    updater.move(along: gradient, under: policy, weights: occupancy)
    let next = try #require(updater.policy)
    let reached = PolicyDivergence.mean(of: policy, from: next, weights: occupancy, on: mdp.information)
    #expect(abs(reached / divergence - 1) < 1e-6)
    let evaluator = try PolicyEvaluator(mdp)
    if divergence < 0.1 { #expect(evaluator.value(of: next) > evaluator.value(of: policy)) }
    guard kind == .table else { return }
    var ratios: [Double] = []
    let closed = gradient.indices.map { choice in
      let weight = occupancy[Int(mdp.information.choiceInformation[choice])] * policy.probability[choice]
      return weight > 0 ? gradient[choice] / weight : 0
    }
    let largest = closed.reduce(0) { max($0, abs($1)) }
    for state in mdp.information.agent.indices where occupancy[state] > 0 {
      let choices = mdp.information.choices(of: state)
      let centre = { (numbers: [Double]) in numbers.reduce(0, +) / Double(numbers.count) }
      let wanted = centre(choices.map { closed[$0] })
      let found = centre(choices.map { updater.parameters[$0] - start[$0] })
      for choice in choices where abs(closed[choice] - wanted) > 1e-3 * largest {
        ratios.append((updater.parameters[choice] - start[choice] - found) / (closed[choice] - wanted))
      }
    }
    let (low, high) = (ratios.min() ?? 0, ratios.max() ?? 0)
    #expect(ratios.count > 10 && low > 0 && high / low < 1 + 1e-6)
  }

  /// KL((1/2, 1/2) || (1/4, 3/4)) = ln(2 / sqrt 3) and KL of equals is 0: weighed 3 to 1. The entropies are ln 2 and
  /// 2 ln 2 - 3/4 ln 3.
  @Test func divergenceAndEntropyByHand() throws {
    let mdp = try gate()
    let first = softmax([0, 0, 0, log(3)], on: mdp)
    let second = softmax([0, log(3), 0, log(3)], on: mdp)
    let mean = { (weights: [Double]) in
      PolicyDivergence.mean(of: first, from: second, weights: weights, on: mdp.information)
    }
    expectEqual(
      [mean([3, 1]), mean([1, 0]), mean([0, 1]), mean([0, 0])],
      [
        0.75 * 0.1438410362258904, 0.1438410362258904, 0, 0,
      ])
    expectEqual(
      [[1, 1], [0, 2], [0, 0]].map {
        PolicyDivergence.meanEntropy(of: first, weights: $0, on: mdp.information)
      }, [(0.6931471805599453 + 0.5623351446188083) / 2, 0.5623351446188083, 0])
  }
}
