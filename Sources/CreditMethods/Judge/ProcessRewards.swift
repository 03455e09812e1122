import Glibc
import Trajectories

/// Process scores of the turns of an episode, reweighted so that their sum is a soft minimum.
struct MinimumForm: Sendable {
  /// Temperature of the weights; 0 for the minimum itself.
  let temperature: Double

  /// The scores of a run of turns times softmax(-score / temperature), in the place of `result`; equal minima share the weight
  /// at temperature 0.
  func reweigh(_ scores: [Double], _ turns: Range<Int>, into result: inout [Double]) {
    guard let lowest = turns.lazy.map({ scores[$0] }).min() else { return }
    var sum = 0.0
    for turn in turns {
      let excess = scores[turn] - lowest
      let weight = temperature > 0 ? exp(-excess / temperature) : excess == 0 ? 1 : 0
      result[turn] = weight
      sum += weight
    }
    for turn in turns { result[turn] *= scores[turn] / sum }
  }
}
