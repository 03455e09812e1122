import Critics
import Simulation

/// What a critic's values are held against, by cell for values of states and by joint action of cells for values of
/// states and actions.
struct CriticReference: Sendable {
  /// What is valued.
  let kind: TurnValues.Kind
  /// V or Q of each of them.
  let truth: [Double]
  /// What the critic would have after infinitely many episodes: the mean of the truth over those that look the same to
  /// it, weighted by how often the policy gets there.
  let limit: [Double]

  private let solution: ExactSolution

  init(_ kind: TurnValues.Kind, of critic: any TurnCritic, _ solution: ExactSolution) {
    self.kind = kind
    self.solution = solution
    switch kind {
    case .state:
      truth = solution.cells.value
      limit =
        critic.seesTurn
        ? solution.conditionalValues(critic.view) : solution.conditionalValuesAcrossTurns(critic.view)
    case .stateAndAction:
      truth = solution.cells.actionValue
      limit = solution.conditionalActionValues(critic.view, acrossTurns: !critic.seesTurn)
    }
  }

  /// The policy gradient that the limit induces: as the bootstrap of one-step advantages, or in place of Q.
  ///
  /// - Returns: One number a choice of the tables.
  var gradient: [Double] {
    switch kind {
    case .state: solution.policyGradient(bootstrappingFromValues: limit)
    case .stateAndAction: solution.policyGradient(ofActionValues: limit)
    }
  }

  /// The place in ``truth`` and ``limit`` of a turn of simulated episodes.
  ///
  /// - Parameters:
  ///   - kind: What is valued.
  ///   - turn: The turn's number within its episode.
  ///   - index: Its place in the batch.
  static func place(
    _ kind: TurnValues.Kind, ofTurn turn: Int, at index: Int, in rollouts: Rollouts, _ solution: ExactSolution
  ) -> Int {
    let cell = solution.cells.index(turn: turn, node: Int(rollouts.node[index]))
    return switch kind {
    case .state: cell
    case .stateAndAction: solution.cells.rowStart[cell] + rollouts.row(ofTurn: index)
    }
  }

  /// Something that the policy does or comes to.
  struct Unit {
    /// Its place in ``CriticReference/truth``.
    let place: Int
    /// The turn, from 0.
    let turn: Int
    /// The node.
    let node: Int
    /// The choices of the joint action, one an acting agent; empty for a state.
    let choices: [Int]
    /// Probability that an episode comes to it.
    let probability: Double
  }

  /// What the policy comes to, in the order of the cells.
  var units: [Unit] {
    let (mdp, cells) = (solution.mdp, solution.cells)
    var probabilities = JointProbabilities(mdp, solution.policy)
    return (0..<mdp.horizon).flatMap { turn in
      cells.cells(ofTurn: turn).flatMap { cell -> [Unit] in
        guard !cells.stops(cell), cells.visitation[cell] > 0 else { return [] }
        let node = Int(cells.node[cell])
        guard kind == .stateAndAction else {
          return [
            Unit(place: cell, turn: turn, node: node, choices: [], probability: cells.visitation[cell])
          ]
        }
        return probabilities.ofRows(of: node).enumerated().compactMap { row, probability in
          guard probability > 0 else { return nil }
          return Unit(
            place: cells.rowStart[cell] + row, turn: turn, node: node,
            choices: mdp.choices(ofRow: row, in: node), probability: cells.visitation[cell] * probability)
        }
      }
    }
  }
}
