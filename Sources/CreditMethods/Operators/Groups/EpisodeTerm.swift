package import Trajectories

/// The score of an episode relative to the episodes of its task, for every turn of the episode.
///
/// Source: Shao et al. 2024, arXiv 2402.03300, section 4.1.2 (outcome supervision).
package struct EpisodeTerm: Sendable {
  /// How often an episode counts in the mean and the standard deviation of its group.
  package enum Weighting: String, Sendable, CaseIterable {
    /// Once, with the score of its first turn (its turns' scores differ only where rows are penalised apart).
    case trajectory
    /// Once a turn, as in the trainers of the verl-agent family: long episodes pull the mean.
    case crossSteps = "cross_steps"
  }

  /// How often an episode counts.
  package var weighting = Weighting.trajectory
  /// How the scores of a group are standardised.
  package var standardise = Standardisation()

  /// The defaults.
  package init() {}

  /// The term of every turn, dimensionless or in reward units as the norm says. Shape `[turns]`.
  ///
  /// - Complexity: O(turns).
  package func callAsFunction(_ rewards: TurnRewards, of batch: TrajectoryBatch) -> [Double] {
    self(scores: rewards.episodeScores, of: batch)
  }

  /// The term of every turn, given the score that each turn has of its episode. Shape `[turns]`.
  ///
  /// - Complexity: O(turns).
  package func callAsFunction(scores: consuming [Double], of batch: TrajectoryBatch) -> [Double] {
    standardise(scores, in: Groups(of: batch), turnStart: batch.episodes.turnStart, weighting: weighting)
  }
}
