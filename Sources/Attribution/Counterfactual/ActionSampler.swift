import CRandom123
import Trajectories
import TurnMDP

/// Draws what an agent might have done instead, from the behaviour policy at the recorded information state.
struct ActionSampler: Sendable {
  private let rollouts: Rollouts
  private let draws: PhiloxStream

  init(_ rollouts: Rollouts, seed: UInt64) {
    self.rollouts = rollouts
    draws = PhiloxStream(seed: seed, purpose: .resampling, lane: rollouts.plan.batch)
  }

  /// The index of an action in the list of an acting agent.
  func action(episode: Int, turn: Int, slot: Int, draw: Int) -> Int {
    let mdp = rollouts.mdp
    let node = Int(rollouts.node[rollouts.batch.turns(of: episode).lowerBound + turn])
    let information = Int(mdp.nodes.slotInformation[mdp.nodes.slots(of: node).lowerBound + slot])
    let choices = mdp.information.choices(of: information)
    let word = draws.block(
      episode: UInt64(episode), turn: UInt64(turn), draw: UInt64(draw), branch: UInt64(slot)
    ).word0
    let unit = PhiloxStream.unit(word)
    return (choices.first { unit < rollouts.policy.threshold[$0] } ?? choices.upperBound - 1)
      - choices.lowerBound
  }
}

extension TrajectoryBatch {
  /// Discounted return of an episode from each of its turns on, by the turns' own rewards.
  func returnsToGo(ofEpisode episode: Int, discount: Double) -> [Double] {
    let turns = turns(of: episode)
    var returns = [Double](repeating: 0, count: turns.count)
    var following = 0.0
    for (turn, index) in turns.enumerated().reversed() {
      following = self.turns.reward[index] + discount * following
      returns[turn] = following
    }
    return returns
  }
}

extension AttributionContext {
  /// The simulation, for a method that cannot do without.
  func simulation(for card: MethodCard) throws(AttributionError) -> Rollouts {
    guard let simulation else {
      throw .lacks(
        method: card.id, need: "replay in the simulator",
        howToSupply:
          "Recorded traces cannot be replayed: run it on a scenario (ascribe run SCENARIO --methods \(card.id))."
      )
    }
    return simulation
  }

  /// The exact solution, for a method that cannot do without.
  func solution(for card: MethodCard) throws(AttributionError) -> ExactSolution {
    guard let solution else {
      throw .lacks(
        method: card.id, need: "the exact solution",
        howToSupply:
          "Only a scenario has one: run it on a scenario (ascribe run SCENARIO --methods \(card.id)).")
    }
    return solution
  }
}
