import Trajectories

/// The episodes of the last updates of a run, which its critic is fitted to beside those of the update of the moment.
struct CriticMemory {
  /// The number of updates, that of the moment included.
  let window: Int
  /// What was simulated, the newest first; each update may have a batch that was judged and one for fits alone.
  private(set) var batches: [TrajectoryBatch] = []
  /// How many updates' worth that is, by their numbers of batches.
  private var sizes: [Int] = []

  init(window: Int) { self.window = window }

  /// Turns of all that is remembered.
  var turns: Int { batches.reduce(0) { $0 + $1.turnCount } }

  /// Remembers an update, and forgets the one that is too old.
  mutating func remember(_ judged: TrajectoryBatch, _ fitting: TrajectoryBatch?) {
    guard window > 1 else { return }
    let new = [judged] + (fitting.map { [$0] } ?? [])
    batches.insert(contentsOf: new, at: 0)
    sizes.insert(new.count, at: 0)
    if sizes.count > window - 1 { batches.removeLast(sizes.removeLast()) }
  }
}
