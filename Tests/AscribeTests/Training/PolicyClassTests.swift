import CreditNumerics
import Simulation
import TestSupport
import Testing

@testable import Ascribe

/// What parameters become logits, and gradients by logits gradients by parameters.
@Suite struct PolicyClassTests {
  private func parameters(_ policies: PolicyClass, seed: UInt64) -> [Double] {
    var random = SplitMix64(seed: seed)
    return random.numbers(policies.parameterCount, in: -1..<1)
  }

  /// Three labels and three actions for each of two agents: 18 logits, of which agents share 9. A weight of a word is one for
  /// each of none, hear-left, hear-right and the constant: 4 · 3 · 2.
  @Test func parametersAreCounted() throws {
    let mdp = try compiled("dec-tiger")
    #expect(PolicyClass(.table, on: mdp).parameterCount == 18)
    #expect(PolicyClass(.shared, on: mdp).parameterCount == 9)
    #expect(PolicyClass(.linear, on: mdp).parameterCount == 24)
  }

  @Test func sharedAgentsThatKnowTheSameDoTheSame() throws {
    let mdp = try compiled("dec-tiger", "horizon=2", memory: .history)
    let policies = PolicyClass(.shared, on: mdp)
    let policy = softmax(policies.logits(parameters(policies, seed: 1)), on: mdp)
    var known: [String: [Double]] = [:]
    var repeats = 0
    for state in mdp.information.agent.indices {
      let own = Array(policy.probability[mdp.information.choices(of: state)])
      let label = mdp.symbols.keys[mdp.information.key[state]]
      if let other = known[label] {
        repeats += 1
        #expect(other == own)
      } else {
        #expect(!known.values.contains(own))
        known[label] = own
      }
    }
    #expect(repeats == known.count && 2 * policies.parameterCount == policy.probability.count)
  }

  /// What is learned of a word holds wherever it stands, as often as it stands there.
  @Test func wordsAreWorthTheSameEverywhere() throws {
    let mdp = try compiled("two-step", memory: .history)
    let policies = PolicyClass(.linear, on: mdp)
    var parameters = [Double](repeating: 0, count: policies.parameterCount)
    var touched: [[Int]] = []
    for parameter in parameters.indices {
      parameters[parameter] = 1
      let logits = policies.logits(parameters)
      touched.append(logits.indices.filter { logits[$0] != 0 })
      parameters[parameter] = 0
      let actions = Set(touched[parameter].map { mdp.information.choiceAction[$0] })
      let agents = Set(
        touched[parameter].map { mdp.information.agent[Int(mdp.information.choiceInformation[$0])] })
      #expect(actions.count == 1 && agents.count == 1)
    }
    // The constant stands in every label, "2B" in some.
    #expect((touched.map(\.count).max() ?? 0) > (touched.map(\.count).min() ?? 9))
  }

  /// The derivative along a direction of any function of the logits is the gradient by parameters times the direction.
  @Test(arguments: PolicyClass.Kind.allCases)
  func gradientsFollowTheChainRule(kind: PolicyClass.Kind) throws {
    let mdp = try compiled("dec-tiger", "horizon=2", memory: .history)
    let policies = PolicyClass(kind, on: mdp)
    let evaluator = try PolicyEvaluator(mdp)
    let start = parameters(policies, seed: 4)
    let (slope, _) = evaluator.values(of: softmax(policies.logits(start), on: mdp)).gradient()
    let gradient = policies.gradient(ofLogits: slope)
    #expect(gradient.count == policies.parameterCount)
    for seed in 10..<14 {
      let direction = parameters(policies, seed: UInt64(seed))
      let values = [1e-5, -1e-5].map { step in
        evaluator.value(
          of: softmax(policies.logits(zip(start, direction).map { $0 + step * $1 }), on: mdp))
      }
      let expected = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs((values[0] - values[1]) / 2e-5 - expected) < 1e-6 * max(1, abs(expected)))
    }
  }

  /// The diagonal of M' D M, a unit vector at a time.
  @Test(arguments: PolicyClass.Kind.allCases)
  func diagonalsAreThoseOfTheMatrix(kind: PolicyClass.Kind) throws {
    let mdp = try compiled("two-step", memory: .history)
    let policies = PolicyClass(kind, on: mdp)
    var random = SplitMix64(seed: 6)
    let weights = random.numbers(mdp.information.choiceAction.count, in: 0..<1)
    let expected = (0..<policies.parameterCount).map { parameter in
      var unit = [Double](repeating: 0, count: policies.parameterCount)
      unit[parameter] = 1
      return zip(policies.logits(unit), weights).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
    }
    expectEqual(policies.diagonal(weights), expected)
  }

  @Test func parametersOfATableAreItsLogits() throws {
    let mdp = try compiled("dec-tiger")
    let own = logits(on: mdp, seed: 3)
    #expect(PolicyClass(.table, on: mdp).parameters(nearest: own, on: mdp) == own)
  }

  /// Whatever a class can express it finds again, as a policy; and it stands between agents that differ.
  @Test(arguments: PolicyClass.Kind.allCases, ["dec-tiger", "relay", "memory"])
  func whatCanBeExpressedIsFound(kind: PolicyClass.Kind, name: String) throws {
    let mdp = try compiled(name)
    let policies = PolicyClass(kind, on: mdp)
    let wanted = softmax(policies.logits(parameters(policies, seed: 8)), on: mdp)
    let found = policies.parameters(nearest: wanted.logProbability, on: mdp)
    expectEqual(softmax(policies.logits(found), on: mdp).probability, wanted.probability, within: 1e-9)
  }

  @Test func agentsThatDifferMeetInTheMiddle() throws {
    let mdp = try compiled("and", "agents=2")
    let policies = PolicyClass(.shared, on: mdp)
    try #require(policies.parameterCount == 2 && mdp.information.choiceAction.count == 4)
    // Logits (0, 2) and (1, 1) of two agents are (-1, 1) and (0, 0) about their means.
    expectEqual(policies.parameters(nearest: [0, 2, 1, 1], on: mdp), [-0.5, 0.5], within: 1e-9)
  }
}
