import CreditNumerics
import Foundation
import Ground
import Simulation
import Trajectories

/// An update by clipped ratios over several epochs of minibatches.
///
/// A minibatch of K episodes moves the parameters by one step of Adam along the gradient of
/// `1/K · sum over its decisions of discount^t · (min(r A, clip(r, 1 - c, 1 + c) A) + e H - d KL(pi || start))`, where r is the
/// probability of the choice now over that when it was played, A its credit and H the entropy of the policy at the decision.
///
/// Source: Schulman et al. 2017, arXiv 1707.06347, equations 7 and 9, algorithm 1.
struct ProximalUpdate {
  let policies: PolicyClass
  let rollouts: Rollouts
  let credits: [Double]
  let settings: UpdateRule.Proximal
  /// What the policy may be held near.
  let reference: TabularPolicy
  let draws: PhiloxStream

  /// Moves the parameters.
  ///
  /// - Returns: Whether all policies on the way are finite.
  func move(_ parameters: inout [Double], by adam: inout Adam, rate: Double) -> Bool {
    let episodes = rollouts.batch.episodeCount
    let parts = min(settings.minibatches, episodes)
    for epoch in 0..<settings.epochs {
      let order = PhiloxStream.order(of: episodes) {
        draws.block(episode: 1, turn: UInt64(epoch), draw: UInt64($0))
      }
      for part in 0..<parts {
        let own = order[part * episodes / parts..<(part + 1) * episodes / parts]
        guard let policy = TabularPolicy(logits: policies.logits(parameters), on: rollouts.mdp) else {
          return false
        }
        let gradient = policies.gradient(ofLogits: gradient(of: own, policy))
        adam.step(&parameters, down: gradient.map { -$0 }, rate: rate)
      }
    }
    return true
  }

  /// The gradient by logits of a minibatch.
  func gradient(of episodes: ArraySlice<Int>, _ policy: TabularPolicy) -> [Double] {
    let (batch, information) = (rollouts.batch, rollouts.mdp.information)
    var gradient = [Double](repeating: 0, count: policy.probability.count)
    let regularises = settings.entropy > 0 || settings.divergence > 0
    for episode in episodes {
      var weight = 1 / Double(episodes.count)
      for turn in batch.turns(of: episode) {
        for decision in batch.decisions(of: turn) {
          let choice = Int(rollouts.choice[decision])
          let choices = information.choices(of: Int(information.choiceInformation[choice]))
          let credit = credits[decision]
          let ratio = exp(policy.logProbability[choice] - rollouts.policy.logProbability[choice])
          let isClipped = credit > 0 ? ratio > 1 + settings.clip : ratio < 1 - settings.clip
          if credit != 0, !isClipped {
            let pull = weight * credit * ratio
            gradient[choice] += pull
            for other in choices { gradient[other] -= pull * policy.probability[other] }
          }
          if regularises {
            Self.regularise(&gradient, choices, policy, settings, from: reference, weight: weight)
          }
        }
        weight *= rollouts.mdp.discount
      }
    }
    return gradient
  }

  /// Adds the gradient of the entropy at an information state and of the divergence from the reference.
  static func regularise(
    _ gradient: inout [Double], _ choices: Range<Int>, _ policy: TabularPolicy,
    _ settings: UpdateRule.Proximal, from reference: TabularPolicy, weight: Double
  ) {
    let pull = { (choice: Int) in
      -settings.entropy * policy.logProbability[choice]
        - settings.divergence * (policy.logProbability[choice] - reference.logProbability[choice])
    }
    let mean = choices.reduce(0.0) { $0 + policy.probability[$1] * pull($1) }
    for choice in choices { gradient[choice] += weight * policy.probability[choice] * (pull(choice) - mean) }
  }
}
