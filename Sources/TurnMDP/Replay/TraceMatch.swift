public import Trajectories

/// Recorded episodes, found again on the tables of a scenario.
public struct TraceMatch: Sendable {
  /// The episodes with the node of every turn, so that they can be replayed. The decisions of a turn stand in the order
  /// of the scenario's acting agents.
  public let rollouts: Rollouts
  /// Whether more than one node fits a turn of the batch, given the whole episode; ``rollouts`` then has one on a
  /// likeliest path.
  public let isAmbiguous: [Bool]

  /// Finds recorded episodes on a scenario by following their states, agents, observations, actions and rewards turn by
  /// turn, and their endings.
  ///
  /// A trace that shows privileged states leaves no choice, unless the scenario gives two states one key. Observations
  /// are compared where the trace gives them, privileged states likewise. Rewards are equal within 1e-9 of the larger of
  /// 1 and their size.
  ///
  /// - Parameters:
  ///   - batch: The recorded episodes.
  ///   - mdp: The scenario.
  ///   - policy: The policy that acted, for whoever replays them.
  /// - Throws: ``TraceMatchError`` at the first turn that the scenario cannot have.
  /// - Complexity: O(turns · nodes that fit · outcomes).
  public init(
    _ batch: TrajectoryBatch, on mdp: TurnMDP, policy: Policy
  ) throws(TraceMatchError) {
    var follower = TraceFollower(batch, mdp)
    for episode in 0..<batch.episodeCount { try follower.follow(episode) }
    var ordered = batch
    if follower.isReordered { ordered.decisions = batch.decisions.reordered(follower.order) }
    rollouts = Rollouts(
      batch: ordered, mdp: mdp, policy: policy, plan: nil, node: follower.node, choice: follower.choice)
    isAmbiguous = follower.isAmbiguous
  }
}

/// Where a recorded episode leaves what a scenario can do.
public struct TraceMatchError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The episode's name.
  public let episode: String
  /// The turn, from 0.
  public let turn: Int
  /// What the record holds there.
  public let found: String
  /// What the scenario could have there, after the turns before.
  public let expected: String

  /// The error as a sentence.
  public var description: String {
    "episode \"\(episode)\", turn \(turn): found \(found); the scenario has \(expected) there."
  }
}
