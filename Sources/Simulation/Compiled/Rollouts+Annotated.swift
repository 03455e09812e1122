package import Trajectories

extension Rollouts {
  /// The same episodes with more optional columns.
  package func annotated(with batch: TrajectoryBatch) -> Rollouts {
    Rollouts(batch: batch, mdp: mdp, policy: policy, plan: plan, node: node, choice: choice)
  }
}
