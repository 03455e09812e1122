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
    _ batch: TrajectoryBatch, on mdp: TurnMDP, policy: TabularPolicy
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

extension TraceMatch {
  /// Finds the episodes of a trace on a scenario, after a look at where the trace says that they were simulated.
  ///
  /// - Throws: ``TraceMatchError/otherRules(episode:origin:memory:fingerprint:)`` for the first episode that names other
  ///   rules, and as ``init(_:on:policy:)``.
  public init(_ trace: OriginatedTrace, on mdp: TurnMDP, policy: TabularPolicy) throws(TraceMatchError) {
    let fingerprint = mdp.fingerprint
    for (episode, origin) in trace.origins.enumerated() {
      guard let origin, origin.fingerprint != fingerprint else { continue }
      throw .otherRules(
        episode: trace.batch.episodeName(episode), origin: origin, memory: mdp.memory.description,
        fingerprint: fingerprint)
    }
    try self.init(trace.batch, on: mdp, policy: policy)
  }
}

/// Why recorded episodes are not those of a scenario.
public enum TraceMatchError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The episode leaves what the scenario can do: at that turn, from 0, the record holds one thing, and the scenario could
  /// have another after the turns before.
  case impossible(episode: String, turn: Int, found: String, expected: String)
  /// The trace says that the episode was simulated with other rules, parameters or memories.
  case otherRules(episode: String, origin: TraceOrigin, memory: String, fingerprint: String)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .impossible(let episode, let turn, let found, let expected):
      "episode \"\(episode)\", turn \(turn): found \(found); the scenario has \(expected) there."
    case .otherRules(let episode, let origin, let memory, let fingerprint):
      "episode \"\(episode)\" was simulated on \"\(origin.scenario)\" with memory \(origin.memory), whose rules have "
        + "the fingerprint \(origin.fingerprint); those of this scenario with memory \(memory) have \(fingerprint)."
    }
  }
}
