import Testing
import Simulation
import TestSupport

@testable import DecPOMDP

/// Values of policies with perfect recall, against the scenario's tables and against policies without memory.
@Suite struct HistoryValueTests {
  /// Probabilities that depend on every word of the history, the same in every process; some actions are never taken.
  private static func probabilities(_ agent: Int, _ history: String, of count: Int) -> [Double] {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in "\(agent):\(history)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    var generator = SplitMix64(seed: UInt64(Int(truncatingIfNeeded: hash >> 1)))
    var weights = (0..<count).map { _ in Double(Int.random(in: 0...3, using: &generator)) }
    if weights.allSatisfy({ $0 == 0 }) { weights[0] = 1 }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  @Test(arguments: RandomModels.Rewards.allCases)
  func valuesAreThoseOfTheTables(rewards: RandomModels.Rewards) throws {
    for seed in 0..<10 {
      let model = try RandomModels.model(seed: seed, rewards: rewards)
      for horizon in 1...2 {
        let scenario = DecPOMDPScenario(model, horizon: horizon)
        let mdp = try TurnMDP(compiling: scenario, memory: .history)
        let policy = try TabularPolicy(.probabilities, on: mdp) { agent, history, action in
          let agent = scenario.agents.firstIndex(of: agent) ?? 0
          let own = model.actions[agent]
          return Self.probabilities(agent, history, of: own.count)[own.firstIndex(of: action) ?? 0]
        }
        let value = model.value(horizon: horizon, first: model.agents.map { _ in scenario.nothing }) {
          Self.probabilities($0, $1, of: model.actions[$0].count)
        }
        let expected = try ExactSolution(of: mdp, under: policy).value
        #expect(abs(try #require(value) - expected) <= 1e-12, "seed \(seed), \(horizon) turns")
      }
    }
  }

  /// A policy that looks at the last observation alone is one without memory.
  @Test func policiesWithoutMemoryAreSpecialCases() throws {
    for seed in 0..<10 {
      let model = try RandomModels.model(seed: seed, rewards: .outcomes)
      let policy = RandomModels.policy(on: model, seed: seed)
      let value = model.value(horizon: 3, first: model.agents.map { _ in "-" }) { agent, history in
        let last = history.split(separator: " ").last.map(String.init) ?? ""
        let seen = model.observations[agent].firstIndex(of: last)
        return policy.probabilities[agent][seen.map { $0 + 1 } ?? 0]
      }
      #expect(try abs(#require(value) - model.value(of: policy, horizon: 3)) <= 1e-12, "seed \(seed)")
    }
  }

  /// Each history is asked for once; listening in Dec-Tiger for three turns has 1 + 2 + 4 of an agent.
  @Test func onlyWhatIsReachedIsAskedFor() throws {
    let model = try Text.file("dectiger")
    var asked: [String] = []
    let value = model.value(horizon: 3, first: ["none", "none"]) { agent, history in
      if agent == 0 { asked.append(history) }
      return [1, 0, 0]
    }
    #expect(abs(try #require(value) + 6) <= 1e-12)
    #expect(
      asked == [
        "none", "none > listen > hear-left", "none > listen > hear-right",
        "none > listen > hear-left > listen > hear-left", "none > listen > hear-left > listen > hear-right",
        "none > listen > hear-right > listen > hear-left", "none > listen > hear-right > listen > hear-right",
      ])
  }

  /// Three turns of listening have 1, 4 and 16 joint histories.
  @Test(arguments: [(15, nil), (16, -6.0)] as [(Int, Double?)])
  func tooManyHistoriesHaveNoValue(limit: Int, expected: Double?) throws {
    let model = try Text.file("dectiger")
    let value = model.value(horizon: 3, first: ["none", "none"], limit: limit) { _, _ in [1, 0, 0] }
    #expect((value == nil) == (expected == nil))
    if let value, let expected { #expect(abs(value - expected) <= 1e-12) }
  }
}
