/// A free joint action value with utilities that factorise it: QTRAN-base.
///
/// `Q_jt` is a table of recorded joint actions, fitted by temporal differences. The utilities' sum Q' and a correction V(s)
/// are fitted to it: equal to `Q_jt` at the greedy joint action, and not below it elsewhere; `Q_jt` is constant in these two
/// terms. Joint actions count as greedy when every agent's utility is within rounding of its largest, and a profile's
/// greedy joint action counts as often as the profile occurs.
///
/// Source: Son et al. 2019, arXiv 1905.05408.
struct FactorisedModel: GradientModel, UtilityModel {
  let rows: TeamRows
  /// Weight of the loss at greedy joint actions.
  let greedyWeight: Double
  /// Weight of the loss where Q' + V is below Q_jt.
  let otherWeight: Double
  private let index: RowIndex
  private let profileWeight: [Double]

  /// Utilities, then V, one a cell, then Q_jt, one a row.
  var parameterCount: Int { rows.choiceCount + rows.cellCount + rows.rowCount }

  init(_ rows: TeamRows, greedyWeight: Double, otherWeight: Double) {
    self.rows = rows
    self.greedyWeight = greedyWeight
    self.otherWeight = otherWeight
    index = RowIndex(rows)
    var weight = [Double](repeating: 0, count: rows.profileCount)
    for row in 0..<rows.rowCount { weight[Int(rows.rowProfile[row])] += rows.rowWeight[row] }
    profileWeight = weight
  }

  private var firstJoint: Int { rows.choiceCount + rows.cellCount }

  func start(noise: Double, seed: UInt64) -> [Double] {
    startingUtilities(noise: noise, seed: seed)
      + Array(repeating: 0, count: parameterCount - rows.choiceCount)
  }

  /// The share of its profile's greedy term that each row has: 1 divided among the recorded greedy joint actions.
  func greedyShares(_ parameters: [Double]) -> [Double] {
    let isGreedy = areGreedy(parameters)
    let greedy = (0..<rows.rowCount).map { row in
      rows.choices(of: row).allSatisfy { isGreedy[Int($0)] }
    }
    var count = [Double](repeating: 0, count: rows.profileCount)
    for row in greedy.indices where greedy[row] { count[Int(rows.rowProfile[row])] += 1 }
    return greedy.enumerated().map { $0.element ? 1 / count[Int(rows.rowProfile[$0.offset])] : 0 }
  }

  func loss(_ parameters: [Double], _ targets: [Double], gradient: inout [Double]) -> Double {
    let joint = Array(parameters[firstJoint...])
    return loss(
      parameters, targets, joint: joint, shares: greedyShares(parameters), gradient: &gradient)
  }

  /// The loss with given values of `Q_jt` in the terms of the utilities, through which no gradient passes.
  func loss(
    _ parameters: [Double], _ targets: [Double], joint: [Double], shares: [Double],
    gradient: inout [Double]
  ) -> Double {
    var loss = 0.0
    for row in 0..<rows.rowCount {
      let weight = rows.rowWeight[row]
      let error = parameters[firstJoint + row] - targets[row]
      loss += weight * error * error
      gradient[firstJoint + row] += 2 * weight * error

      let value = rows.choiceCount + Int(rows.rowCell[row])
      let choices = rows.choices(of: row)
      let slack = choices.reduce(parameters[value] - joint[row]) { $0 + parameters[Int($1)] }
      let lack = min(0, slack)
      let atGreedy = greedyWeight * profileWeight[Int(rows.rowProfile[row])] * shares[row]
      loss += atGreedy * slack * slack + otherWeight * weight * lack * lack
      let slope = 2 * (atGreedy * slack + otherWeight * weight * lack)
      gradient[value] += slope
      for choice in choices { gradient[Int(choice)] += slope }
    }
    return loss
  }

  func values(_ parameters: [Double]) -> [Double] { Array(parameters[firstJoint...]) }

  /// `Q_jt` of the greedy joint action, on average over equal ones; `Q' + V` where none of them is recorded.
  func greedyValues(_ parameters: [Double]) -> [Double] {
    let shares = greedyShares(parameters)
    var sum = [Double](repeating: 0, count: rows.profileCount)
    var isKnown = [Bool](repeating: false, count: rows.profileCount)
    for row in 0..<rows.rowCount where shares[row] > 0 {
      sum[Int(rows.rowProfile[row])] += shares[row] * parameters[firstJoint + row]
      isKnown[Int(rows.rowProfile[row])] = true
    }
    let largest = largestUtilities(parameters)
    return rows.profileRow.enumerated().map { profile, row in
      if isKnown[profile] { return sum[profile] }
      let value = parameters[rows.choiceCount + Int(rows.rowCell[Int(row)])]
      return rows.choices(of: Int(row)).reduce(value) {
        $0 + largest[Int(rows.choiceContext[Int($1)])]
      }
    }
  }

  func value(of row: Int, replacing place: Int, by choice: Int, _ parameters: [Double]) -> Double? {
    index.row(replacing: place, of: row, by: choice).map { parameters[firstJoint + $0] }
  }

  func utility(of choice: Int, at place: Int, in row: Int, _ parameters: [Double]) -> Double? {
    parameters[choice]
  }
}
