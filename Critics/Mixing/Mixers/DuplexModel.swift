import Glibc

/// `Q_tot = sum_i Q_i' + sum_i (lambda_i(s, a) - 1)(Q_i' - max Q_i')` with `Q_i' = w_i(s) Q_i + b_i(s)`, w and lambda above
/// 0: QPLEX's mixture, which can take any value that the agents' own choices maximise.
///
/// Positive numbers are exponentials of free parameters: w and b one a slot, lambda one an agent of every recorded joint
/// action; another joint action has lambda 1. As in the released code no gradient passes through the advantages
/// `Q_i' - max Q_i'`.
///
/// Source: Wang et al. 2021, arXiv 2008.01062.
struct DuplexModel: GradientModel, UtilityModel {
  let rows: TeamRows
  private let index: RowIndex
  private let firstScale: Int
  private let firstBias: Int
  private let firstWeight: Int

  /// Utilities; w and b, one a slot each; lambda, one an entry of `rowChoice`.
  var parameterCount: Int { firstWeight + rows.rowChoice.count }

  init(_ rows: TeamRows) {
    self.rows = rows
    index = RowIndex(rows)
    firstScale = rows.choiceCount
    firstBias = firstScale + rows.slotCount
    firstWeight = firstBias + rows.slotCount
  }

  func start(noise: Double, seed: UInt64) -> [Double] {
    startingUtilities(noise: noise, seed: seed)
      + Array(repeating: 0, count: parameterCount - rows.choiceCount)
  }

  /// `Q_i' - max Q_i'` of every agent of every row, in the order of `rowChoice`.
  func advantages(_ parameters: [Double]) -> [Double] {
    let largest = largestUtilities(parameters)
    var result = [Double](repeating: 0, count: rows.rowChoice.count)
    for row in 0..<rows.rowCount {
      let slot = rows.slotStart[Int(rows.rowCell[row])]
      for (place, choice) in rows.choices(of: row).enumerated() {
        let context = Int(rows.choiceContext[Int(choice)])
        result[rows.rowStart[row] + place] =
          exp(parameters[firstScale + slot + place]) * (parameters[Int(choice)] - largest[context])
      }
    }
    return result
  }

  func loss(_ parameters: [Double], _ targets: [Double], gradient: inout [Double]) -> Double {
    loss(parameters, targets, advantages: advantages(parameters), gradient: &gradient)
  }

  /// The loss for given advantages, through which no gradient passes.
  func loss(
    _ parameters: [Double], _ targets: [Double], advantages: [Double], gradient: inout [Double]
  ) -> Double {
    var loss = 0.0
    for row in 0..<rows.rowCount {
      let slot = rows.slotStart[Int(rows.rowCell[row])]
      let entries = rows.rowStart[row]..<rows.rowStart[row + 1]
      var mixed = 0.0
      for (place, entry) in entries.enumerated() {
        let utility = parameters[Int(rows.rowChoice[entry])]
        mixed += exp(parameters[firstScale + slot + place]) * utility + parameters[firstBias + slot + place]
        mixed += (exp(parameters[firstWeight + entry]) - 1) * advantages[entry]
      }
      let difference = mixed - targets[row]
      loss += rows.rowWeight[row] * difference * difference
      let slope = 2 * rows.rowWeight[row] * difference
      for (place, entry) in entries.enumerated() {
        let choice = Int(rows.rowChoice[entry])
        let scale = exp(parameters[firstScale + slot + place])
        gradient[choice] += slope * scale
        gradient[firstScale + slot + place] += slope * scale * parameters[choice]
        gradient[firstBias + slot + place] += slope
        gradient[firstWeight + entry] += slope * exp(parameters[firstWeight + entry]) * advantages[entry]
      }
    }
    return loss
  }

  /// `Q_i'` of a choice in a slot.
  private func transformed(_ utility: Double, slot: Int, _ parameters: [Double]) -> Double {
    exp(parameters[firstScale + slot]) * utility + parameters[firstBias + slot]
  }

  func values(_ parameters: [Double]) -> [Double] {
    let advantages = advantages(parameters)
    return (0..<rows.rowCount).map { row in
      let slot = rows.slotStart[Int(rows.rowCell[row])]
      return rows.choices(of: row).enumerated().reduce(0) { sum, choice in
        let entry = rows.rowStart[row] + choice.offset
        return sum + transformed(parameters[Int(choice.element)], slot: slot + choice.offset, parameters)
          + (exp(parameters[firstWeight + entry]) - 1) * advantages[entry]
      }
    }
  }

  func greedyValues(_ parameters: [Double]) -> [Double] {
    let largest = largestUtilities(parameters)
    return rows.profileRow.map { row in
      let slot = rows.slotStart[Int(rows.rowCell[Int(row)])]
      return rows.choices(of: Int(row)).enumerated().reduce(0) { sum, choice in
        sum
          + transformed(
            largest[Int(rows.choiceContext[Int(choice.element)])], slot: slot + choice.offset, parameters)
      }
    }
  }

  func value(of row: Int, replacing place: Int, by choice: Int, _ parameters: [Double]) -> Double? {
    let slot = rows.slotStart[Int(rows.rowCell[row])]
    let other = index.row(replacing: place, of: row, by: choice)
    let largest = { (choice: Int) in
      rows.alternatives(to: Int32(choice)).reduce(-.infinity) { max($0, parameters[$1]) }
    }
    return rows.choices(of: row).enumerated().reduce(0) { sum, taken in
      let choice = taken.offset == place ? choice : Int(taken.element)
      let own = transformed(parameters[choice], slot: slot + taken.offset, parameters)
      guard let other else { return sum + own }
      let lambda = exp(parameters[firstWeight + rows.rowStart[other] + taken.offset])
      let most = transformed(largest(choice), slot: slot + taken.offset, parameters)
      return sum + own + (lambda - 1) * (own - most)
    }
  }

  func utility(of choice: Int, at place: Int, in row: Int, _ parameters: [Double]) -> Double? {
    transformed(
      parameters[choice], slot: rows.slotStart[Int(rows.rowCell[row])] + place, parameters)
  }
}
