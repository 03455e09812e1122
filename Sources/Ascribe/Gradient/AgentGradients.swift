import CreditNumerics
import Ground
public import Trajectories

/// How near the induced policy gradients come to the exact one over the logits of one agent, or of all.
public struct AgentGradient: Sendable, Hashable, Codable {
  /// The agent; `nil`: all agents together.
  public let agent: AgentID?
  /// How near.
  public let fidelity: GradientFidelity
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
    [AgentGradient(agent: nil, fidelity: all.fidelity(plan))]
      + zip(reference.mdp.agents, agents).map { agent, sums in
        AgentGradient(agent: agent, fidelity: sums.fidelity(plan))
      }
  }
}
