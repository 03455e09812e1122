import CreditStatistics
public import Ground
import Simulation
public import Trajectories

/// What is known of a truth that was sampled.
public struct SampledTruthFigures: Sendable, Hashable, Codable {
  /// How it was sampled.
  public let plan: SampledTruthPlan
  /// Decisions whose credit was sampled, continuations that were played from them, and their turns, in all batches.
  public let decisions, continuations, turns: Int
  /// The share of the variance of the sampled counterfactual credits that is no noise, over all batches.
  public let reliability: Estimate
  /// Root mean square of the counterfactual credit, freed of its noise, by agent and over all.
  public let sizes: [AgentSize]

  /// How large the credit of an agent's decisions is.
  public struct AgentSize: Sendable, Hashable, Codable {
    /// The agent; `nil` for all.
    public let agent: AgentID?
    /// Share of the sampled decisions that are the agent's.
    public let decisionShare: Double
    /// Share of the squared credit that lies on them.
    public let creditShare: Estimate
    /// Root mean square of the credit of one decision, in units of return.
    public let rootMeanSquare: Measured<Double>
  }
}

/// What one batch adds to them: sums, which add up over batches.
package struct SampledTruthBatch: Codable, Sendable, AdditiveArithmetic {
  private(set) var decisions = 0
  private(set) var continuations = 0
  private(set) var turns = 0
  /// By agent: decisions, and sums of the products of the two halves; empty where there are none.
  private(set) var counts: [Int] = []
  private(set) var products: [Double] = []
  /// Sums over all decisions of the halves and of the squares of their mean.
  private var first = 0.0
  private var second = 0.0
  private var square = 0.0

  private init() {}

  /// What is kept of a batch's sampled credits.
  init(_ sampled: SampledCredits, on rollouts: Rollouts) {
    decisions = sampled.decisions.count
    continuations = sampled.continuations
    turns = sampled.turns
    let halves = sampled.halves[.counterfactual] ?? SampledCredits.Halves()
    counts = [Int](repeating: 0, count: rollouts.mdp.agents.count)
    products = [Double](repeating: 0, count: counts.count)
    let information = rollouts.mdp.information
    for (decision, (first, second)) in zip(sampled.decisions, zip(halves.first, halves.second)) {
      let agent = Int(information.agent[Int(information.choiceInformation[Int(rollouts.choice[decision])])])
      counts[agent] += 1
      products[agent] += first * second
      self.first += first
      self.second += second
      square += (first + second) * (first + second) / 4
    }
  }

  package static var zero: Self { Self() }
  package static func + (one: Self, other: Self) -> Self { one.adding(other, times: 1) }
  package static func - (one: Self, other: Self) -> Self { one.adding(other, times: -1) }

  private func adding(_ other: Self, times sign: Int) -> Self {
    var sum = self
    sum.decisions += sign * other.decisions
    sum.continuations += sign * other.continuations
    sum.turns += sign * other.turns
    sum.counts = Self.sum(counts, other.counts) { $0 + sign * $1 }
    sum.products = Self.sum(products, other.products) { $0 + Double(sign) * $1 }
    sum.first += Double(sign) * other.first
    sum.second += Double(sign) * other.second
    sum.square += Double(sign) * other.square
    return sum
  }

  /// Entry by entry; an empty column is one of zeros.
  private static func sum<Number: Numeric>(
    _ one: [Number], _ other: [Number], _ add: (Number, Number) -> Number
  ) -> [Number] {
    guard !other.isEmpty else { return one }
    return zip(one.isEmpty ? other.map { _ in 0 } : one, other).map(add)
  }

  /// The covariance of the halves over the variance of their mean.
  var reliability: Measured<Double> {
    let common = Double(decisions) * products.reduce(0, +) - first * second
    let mean = (first + second) / 2
    let variance = Double(decisions) * square - mean * mean
    return variance > 0 ? .value(common / variance) : .undefined(.noVariance)
  }

  /// The share of some agents in the products of the halves.
  func share(of agents: [Int]) -> Measured<Double> {
    let total = products.reduce(0, +)
    guard total > 0 else { return .undefined(.belowNoise) }
    return .value(agents.reduce(0) { $0 + products[$1] } / total)
  }
}

extension SampledTruthFigures {
  /// What all batches say together.
  init(_ batches: [SampledTruthBatch], _ sampling: SampledTruthPlan, _ study: StudyPlan) {
    let total = batches.reduce(.zero, +)
    let agents = study.simulator.agents
    plan = sampling
    (decisions, continuations, turns) = (total.decisions, total.continuations, total.turns)
    reliability = Estimate(LeftOut(batches) { $0.reliability }, study, within: 0...1)
    sizes = ([nil] + agents.indices.map { $0 }).map { agent in
      let members = agent.map { [$0] } ?? Array(agents.indices)
      let own = members.reduce(0) { $0 + total.counts[$1] }
      let product = members.reduce(0) { $0 + total.products[$1] }
      return AgentSize(
        agent: agent.map { agents[$0] },
        decisionShare: Double(own) / Double(max(1, total.decisions)),
        creditShare: Estimate(LeftOut(batches) { $0.share(of: members) }, study, within: 0...1),
        rootMeanSquare: own == 0
          ? .undefined(.noUnits)
          : product > 0 ? .value((product / Double(own)).squareRoot()) : .undefined(.belowNoise))
    }
  }
}
