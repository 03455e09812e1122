import CreditMethods
import Trajectories

/// What the policy expects of rows: the mean of the values of joint actions that were tried in what the critic sees,
/// weighted by the policy's probability of each, which are brought to a sum of 1.
struct ExpectedValues {
  /// Situation of each row: what the critic sees and what each agent does.
  private let situation: [UInt32]
  /// Tried joint actions of each situation.
  private let tried: [[JointCells.Weighted]]

  /// - Parameter isKnown: Whether a cell's value is fitted.
  /// - Complexity: O(agents · turns), and O(joint actions) for each situation.
  init(
    _ rows: CriticRows, of batch: TrajectoryBatch, _ cells: JointCells, _ policies: DecisionPolicies,
    isKnown: [Bool]
  ) {
    var groups = Grouping(rows.cell.map { UInt32($0) }, count: rows.cellCount)
    for agent in 0..<UInt32(batch.symbols.agents.count) {
      var context = [UInt32](repeating: 0, count: batch.turnCount)
      for turn in 0..<batch.turnCount {
        for decision in batch.decisions(of: turn) where batch.decisions.agent[decision] == agent {
          context[turn] = policies.context[decision] + 1
        }
      }
      groups = Grouping(groups.split(by: context, symbolCount: policies.count + 1))
    }
    situation = groups.group
    var ofView = [[Int32]](repeating: [], count: rows.cellCount)
    for cell in 0..<cells.count where isKnown[cell] { ofView[Int(cells.view[cell])].append(Int32(cell)) }
    tried = (0..<groups.count).map { group in
      let turn = Int(groups[group][groups[group].startIndex])
      var probability: [JointCells.AgentAction: Double] = [:]
      for decision in batch.decisions(of: turn) {
        for choice in policies.choices(of: Int(policies.context[decision])) {
          let action = JointCells.AgentAction(
            agent: batch.decisions.agent[decision], action: choice.action)
          probability[action] = choice.probability
        }
      }
      let decisions = batch.decisions(of: turn).count
      let found = ofView[Int(rows.cell[turn])].compactMap { cell -> JointCells.Weighted? in
        let actions = cells.actions[Int(cell)]
        guard actions.count == decisions else { return nil }
        let product = actions.reduce(1) { $0 * (probability[$1] ?? 0) }
        return product > 0 ? JointCells.Weighted(cell: cell, probability: product) : nil
      }
      let sum = found.reduce(0) { $0 + $1.probability }
      return found.map { JointCells.Weighted(cell: $0.cell, probability: $0.probability / sum) }
    }
  }

  /// The expected value of every row; 0 where nothing was tried.
  func callAsFunction(_ values: [Double]) -> [Double] {
    let expected = tried.map { cells in
      cells.reduce(0) { $0 + $1.probability * values[Int($1.cell)] }
    }
    return situation.map { expected[Int($0)] }
  }
}
