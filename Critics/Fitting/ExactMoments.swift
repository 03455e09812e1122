import Trajectories
import Simulation

/// The rows of an exact solution: its cells with the probability of visiting them, and the targets that infinitely many
/// episodes give them.
struct ExactMoments {
  /// Row of each cell of the solution; -1 where episodes stop.
  let row: [Int32]
  /// Cell of the solution of each row.
  let solutionCell: [Int]
  private let solution: ExactSolution
  private let reward: [Double]
  private let start: [Int32]
  private let next: [Int32]
  private let share: [Double]

  /// - Complexity: O(cells · joint actions · outcomes).
  init(_ solution: ExactSolution) {
    self.solution = solution
    let (cells, mdp) = (solution.cells, solution.mdp)
    var row = [Int32](repeating: -1, count: cells.count)
    var open: [Int] = []
    for cell in 0..<cells.count where !cells.stops(cell) {
      row[cell] = Int32(open.count)
      open.append(cell)
    }
    var probabilities = JointProbabilities(mdp, solution.policy)
    var reward = [Double](repeating: 0, count: open.count)
    var start: [Int32] = [0]
    var next: [Int32] = []
    var share: [Double] = []
    for (place, cell) in open.enumerated() {
      let node = Int(cells.node[cell])
      let turn = cells.turn(of: cell)
      let weights = probabilities.ofRows(of: node)
      for (index, joint) in mdp.nodes.rows(of: node).enumerated() where weights[index] > 0 {
        for outcome in mdp.nodes.outcomes(of: joint) {
          let weight = weights[index] * mdp.nodes.outcomeProbability[outcome]
          let later = cells.index(turn: turn + 1, node: Int(mdp.nodes.outcomeNode[outcome]))
          reward[place] += weight * mdp.nodes.outcomeReward[outcome]
          if cells.stops(later) {
            // An ending is paid with the last turn's reward.
            reward[place] += weight * cells.value[later]
          } else {
            next.append(row[later])
            share.append(weight * mdp.discount)
          }
        }
      }
      start.append(Int32(next.count))
    }
    self.row = row
    solutionCell = open
    self.reward = reward
    self.start = start
    self.next = next
    self.share = share
  }

  /// The problem of a critic that has infinitely many episodes.
  ///
  /// - Parameters:
  ///   - view: What it sees, all but one agent's information state.
  ///   - usesTurn: Whether it also sees the turn's number.
  ///   - objective: Its targets.
  func problem(_ view: CriticView, usesTurn: Bool, _ objective: Objective) -> FitProblem {
    var numbers: [[Int32]: Int32] = [:]
    let cell = solutionCell.map { cell in
      let key = solution.viewKey(view, of: Int(solution.cells.node[cell]))
      let whole = usesTurn ? [Int32(solution.cells.turn(of: cell))] + key : key
      let number = numbers[whole] ?? Int32(numbers.count)
      numbers[whole] = number
      return number
    }
    return FitProblem(
      cell: cell, cellCount: numbers.count, weight: solutionCell.map { solution.cells.visitation[$0] },
      isClosed: objective.isClosed,
      targets: { values in targets(objective, from: values.isEmpty ? [] : cell.map { values[Int($0)] }) },
      returns: { targets(.lambda(1), from: []) })
  }

  /// Expected targets of the rows, with values of the rows to bootstrap from.
  private func targets(_ objective: Objective, from values: [Double]) -> [Double] {
    switch objective {
    case .steps(let steps):
      var target = values
      for _ in 0..<min(steps, solution.mdp.horizon) {
        target = reward.indices.map { row in
          reward[row] + transitions(of: row).reduce(0) { $0 + share[$1] * target[Int(next[$1])] }
        }
      }
      return target
    case .lambda(let lambda):
      var target = reward
      // Rows are ordered by turn, so that what comes later is known.
      for row in reward.indices.reversed() {
        for transition in transitions(of: row) {
          let later = Int(next[transition])
          let ahead = lambda == 1 ? target[later] : (1 - lambda) * values[later] + lambda * target[later]
          target[row] += share[transition] * ahead
        }
      }
      return target
    }
  }

  private func transitions(of row: Int) -> Range<Int> { Int(start[row])..<Int(start[row + 1]) }
}
