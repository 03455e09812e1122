package import Trajectories

extension TurnRewards {
  /// The reward of each decision's own turn less its mean over the decisions of the same context, in reward units. The
  /// row penalty of the turn counts here, and nowhere else. Shape `[decisions]`.
  ///
  /// - Complexity: O(decisions).
  package func immediateAdvantages(in table: DecisionContexts, of batch: TrajectoryBatch) -> [Double] {
    let own = batch.repeatedPerDecision(lessRowPenalties(reward))
    return Standardisation.centring(own, in: table.contexts)
  }
}
