public import Trajectories

/// Simulated episodes, with what is needed to restore the simulator at any of their turns.
public struct Rollouts: Sendable {
  /// The episodes as any method sees them.
  public let batch: TrajectoryBatch
}
