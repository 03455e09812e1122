import Trajectories
import Simulation

/// Returns after what an agent did in a turn, and after what it might have done instead, teammates' actions of the turn
/// being kept: continuations of the frozen joint policy from the exact state.
///
/// ```swift
/// // How much better the action was than what the agent does on average: an unbiased Q - V.
/// let replays = try DecisionReplays(of: batch, in: context, for: Self.card)
/// return try replays.attribution(in: context, for: Self.card) { (place, cost) throws(AttributionError) in
///   var advantage = 0.0
///   for alternative in replays.alternatives(at: place) {
///     let value = try replays.meanReturn(at: place, after: alternative, continuations: 4, cost: &cost)
///     advantage += ((alternative.isTaken ? 1 : 0) - alternative.probability) * value
///   }
///   return advantage
/// }
/// ```
///
/// The same seed gives the same numbers for any number of threads: every continuation has draws of its own address.
///
/// Source: Wolpert and Tumer 2001, Optimal payoff functions for members of collectives (aristocrat utility);
/// Kazemnejad et al. 2024, arXiv 2410.01679 (values by continuation).
public struct DecisionReplays: Sendable {
  /// A decision of the batch.
  public struct Place: Sendable {
    /// The episode.
    public let episode: Int
    /// The turn, from the episode's first.
    public let turn: Int
    /// The turn in the batch.
    public let index: Int
    /// Place of the agent among those that act: its decision is number `slot` of the turn.
    public let slot: Int
  }

  let rollouts: Rollouts
  private let replay: Replay
  /// Recorded return from each turn on.
  let returns: [Double]

  init(_ rollouts: Rollouts, noise: Replay.Noise, seed: UInt64) {
    self.rollouts = rollouts
    replay = Replay(of: rollouts, noise: noise, seed: seed)
    returns = discountedReturns(
      of: rollouts.batch.turns.reward, turnStart: rollouts.batch.episodes.turnStart,
      discount: rollouts.mdp.discount)
  }

  /// The choices that a decision had, as indices of the tables.
  func choices(at place: Place) -> Range<Int> {
    let mdp = rollouts.mdp
    let slot = mdp.nodes.slots(of: Int(rollouts.node[place.index])).lowerBound + place.slot
    return mdp.information.choices(of: Int(mdp.nodes.slotInformation[slot]))
  }

  /// The choice that was made, among them.
  func taken(at place: Place) -> Int {
    Int(rollouts.choice[rollouts.batch.decisions(of: place.index).lowerBound + place.slot])
  }

  /// Mean return of continuations after one of the agent's actions, counted from the first it has.
  ///
  /// - Parameters:
  ///   - alternative: The address of their draws among the decision's alternatives.
  ///   - isRecorded: Whether the recorded episode is the first of them; it is then not played again.
  func meanReturn(
    at place: Place, action: Int, alternative: Int, continuations: Int, isRecorded: Bool,
    cost: inout ReplayCost
  ) -> Double {
    let row = rollouts.row(ofTurn: place.index, replacing: place.slot, by: action)
    var total = isRecorded ? returns[place.index] : 0
    for continuation in (isRecorded ? 1 : 0)..<continuations {
      let finish = replay.play(
        episode: place.episode, turn: place.turn, row: row, slot: place.slot, alternative: alternative,
        continuation: continuation)
      total += finish.return
      cost += ReplayCost(replays: 1, turns: Int(finish.turns))
    }
    return total / Double(continuations)
  }

  /// One number a decision of the batch, and what the replays cost.
  func credits(
    _ context: AttributionContext,
    _ credit: @Sendable (Place, inout ReplayCost) throws(AttributionError) -> Double
  ) throws(AttributionError) -> (credits: [Double], cost: ReplayCost) {
    let batch = rollouts.batch
    let parts = try context.mapEpisodes(of: batch) { (episode) throws(AttributionError) in
      var credits: [Double] = []
      var cost = ReplayCost()
      credits.reserveCapacity(batch.decisions(ofEpisode: episode).count)
      for (turn, index) in batch.turns(of: episode).enumerated() {
        for slot in 0..<batch.decisions(of: index).count {
          credits.append(
            try credit(Place(episode: episode, turn: turn, index: index, slot: slot), &cost))
        }
      }
      return (credits, cost)
    }
    return (parts.flatMap(\.0), .sum(parts.map(\.1)))
  }

  /// What an action is worth more than the agent's policy is on average: `own - sum over b of pi(b) value(b)`.
  ///
  /// Actions of probability 0 are not played.
  func overPolicy(
    at place: Place, continuations: Int, countingRecorded: Bool, cost: inout ReplayCost
  ) -> Double {
    let choices = choices(at: place)
    let taken = taken(at: place)
    var own = 0.0
    var mean = 0.0
    for choice in choices {
      let probability = rollouts.policy.probability[choice]
      guard probability > 0 || choice == taken else { continue }
      let value = meanReturn(
        at: place, action: choice - choices.lowerBound, alternative: choice - choices.lowerBound,
        continuations: continuations, isRecorded: countingRecorded && choice == taken, cost: &cost)
      if choice == taken { own = value }
      mean += probability * value
    }
    return own - mean
  }
}
