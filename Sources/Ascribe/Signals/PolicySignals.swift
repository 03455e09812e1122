import Glibc
import Simulation
import Trajectories

extension ReferenceSignal {
  /// The log-probability of every action that was taken.
  ///
  /// - Throws: ``SignalError/excluded(reference:agent:informationState:action:)``.
  func logProbabilities(of rollouts: Rollouts) throws(SignalError) -> [Double] {
    let (mdp, information) = (rollouts.mdp, rollouts.mdp.information)
    let ofChoices = logProbabilities(under: rollouts.policy, information)
    if let choice = rollouts.choice.first(where: { ofChoices[Int($0)] == -.infinity }) {
      let known = Int(information.choiceInformation[Int(choice)])
      throw .excluded(
        reference: description, agent: mdp.agents[Int(information.agent[known])].name,
        informationState: mdp.symbols.keys[information.key[known]],
        action: mdp.symbols.actions[information.choiceAction[Int(choice)]])
    }
    return rollouts.choice.map { ofChoices[Int($0)] }
  }

  /// That of every choice.
  private func logProbabilities(under policy: TabularPolicy, _ information: InformationTable) -> [Double] {
    switch self {
    case .scenarioDefault: return information.choiceBehaviour.map { min(0, log($0)) }
    case .uniform:
      return information.agent.indices.flatMap { known in
        let count = information.choices(of: known).count
        return [Double](repeating: 0 - log(Double(count)), count: count)
      }
    case .tempered(let temperature):
      return information.agent.indices.flatMap { known in
        let logits = policy.logProbability[information.choices(of: known)].map { $0 / temperature }
        let largest = logits.max() ?? 0
        let logSum = largest + log(logits.reduce(0) { $0 + exp($1 - largest) })
        // Rounding may lift the logarithm of a certain action above 0.
        return logits.map { min(0, $0 - logSum) }
      }
    }
  }
}

extension Rollouts {
  /// The entropy of the policy at every decision, in nats.
  var policyEntropies: [Double] {
    let ofStates = mdp.information.agent.indices.map { known in
      mdp.information.choices(of: known).reduce(0.0) { sum, choice in
        let probability = policy.probability[choice]
        return probability > 0 ? sum - probability * policy.logProbability[choice] : sum
      }
    }
    return choice.map { max(0, ofStates[Int(mdp.information.choiceInformation[Int($0)])]) }
  }
}
