import Ground
import Trajectories
import Simulation

/// Draws what an agent might have done instead, from the behaviour policy at the recorded information state.
struct ActionSampler: Sendable {
  private let rollouts: Rollouts
  private let draws: PhiloxStream

  init(_ rollouts: Rollouts, seed: UInt64) {
    self.rollouts = rollouts
    draws = PhiloxStream(seed: seed, purpose: .resampling, lane: rollouts.lane)
  }

  /// The index of an action in the list of an acting agent; by the policy, or evenly.
  func action(episode: Int, turn: Int, slot: Int, draw: Int, evenly: Bool = false) -> Int {
    let mdp = rollouts.mdp
    let node = Int(rollouts.node[rollouts.batch.turns(of: episode).lowerBound + turn])
    let information = Int(mdp.nodes.slotInformation[mdp.nodes.slots(of: node).lowerBound + slot])
    let choices = mdp.information.choices(of: information)
    let word = draws.block(
      episode: UInt64(episode), turn: UInt64(turn), draw: UInt64(draw), branch: UInt64(slot)
    ).word0
    let unit = PhiloxStream.unit(word)
    if evenly { return min(choices.count - 1, Int(unit * Double(choices.count))) }
    return (choices.first { unit < rollouts.policy.threshold[$0] } ?? choices.upperBound - 1)
      - choices.lowerBound
  }
}
