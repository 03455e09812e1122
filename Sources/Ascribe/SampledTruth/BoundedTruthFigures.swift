import CreditMethods
public import Ground
import Simulation
public import Trajectories

/// What is known of a truth that has bounds.
public struct BoundedTruthFigures: Sendable, Hashable, Codable {
  /// How it was bounded.
  public let plan: BoundedTruthPlan
  /// Decisions whose credit has bounds, those of them whose credit is exact, and cells (state and turn) that the bounds rest
  /// on, in all batches.
  public let decisions, exact, cells: Int
  /// Mean distance of the bounds of a counterfactual credit, in units of return.
  public let meanWidth: Measured<Double>
  /// The counterfactual credit in root mean square, by agent and over all.
  public let sizes: [AgentSize]

  /// How large the credit of an agent's decisions is.
  public struct AgentSize: Sendable, Hashable, Codable {
    /// The agent; `nil` for all.
    public let agent: AgentID?
    /// Share of the bounded decisions that are the agent's.
    public let decisionShare: Double
    /// Share of the squared credit that lies on them, at least and at most.
    public let creditShare: Measured<Bounds>
    /// Root mean square of the credit of one decision, at least and at most, in units of return.
    public let rootMeanSquare: Measured<Bounds>
  }
}

/// What one batch adds to them: sums, which add up over batches.
package struct BoundedTruthBatch: Codable, Sendable {
  private var cells = 0
  private var width = 0.0
  private var exact = 0
  /// By agent: decisions, and the sums of the least and of the most that the square of a credit can be.
  private var counts: [Int]
  private var least: [Double]
  private var most: [Double]

  /// What is kept of the bounds of a batch's credits.
  init(_ bounded: SampledCredits, on rollouts: Rollouts) {
    self.init(agents: rollouts.mdp.agents.count)
    cells = bounded.cells
    let information = rollouts.mdp.information
    let known = bounded.halves[.counterfactual] ?? SampledCredits.Halves()
    for (decision, (middle, reach)) in zip(bounded.decisions, zip(known.first, known.reach)) {
      let agent = Int(information.agent[Int(information.choiceInformation[Int(rollouts.choice[decision])])])
      counts[agent] += 1
      width += 2 * reach
      if reach <= 1e-12 * abs(middle) { exact += 1 }
      let (near, far) = (max(0, abs(middle) - reach), abs(middle) + reach)
      least[agent] += near * near
      most[agent] += far * far
    }
  }

  private init(agents: Int) {
    counts = [Int](repeating: 0, count: agents)
    least = [Double](repeating: 0, count: agents)
    most = least
  }

  fileprivate static func sum(_ batches: [BoundedTruthBatch], agents: Int) -> BoundedTruthBatch {
    batches.reduce(into: BoundedTruthBatch(agents: agents)) { sum, batch in
      sum.cells += batch.cells
      sum.width += batch.width
      sum.exact += batch.exact
      for agent in 0..<agents {
        sum.counts[agent] += batch.counts[agent]
        sum.least[agent] += batch.least[agent]
        sum.most[agent] += batch.most[agent]
      }
    }
  }

  fileprivate func figures(_ plan: BoundedTruthPlan, of agents: [AgentID]) -> BoundedTruthFigures {
    let decisions = counts.reduce(0, +)
    return BoundedTruthFigures(
      plan: plan, decisions: decisions, exact: exact, cells: cells,
      meanWidth: decisions > 0 ? .value(width / Double(decisions)) : .undefined(.noUnits),
      sizes: [size(of: Array(agents.indices), as: nil)]
        + agents.indices.map { size(of: [$0], as: agents[$0]) })
  }

  private func size(of members: [Int], as agent: AgentID?) -> BoundedTruthFigures.AgentSize {
    let sum = { (parts: [Double]) in members.reduce(0) { $0 + parts[$1] } }
    let count = Double(members.reduce(0) { $0 + counts[$1] })
    let (low, high) = (sum(least), sum(most))
    let (others, mostOfOthers) = (least.reduce(0, +) - low, most.reduce(0, +) - high)
    return BoundedTruthFigures.AgentSize(
      agent: agent, decisionShare: count / Double(max(1, counts.reduce(0, +))),
      creditShare: high + others > 0
        ? .value(
          Bounds((low + mostOfOthers > 0 ? low / (low + mostOfOthers) : 0)...high / (high + others)))
        : .undefined(.allZero),
      rootMeanSquare: count > 0
        ? .value(Bounds((low / count).squareRoot()...(high / count).squareRoot()))
        : .undefined(.noUnits))
  }
}

extension BoundedTruthFigures {
  /// What all batches say together.
  init(_ batches: [BoundedTruthBatch], _ bounding: BoundedTruthPlan, _ study: StudyPlan) {
    let agents = study.simulator.agents
    self = BoundedTruthBatch.sum(batches, agents: agents.count).figures(bounding, of: agents)
  }
}
