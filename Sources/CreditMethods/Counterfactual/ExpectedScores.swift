import Simulation
import Trajectories

extension ExactSolution {
  /// The expected terminal score from each cell on: the probability of success unless the scenario grades its endings.
  /// Shape `[cells]`.
  ///
  /// - Complexity: O(endings), and O(cells · joint actions · outcomes) where endings are graded.
  var expectedScores: [Double] {
    let isGraded = zip(mdp.nodes.endingScore, mdp.nodes.endingStatus).contains { $0 != $1.defaultScore }
    guard isGraded else { return cells.success }
    var score = [Double](repeating: 0, count: cells.count)
    var probabilities = JointProbabilities(mdp, policy)
    var position = [Int](repeating: 0, count: mdp.nodeCount)
    for turn in (0...mdp.horizon).reversed() {
      if turn < mdp.horizon {
        for cell in cells.cells(ofTurn: turn + 1) { position[Int(cells.node[cell])] = cell }
      }
      for cell in cells.cells(ofTurn: turn) {
        let node = Int(cells.node[cell])
        if cells.stops(cell) {
          for ending in mdp.nodes.endings(of: node) {
            score[cell] += mdp.nodes.endingProbability[ending] * mdp.nodes.endingScore[ending]
          }
          continue
        }
        // What the policy never does is not in the tables.
        for (weight, row) in zip(probabilities.ofRows(of: node), mdp.nodes.rows(of: node)) where weight > 0 {
          for outcome in mdp.nodes.outcomes(of: row) {
            score[cell] +=
              weight * mdp.nodes.outcomeProbability[outcome]
              * score[position[Int(mdp.nodes.outcomeNode[outcome])]]
          }
        }
      }
    }
    return score
  }
}
