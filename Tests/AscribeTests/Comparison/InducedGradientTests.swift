import Ground
@testable import Ascribe
import CreditMethods
import CreditStatistics
import Testing
import TestSupport
import Trajectories
import Simulation

/// The policy gradient that credits induce.
@Suite struct InducedGradientTests {
  private static let scenarios = ["coupling", "or", "two-step", "dec-tiger"]

  private func rollouts(_ mdp: TurnMDP, episodes: Int, seed: UInt64 = 1) throws -> Rollouts {
    try Rollouts.simulate(
      Rollouts.Plan(groups: episodes, groupSize: 1, seed: seed), on: mdp, policy: .behaviour(of: mdp))
  }

  /// Every episode of a scenario once, with its probability: among many simulated ones those that differ in nodes and
  /// choices. The test fails unless their probabilities sum to 1.
  ///
  /// An episode of one is its own batch, so its gradient weighs 1.
  private func enumerated(_ mdp: TurnMDP, episodes: Int) throws -> [(probability: Double, rollouts: Rollouts)]
  {
    var seen: Set<[Int32]> = []
    var result: [(Double, Rollouts)] = []
    var total = 0.0
    let policy = TabularPolicy.behaviour(of: mdp)
    for seed in 0..<UInt64(episodes) {
      let one = try rollouts(mdp, episodes: 1, seed: seed)
      guard seen.insert(one.node + [-1] + one.choice).inserted else { continue }
      var probability = mdp.start.reduce(0) { $1.node == one.node[0] ? $0 + $1.probability : $0 }
      for choice in one.choice { probability *= policy.probability[Int(choice)] }
      for turn in one.node.indices.dropLast() {
        let row = mdp.nodes.rows(of: Int(one.node[turn])).lowerBound + one.row(ofTurn: turn)
        probability *= mdp.nodes.outcomes(of: row).reduce(0) {
          mdp.nodes.outcomeNode[$1] == one.node[turn + 1] ? $0 + mdp.nodes.outcomeProbability[$1] : $0
        }
      }
      total += probability
      result.append((probability, one))
    }
    try #require(abs(total - 1) < 1e-9, "the episodes seen have the probability \(total)")
    return result
  }

  /// Summed over every possible episode with its probability, exact counterfactual credits give the exact gradient.
  @Test(arguments: [("coupling", ""), ("or", ""), ("two-step", ""), ("single", "turns=3 fork=1")])
  func exactCreditsAreUnbiased(name: String, settings: String) throws {
    let mdp = try compiled(name, settings)
    let solution = try ExactSolution(of: mdp, under: .behaviour(of: mdp))
    let table = ExactCreditTable(solution)
    let exact = solution.policyGradient()
    var expected = [Double](repeating: 0, count: exact.count)
    for (probability, episode) in try enumerated(mdp, episodes: 800) {
      let gradient = InducedGradient.gradient(of: episode, credits: table.credits(of: episode))
      for choice in expected.indices { expected[choice] += probability * gradient[choice] }
    }
    #expect(exact.contains { abs($0) > 0.01 })
    #expect(zip(expected, exact).allSatisfy { abs($0 - $1) < 1e-10 })
  }

  /// The same by samples: the t ratio of every entry over batches. With at most 40 entries a scenario and |t| below 7,
  /// which has the probability 3e-10 at 99 degrees of freedom, false alarms are below 1e-6. Discounts are part of the weights.
  @Test(arguments: scenarios)
  func sampledExactCreditsAreUnbiased(name: String) throws {
    let mdp = try compiled(name, name == "dec-tiger" ? "discount=0.7" : "")
    let solution = try ExactSolution(of: mdp, under: .behaviour(of: mdp))
    let table = ExactCreditTable(solution)
    let exact = solution.policyGradient()
    try #require(exact.count <= 40)
    var moments = [RunningMoments](repeating: RunningMoments(), count: exact.count)
    for seed in 0..<100 {
      let batch = try rollouts(mdp, episodes: 60, seed: UInt64(seed))
      let gradient = InducedGradient.gradient(of: batch, credits: table.credits(of: batch))
      for choice in exact.indices { moments[choice].add(gradient[choice]) }
    }
    for choice in exact.indices {
      let error = try #require(moments[choice].standardErrorOfMean.optional)
      let mean = try #require(moments[choice].mean.optional)
      #expect(abs(mean - exact[choice]) <= 7 * error + 1e-12)
    }
  }

  /// A credit that ignores what the agent did has no gradient on average, but one on the batch; doubled credits double it.
  @Test func gradientsAreLinearInCredits() throws {
    let mdp = try compiled("coupling")
    let batch = try rollouts(mdp, episodes: 50)
    let first = (0..<batch.batch.decisionCount).map { Double($0 % 7) - 3 }
    let second = (0..<batch.batch.decisionCount).map { Double($0 % 5) }
    let sum = InducedGradient.gradient(of: batch, credits: zip(first, second).map { 2 * $0 + $1 })
    let parts = zip(
      InducedGradient.gradient(of: batch, credits: first),
      InducedGradient.gradient(of: batch, credits: second)
    ).map { 2 * $0 + $1 }
    #expect(zip(sum, parts).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(InducedGradient.gradient(of: batch, credits: first.map { _ in 0 }).allSatisfy { $0 == 0 })
  }

  /// One decision by hand: `or` lets two agents act at once; one episode, credits 2 and 0, each action with probability 1/2.
  @Test func oneDecisionByHand() throws {
    let mdp = try compiled("or")
    let batch = try Rollouts.simulate(
      Rollouts.Plan(groups: 1, groupSize: 1, seed: 4), on: mdp, policy: .uniform(on: mdp))
    try #require(batch.choice.count == 2)
    let gradient = InducedGradient.gradient(of: batch, credits: [2, 0])
    var expected = [Double](repeating: 0, count: gradient.count)
    let information = mdp.information.choiceInformation[Int(batch.choice[0])]
    for choice in mdp.information.choices(of: Int(information)) { expected[choice] = -1 }
    expected[Int(batch.choice[0])] = 1
    #expect(near(gradient, expected))
  }
}
