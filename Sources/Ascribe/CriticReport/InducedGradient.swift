import Attribution
import Trajectories
import TurnMDP

/// The policy gradient that credits induce on simulated episodes, for softmax policies:
/// `mean over episodes of sum over t of discount^t · sum over i of credit · (1[c = c_i] - pi(c | m_i))` for each choice c
/// of the information states m_i that were met.
///
/// Where the credit of a decision is Q - b with b independent of the agent's action, its expectation is
/// ``ExactSolution/policyGradient(turns:)``.
///
/// - Parameters:
///   - credits: One credit a decision of the batch.
///   - rollouts: The episodes.
/// - Returns: One number a choice of the tables, in the credits' unit per nat.
/// - Complexity: O(decisions · actions).
///
/// Source: Williams, "Simple statistical gradient-following algorithms for connectionist reinforcement learning", Machine
/// Learning 8 (1992): REINFORCE, with the characteristic eligibility of a softmax.
func inducedGradient(_ credits: [Double], _ rollouts: Rollouts) -> [Double] {
  let (batch, information) = (rollouts.batch, rollouts.mdp.information)
  var gradient = [Double](repeating: 0, count: information.choiceAction.count)
  for episode in 0..<batch.episodeCount {
    var weight = 1.0
    for turn in batch.turns(of: episode) {
      for decision in batch.decisions(of: turn) {
        let credit = weight * credits[decision]
        let taken = Int(rollouts.choice[decision])
        for choice in information.choices(of: Int(information.choiceInformation[taken])) {
          gradient[choice] -= credit * rollouts.policy.probability[choice]
        }
        gradient[taken] += credit
      }
      weight *= rollouts.mdp.discount
    }
  }
  return gradient.map { $0 / Double(batch.episodeCount) }
}
