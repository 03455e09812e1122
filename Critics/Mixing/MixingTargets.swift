import CreditMethods
import Trajectories

/// What the joint action values of rows are fitted to.
enum MixingTarget: String, CaseIterable, Sendable {
  /// `r + gamma Q_tot` of the agents' greedy actions in the next turn: Q-learning.
  case greedy
  /// `r + gamma Q_tot` of the joint actions that were taken next, on average: values of the behaviour policy.
  case policy
  /// The discounted return.
  case mc
}

/// The targets of rows, in units of ``scale``.
struct MixingTargets: Sendable {
  /// The largest reward of a turn, by size: what numbers are divided by before they are fitted, so that a learning rate
  /// means the same whatever the unit of rewards. 0 where nothing is ever paid.
  let scale: Double
  let rows: TeamRows
  let target: MixingTarget
  private let gamma: Double
  /// Mean of each row's rewards, or of its returns.
  private let paid: [Double]

  init(
    of rows: TeamRows, rewards: [Double], turnStart: [Int32], target: MixingTarget, gamma: Double,
    ends: TruncatedEnds = .none
  ) {
    self.rows = rows
    self.target = target
    self.gamma = gamma
    let scale = rewards.reduce(0) { max($0, abs($1)) }
    self.scale = scale
    var numbers = scale > 0 ? rewards.map { $0 / scale } : rewards
    if target == .mc { numbers = ends.returns(of: numbers, turnStart: turnStart, discount: gamma) }
    var sum = [Double](repeating: 0, count: rows.rowCount)
    for (turn, row) in rows.turnRow.enumerated() { sum[Int(row)] += numbers[turn] }
    let turns = Double(rows.turnRow.count)
    paid = zip(sum, rows.rowWeight).map { $0 / ($1 * turns).rounded() }
  }

  /// The target of every row for a model and its parameters.
  func values(bootstrappingFrom model: some MixingModel, _ parameters: [Double]) -> [Double] {
    var values = paid
    switch target {
    case .mc: break
    case .policy:
      let known = model.values(parameters)
      for step in rows.next { values[Int(step.row)] += gamma * step.share * known[Int(step.next)] }
    case .greedy:
      let known = model.greedyValues(parameters)
      for step in rows.next {
        values[Int(step.row)] += gamma * step.share * known[Int(rows.rowProfile[Int(step.next)])]
      }
    }
    return values
  }
}
