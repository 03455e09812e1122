import Ground
public import Trajectories

/// Simulated episodes, with what is needed to restore the simulator at any of their turns.
public struct Rollouts: Sendable {
  /// The episodes as any method sees them.
  public let batch: TrajectoryBatch
  /// The tables that they were simulated on.
  public let mdp: TurnMDP
  /// The behaviour policy.
  public let policy: TabularPolicy
  /// What was asked for; `nil` for recorded episodes.
  public let plan: Plan?

  /// Node before each turn of the batch.
  package let node: [Int32]
  /// Choice made by each decision of the batch, an index of the tables.
  package let choice: [Int32]

  /// What to simulate.
  public struct Plan: Sendable {
    /// Number of groups; each has one start, drawn once.
    public var groups: Int
    /// Episodes of a group, which share its start.
    public var groupSize: Int
    /// Seed of every draw.
    public var seed: UInt64
    /// Index of the batch: batches of one seed have draws, task names and episode names of their own.
    public var batch: UInt32
    /// Whether the episodes are for fitting critics: their draws are then independent of all other batches.
    package var isForFitting = false

    /// The draws of play.
    var draws: PhiloxStream {
      PhiloxStream(seed: seed, purpose: isForFitting ? .fitting : .rollout, lane: batch)
    }

    /// A plan of `groups · groupSize` episodes; who plays it checks that each number is at least 1.
    public init(groups: Int, groupSize: Int, seed: UInt64, batch: UInt32 = 0) {
      self.groups = groups
      self.groupSize = groupSize
      self.seed = seed
      self.batch = batch
    }
  }

  /// Simulates episodes.
  ///
  /// Every draw is Philox(seed, stream; episode, turn, draw): the result is the same, bit for bit, for any number of
  /// threads.
  ///
  /// - Parameters:
  ///   - plan: How many episodes, in which groups, with which seed.
  ///   - mdp: The compiled scenario.
  ///   - policy: The joint policy that acts.
  ///   - threads: Most threads to use, at least 1.
  /// - Throws: ``RolloutError`` for a plan without episodes, or with more than can be numbered.
  /// - Complexity: O(turns played).
  public static func simulate(
    _ plan: Plan, on mdp: TurnMDP, policy: TabularPolicy, threads: Int = 1
  ) throws(RolloutError) -> Rollouts {
    try plan.check()
    return simulate(checked: plan, on: mdp, policy: policy, threads: threads)
  }

  /// Simulates the episodes of a plan whose numbers are known to be accepted.
  package static func simulate(
    checked plan: Plan, on mdp: TurnMDP, policy: TabularPolicy, threads: Int
  ) -> Rollouts {
    let episodes = plan.groups * plan.groupSize
    let chunks = (episodes + chunkSize - 1) / chunkSize
    let walker = Walker(mdp, policy)
    let parts = parallelMap(count: chunks, threads: threads) { chunk in
      RolloutChunk(
        chunk * chunkSize..<min((chunk + 1) * chunkSize, episodes), of: plan, on: mdp, with: walker)
    }
    return RolloutAssembly(parts, plan: plan, threads: threads).rollouts(
      on: mdp, OutcomeColumns(mdp.nodes), policy: policy)
  }

  /// Some of the episodes, in ascending order, as if they had been recorded: their draws cannot be told from their places.
  package func selecting(_ chosen: [Int]) -> Rollouts {
    let turns = chosen.flatMap { batch.turns(of: $0) }
    return Rollouts(
      batch: batch.selecting(chosen), mdp: mdp, policy: policy, plan: nil, node: turns.map { node[$0] },
      choice: turns.flatMap { turn in batch.decisions(of: turn).map { choice[$0] } })
  }

  /// Episodes that one piece of work plays: long enough that handing it out costs nothing beside it.
  private static let chunkSize = 2048
}
