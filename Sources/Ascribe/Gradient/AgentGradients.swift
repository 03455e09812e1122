import CreditNumerics
import Ground
public import Trajectories

/// How near the induced policy gradients come to the exact one over the logits of one agent, or of all.
public struct AgentGradient: Sendable, Hashable, Codable {
  /// The agent; `nil`: all agents together.
  public let agent: AgentID?
  /// How near.
  public let fidelity: GradientFidelity
  /// P-value of the expected gradient's cosine with the exact one being at least 0.99, not corrected for other tests; `nil` in
  /// results of versions that did not test it.
  public var misled: Measured<Double>?
  /// P-value of that cosine being at least 0, small where the updates lead away on average; `nil` as before.
  public var reversed: Measured<Double>?
}

/// The gradients of the batches of one method, summed up over all logits and over those of each agent.
struct AgentGradientSums {
  private let reference: GradientReference
  private var all: GradientSums
  private var agents: [GradientSums]

  /// - Parameter scale: Largest size of an action value.
  init(_ reference: GradientReference, scale: Double) {
    self.reference = reference
    all = GradientSums(exact: reference.exact, scale: scale)
    let exactOf = { (agent: Int) in
      zip(reference.exact, reference.agent).map { $1 == agent ? $0 : 0 }
    }
    agents = reference.mdp.agents.indices.map { GradientSums(exact: exactOf($0), scale: scale) }
  }

  /// Adds the gradient of a batch.
  mutating func add(_ gradient: SparseVector) {
    all.add(gradient)
    for agent in agents.indices {
      agents[agent].add(gradient.entries(where: { reference.agent[Int($0)] == agent }))
    }
  }

  /// Over all agents first, then over each.
  func gradients(_ plan: StudyPlan) -> [AgentGradient] {
    let gradient = { (agent: AgentID?, sums: GradientSums) in
      let found = sums.summary(plan)
      return AgentGradient(
        agent: agent, fidelity: found.fidelity, misled: found.misled, reversed: found.reversed)
    }
    return [gradient(nil, all)] + zip(reference.mdp.agents, agents).map { gradient($0, $1) }
  }
}
