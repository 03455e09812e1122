import CreditNumerics
import Trajectories
package import Simulation

/// The policy gradient that credits induce for softmax policies: what a trainer feels of a credit method.
///
/// `g = 1/K · sum over the K episodes of a batch, their turns t and the agents i that act of
/// discount^t · credit · (1[a_i] - pi_i(. | m_i))`,
///
/// a number for each logit, that is, for each choice of the tables; 1[a_i] is 1 at the choice that was made, and
/// `1[a_i] - pi_i` is the gradient of log pi_i(a_i | m_i) with respect to the logits of the information state m_i. Credits of
/// turn t are worth `discount^t` of a reward unit at the start, as in `ExactSolution.policyGradient`; trainers that leave
/// the factor out, as implementations of PPO do, follow another direction when the discount is below 1.
///
/// With the exact counterfactual credit its expectation is the exact policy gradient, because what is subtracted from
/// Q(x, a) does not depend on the agent's own action.
///
/// Sources: Williams, Machine Learning 8 (1992), for the estimate; Foerster et al., AAAI 2018 (arXiv 1705.08926), lemma 1,
/// for its expectation under counterfactual credits.
package enum InducedGradient {
  /// The gradient of a batch.
  ///
  /// - Parameters:
  ///   - rollouts: The episodes, with the choices that were made and the policy that made them.
  ///   - credits: One credit a decision, in the batch's order.
  /// - Returns: One number a choice of the tables.
  /// - Complexity: O(decisions + choices).
  package static func gradient(of rollouts: Rollouts, credits: [Double]) -> [Double] {
    let visits = GradientVisits(rollouts)
    var dense = [Double](repeating: 0, count: rollouts.policy.probability.count)
    visits.gradient(of: credits, using: &dense).add(to: &dense)
    return dense
  }
}

/// What the gradients of all methods on one batch have in common: the choices, what they weigh, and which logits they move.
struct GradientVisits {
  private let rollouts: Rollouts
  /// discount^t / episodes for each decision.
  private let weight: [Double]
  /// Information states that decided, ascending.
  private let visited: [Int32]
  /// Their choices, ascending.
  private let choices: [Int32]

  init(_ rollouts: Rollouts) {
    self.rollouts = rollouts
    let batch = rollouts.batch
    let information = rollouts.mdp.information
    var weight = [Double](repeating: 0, count: batch.decisionCount)
    for episode in 0..<batch.episodeCount {
      var discounted = 1 / Double(batch.episodeCount)
      for turn in batch.turns(of: episode) {
        for decision in batch.decisions(of: turn) { weight[decision] = discounted }
        discounted *= rollouts.mdp.discount
      }
    }
    self.weight = weight
    var isVisited = [Bool](repeating: false, count: information.agent.count)
    for choice in rollouts.choice { isVisited[Int(information.choiceInformation[Int(choice)])] = true }
    visited = isVisited.indices.filter { isVisited[$0] }.map { Int32($0) }
    choices = visited.flatMap { information.choices(of: Int($0)).map { Int32($0) } }
  }

  /// The sum over the batch's decisions of what they weigh, discount^t / episodes, for each information state.
  func occupancy() -> [Double] {
    let information = rollouts.mdp.information
    var occupancy = [Double](repeating: 0, count: information.agent.count)
    for (decision, choice) in rollouts.choice.enumerated() {
      occupancy[Int(information.choiceInformation[Int(choice)])] += weight[decision]
    }
    return occupancy
  }

  /// The gradient that credits induce.
  func gradient(of credits: [Double]) -> SparseVector {
    var workspace = [Double](repeating: 0, count: rollouts.policy.probability.count)
    return gradient(of: credits, using: &workspace)
  }

  /// The gradient that credits induce.
  ///
  /// - Parameter workspace: Zeros, one a choice of the tables; zeros again afterwards.
  func gradient(of credits: [Double], using workspace: inout [Double]) -> SparseVector {
    for (decision, choice) in rollouts.choice.enumerated() {
      workspace[Int(choice)] += weight[decision] * credits[decision]
    }
    for state in visited {
      let own = rollouts.mdp.information.choices(of: Int(state))
      let sum = own.reduce(0) { $0 + workspace[$1] }
      for choice in own { workspace[choice] -= rollouts.policy.probability[choice] * sum }
    }
    let gradient = SparseVector(workspace, at: choices)
    gradient.clear(in: &workspace)
    return gradient
  }
}
