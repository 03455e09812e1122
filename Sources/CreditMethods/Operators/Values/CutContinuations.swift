import Trajectories
import Simulation

/// What truncated episodes of a trace go on to be worth: as much as the task's episodes that were not cut and start a turn
/// in the state in which it was, on average over these turns.
struct CutContinuations: Sendable {
  /// Truncated episodes, and how many of them were cut where nobody goes on.
  let cuts: CutEpisodes
  /// The turns that stand for what follows each episode; none for one that is not truncated. Shape `[episodes]`, or empty.
  private let turns: [[Int32]]

  /// The truncated episodes of a batch.
  ///
  /// - Parameters:
  ///   - batch: The episodes.
  ///   - key: What identifies a state.
  ///   - bootstraps: Whether they go on at all. In a simulation none does: its horizon is the end of the game.
  ///   - context: Where states are remembered.
  /// - Complexity: O(turns + states) where an episode is truncated, O(episodes) otherwise.
  init(of batch: TrajectoryBatch, by key: StateKey, _ bootstraps: Bool, in context: AttributionContext) {
    let isCut = batch.episodes.status.map { $0 == .truncated }
    guard bootstraps, context.simulation == nil, isCut.contains(true) else {
      (cuts, turns) = (CutEpisodes(), [])
      return
    }
    let states = context.states(of: batch, by: key)
    let isOfCut = batch.repeatedPerTurn(isCut)
    let turns = (0..<batch.episodeCount).map { episode -> [Int32] in
      isCut[episode] ? states.turnsByNode[Int(states.nodes.final[episode])].filter { !isOfCut[Int($0)] } : []
    }
    let missing = isCut.indices.count { isCut[$0] && turns[$0].isEmpty }
    cuts = CutEpisodes(bootstrapped: isCut.count { $0 }, withoutValue: missing)
    self.turns = turns
  }

  /// Numbers of episodes, in which a truncated one has the mean of numbers of turns over what stands for what follows.
  func replacing(_ ofEpisodes: [Double], byMeansOf ofTurns: [Double]) -> [Double] {
    guard !turns.isEmpty else { return ofEpisodes }
    return zip(ofEpisodes, turns).map { own, turns in
      turns.isEmpty ? own : turns.reduce(0) { $0 + ofTurns[Int($1)] } / Double(turns.count)
    }
  }
}
