/// The multilinear extension `Q(s, pi_1, .., pi_n) = sum_a prod_i pi_i(a_i) Q(s, a)` of a table of recorded joint actions, and
/// its derivative by each agent's policy: LICA's central critic.
///
/// The derivative by `pi_i(a_i)` is the mean of Q over the others' policies, here over their recorded joint actions, whose
/// probabilities are divided by their sum.
///
/// Source: Zhou et al. 2020, arXiv 2007.02529; the multilinear table is the critic that is exact at one-hot
/// actions.
struct MultilinearModel: MixingModel {
  let rows: TeamRows
  private let index: RowIndex
  /// First derivative of each profile in the parameters behind the table, and their end.
  private let derivativeStart: [Int]

  var parameterCount: Int { rows.rowCount }

  init(_ rows: TeamRows) {
    self.rows = rows
    index = RowIndex(rows)
    derivativeStart = rows.profileRow.reduce(into: [rows.rowCount]) { start, row in
      let choices = rows.choices(of: Int(row)).reduce(0) { $0 + rows.alternatives(to: $1).count }
      start.append(start[start.count - 1] + choices)
    }
  }

  /// The table is the targets themselves; behind it stand the derivatives that are read from it.
  func fitted(
    to targets: MixingTargets, by rules: MixingRules, seed: UInt64
  ) throws(MixingDivergence) -> MixingFit {
    let fit = try sweeps(to: targets, by: rules) { $0 }
    return MixingFit(
      parameters: fit.parameters + derivatives(of: fit.parameters), iterations: fit.iterations,
      loss: fit.loss, rule: fit.rule, residual: fit.residual, hasConverged: fit.hasConverged)
  }

  /// Where the derivative by a choice of a slot of a row's profile stands, counted from 0.
  private func place(of choice: Int, at place: Int, in row: Int) -> Int {
    var start = derivativeStart[Int(rows.rowProfile[row])]
    for earlier in rows.choices(of: row).prefix(place) { start += rows.alternatives(to: earlier).count }
    let alternatives = rows.alternatives(to: Int32(choice))
    return start + choice - alternatives.lowerBound - rows.rowCount
  }

  private func derivatives(of table: [Double]) -> [Double] {
    let count = derivativeStart[rows.profileCount] - rows.rowCount
    var sum = [Double](repeating: 0, count: count)
    var weight = sum
    for row in 0..<rows.rowCount {
      for (place, choice) in rows.choices(of: row).enumerated() {
        let others = rows.choices(of: row).enumerated().reduce(1) {
          $1.offset == place ? $0 : $0 * rows.policy[Int($1.element)]
        }
        let derivative = self.place(of: Int(choice), at: place, in: row)
        sum[derivative] += others * table[row]
        weight[derivative] += others
      }
    }
    // Nobody asks for the derivative by a choice that no row of the profile has.
    return zip(sum, weight).map { $1 > 0 ? $0 / $1 : .nan }
  }

  func values(_ parameters: [Double]) -> [Double] { Array(parameters[..<rows.rowCount]) }

  func greedyValues(_ parameters: [Double]) -> [Double] { largestValues(of: values(parameters)) }

  func value(of row: Int, replacing place: Int, by choice: Int, _ parameters: [Double]) -> Double? {
    index.row(replacing: place, of: row, by: choice).map { parameters[$0] }
  }

  /// The derivative by the policy; `nil` for a choice that nobody recorded in this profile.
  func utility(of choice: Int, at place: Int, in row: Int, _ parameters: [Double]) -> Double? {
    let derivative = parameters[rows.rowCount + self.place(of: choice, at: place, in: row)]
    return derivative.isNaN ? nil : derivative
  }
}
