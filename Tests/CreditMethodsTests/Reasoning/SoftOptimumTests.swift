import Ascribe
import CreditMethods
import Foundation
import Testing
import TestSupport
import Trajectories

/// What log-ratios say where the policy is the optimum of the reward less the divergence from the reference, which is computed
/// backward on random trees here.
@Suite struct SoftOptimumTests {
  /// A node of a tree: actions with their reference probability, each leading to children with probabilities; a leaf is worth its
  /// reward.
  private indirect enum Node {
    case leaf(Double)
    case choice([(reference: Double, children: [(probability: Double, node: Node)])])

    func value(_ beta: Double) -> Double {
      switch self {
      case .leaf(let reward): reward
      case .choice(let actions):
        beta * log(actions.map { $0.reference * exp(Self.worth($0.children, beta) / beta) }.reduce(0, +))
      }
    }

    static func worth(_ children: [(probability: Double, node: Node)], _ beta: Double) -> Double {
      children.map { $0.probability * $0.node.value(beta) }.reduce(0, +)
    }
  }

  private static func random(_ depth: Int, isLucky: Bool, using draw: inout SplitMix64) -> Node {
    guard depth > 0 else { return .leaf(Double(Int.random(in: 0...4, using: &draw)) / 4) }
    let weights = (0..<3).map { _ in Double.random(in: 0.2...1, using: &draw) }
    return .choice(
      weights.map { weight in
        let share = isLucky ? Double.random(in: 0.2...0.8, using: &draw) : 1
        return (
          weight / weights.reduce(0, +),
          (isLucky ? [share, 1 - share] : [1]).map {
            ($0, random(depth - 1, isLucky: isLucky, using: &draw))
          }
        )
      })
  }

  /// All ways through a tree: turns with both log-probabilities, the credit Q* - V* of each, and the luck after it.
  private static func paths(
    _ node: Node, _ beta: Double
  ) -> [(turns: [TurnDraft], credits: [Double], luck: Double, reward: Double)] {
    guard case .choice(let actions) = node else {
      guard case .leaf(let reward) = node else { return [] }
      return [([], [], 0, reward)]
    }
    let value = node.value(beta)
    return actions.enumerated().flatMap { index, action in
      let worth = Node.worth(action.children, beta)
      return action.children.enumerated().flatMap { place, child in
        paths(child.node, beta).map { path in
          let turn = TurnDraft(
            state: "s",
            decisions: [
              DecisionDraft(
                action: "\(index)", logProbability: min(0, log(action.reference) + (worth - value) / beta),
                referenceLogProbability: log(action.reference))
            ])
          return (
            [turn] + path.turns, [worth - value] + path.credits,
            path.luck + child.node.value(beta) - worth, path.reward
          )
        }
      }
    }
  }

  @Test(arguments: [false, true]) func logRatiosAreAdvantages(isLucky: Bool) throws {
    for seed in UInt64(0)..<10 {
      var draw = SplitMix64(seed: seed)
      let beta = Double.random(in: 0.1...1, using: &draw)
      let root = Self.random(3, isLucky: isLucky, using: &draw)
      let paths = Self.paths(root, beta)
      let batch = makeBatch(
        paths.enumerated().map { EpisodeDraft(name: "e\($0)", score: $1.reward, turns: $1.turns) })
      let credits = { (call: String) in
        try MethodRequest(call).attribute(batch, in: AttributionContext()).credits
      }
      expectEqual(try credits("qstar(beta=\(beta))"), paths.flatMap(\.credits), within: 1e-12)
      let sums = try credits("dpo_implicit(beta=\(beta),emit=sequence)")
      let outcome = try credits("prl(eta=1e300)")
      let prl = try credits("prl(eta=\(1 / beta))")
      for (index, path) in paths.enumerated() {
        // The episode's reward and what luck added, over the value of the start.
        #expect(abs(sums[3 * index] + path.luck - (path.reward - root.value(beta))) <= 1e-12)
        guard !isLucky else { continue }
        var later = path.reward - root.value(beta)
        for turn in 0..<3 {
          #expect(abs(prl[3 * index + turn] - (outcome[3 * index + turn] - later)) <= 1e-11)
          later -= path.credits[turn]
        }
      }
    }
  }

  /// With that policy the rewards of PRIME add up to R - V*(s_0), so that they say of an episode what its outcome says.
  @Test func implicitRewardsAreTheOutcome() throws {
    var draw = SplitMix64(seed: 4)
    let root = Self.random(3, isLucky: false, using: &draw)
    let paths = Self.paths(root, 0.5)
    let batch = makeBatch(
      paths.enumerated().map { EpisodeDraft(name: "e\($0)", score: $1.reward, turns: $1.turns) })
    let credits = { (call: String) in
      try MethodRequest(call).attribute(batch, in: AttributionContext()).credits
    }
    let both = try credits("prime(beta=0.5,fit=never)")
    let alone = try credits("prime(beta=0.5,fit=never,weightImplicit=0)")
    let size = Double(paths.count)
    let mean = paths.reduce(0) { $0 + $1.reward } / size
    for (index, path) in paths.enumerated() {
      // Episodes are equally long: baselines are the others' sums.
      let relative = (path.reward - mean) * size / (size - 1)
      #expect(abs(alone[3 * index] - relative) <= 1e-12)
      #expect(abs(both[3 * index] - 2 * relative) <= 1e-11)
    }
  }
}
