import Trajectories

/// Where ascending decisions of a batch stand.
struct DecisionPlaces {
  private let batch: TrajectoryBatch
  private var episode = 0
  private var turn = 0

  init(_ batch: TrajectoryBatch) { self.batch = batch }

  /// The episode, the turn of the batch, the turn of the episode and the place among those that act.
  mutating func next(_ decision: Int) -> (episode: Int, index: Int, turn: Int, slot: Int) {
    while batch.decisions(of: turn).upperBound <= decision { turn += 1 }
    while batch.turns(of: episode).upperBound <= turn { episode += 1 }
    return (
      episode, turn, turn - batch.turns(of: episode).lowerBound,
      decision - batch.decisions(of: turn).lowerBound
    )
  }
}
