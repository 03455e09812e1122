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

/// What one batch adds to them.
package struct SampledTruthBatch: Codable, Sendable {
  let decisions, continuations, turns: Int
  /// By agent: decisions, and sums of the products of the two halves.
  let counts: [Int]
  let products: [Double]
  /// Sums over all decisions of the halves and of the squares of their mean.
  let first, second, square: Double

  /// What is kept of a batch's sampled credits.
  init(_ sampled: SampledCredits, on rollouts: Rollouts) {
    decisions = sampled.decisions.count
    continuations = sampled.continuations
    turns = sampled.turns
    let halves = sampled.halves[.counterfactual] ?? SampledCredits.Halves()
    var counts = [Int](repeating: 0, count: rollouts.mdp.agents.count)
    var products = [Double](repeating: 0, count: counts.count)
    var (firstSum, secondSum, square) = (0.0, 0.0, 0.0)
    let information = rollouts.mdp.information
    for (decision, (first, second)) in zip(sampled.decisions, zip(halves.first, halves.second)) {
      let agent = Int(information.agent[Int(information.choiceInformation[Int(rollouts.choice[decision])])])
      counts[agent] += 1
      products[agent] += first * second
      firstSum += first
      secondSum += second
      square += (first + second) * (first + second) / 4
    }
    self.counts = counts
    self.products = products
    (first, second) = (firstSum, secondSum)
    self.square = square
  }
}

extension SampledTruthFigures {
  /// What all batches say together.
  init(_ batches: [SampledTruthBatch], _ sampling: SampledTruthPlan, _ study: StudyPlan) {
    plan = sampling
    decisions = batches.reduce(0) { $0 + $1.decisions }
    continuations = batches.reduce(0) { $0 + $1.continuations }
    turns = batches.reduce(0) { $0 + $1.turns }
    reliability = Self.estimate(batches, study) { Self.reliability(of: $0) }
    let agents = study.simulator.agents
    let count = { (agent: Int) in batches.reduce(0) { $0 + $1.counts[agent] } }
    let all = agents.indices.reduce(0) { $0 + count($1) }
    sizes = ([nil] + agents.indices.map { $0 }).map { agent in
      let members = agent.map { [$0] } ?? Array(agents.indices)
      let own = members.reduce(0) { $0 + count($1) }
      let product = batches.reduce(0) { sum, batch in members.reduce(sum) { $0 + batch.products[$1] } }
      return AgentSize(
        agent: agent.map { agents[$0] }, decisionShare: Double(own) / Double(max(1, all)),
        creditShare: Self.estimate(batches, study) { batches in
          let total = batches.reduce(0) { $0 + $1.products.reduce(0, +) }
          guard total > 0 else { return .undefined(.belowNoise) }
          return .value(
            batches.reduce(0) { sum, batch in members.reduce(sum) { $0 + batch.products[$1] } } / total)
        },
        rootMeanSquare: own == 0
          ? .undefined(.noUnits)
          : product > 0 ? .value((product / Double(own)).squareRoot()) : .undefined(.belowNoise))
    }
  }

  /// A ratio over batches with its jackknife.
  private static func estimate(
    _ batches: [SampledTruthBatch], _ study: StudyPlan, _ measure: ([SampledTruthBatch]) -> Measured<Double>
  ) -> Estimate {
    Estimate(
      measure(batches),
      without: batches.indices.map { left in
        measure(batches.indices.filter { $0 != left }.map { batches[$0] }).optional
      }, batches: batches.count, study, within: 0...1)
  }

  /// The covariance of the halves over the variance of their mean.
  private static func reliability(of batches: [SampledTruthBatch]) -> Measured<Double> {
    let count = Double(batches.reduce(0) { $0 + $1.decisions })
    let sum = { (value: (SampledTruthBatch) -> Double) in batches.reduce(0) { $0 + value($1) } }
    let (first, second) = (sum(\.first), sum(\.second))
    let common = count * sum { $0.products.reduce(0, +) } - first * second
    let mean = (first + second) / 2
    let variance = count * sum(\.square) - mean * mean
    return variance > 0 ? .value(common / variance) : .undefined(.noVariance)
  }
}
