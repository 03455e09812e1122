/// `Q_tot = sum_i k_i(s) Q_i + b(s)` with weights of at least 0: DOP's mixture.
///
/// A weight is the size of a free parameter, one a slot; normalised weights are divided by their sum over the cell.
///
/// Source: Wang et al. 2021, arXiv 2007.12322; the normalisation is that of the released code.
struct WeightedModel: GradientModel, UtilityModel {
  let rows: TeamRows
  /// Whether the weights of a cell sum to 1.
  let isNormalised: Bool

  /// Utilities, then one number a slot, then one a cell.
  var parameterCount: Int { rows.choiceCount + rows.slotCount + rows.cellCount }

  func start(noise: Double, seed: UInt64) -> [Double] {
    startingUtilities(noise: noise, seed: seed) + Array(repeating: 1, count: rows.slotCount)
      + Array(repeating: 0, count: rows.cellCount)
  }

  /// What the sizes of a cell's free parameters are divided by.
  private func divisor(of cell: Int, _ parameters: [Double]) -> Double {
    guard isNormalised else { return 1 }
    return (rows.slotStart[cell]..<rows.slotStart[cell + 1]).reduce(0) {
      $0 + abs(parameters[rows.choiceCount + $1])
    }
  }

  /// k of a slot.
  func weight(of place: Int, in cell: Int, _ parameters: [Double]) -> Double {
    abs(parameters[rows.choiceCount + rows.slotStart[cell] + place]) / divisor(of: cell, parameters)
  }

  private func bias(of cell: Int, _ parameters: [Double]) -> Double {
    parameters[rows.choiceCount + rows.slotCount + cell]
  }

  func loss(_ parameters: [Double], _ targets: [Double], gradient: inout [Double]) -> Double {
    var loss = 0.0
    for row in 0..<rows.rowCount {
      let cell = Int(rows.rowCell[row])
      let choices = rows.choices(of: row)
      let divisor = divisor(of: cell, parameters)
      let firstWeight = rows.choiceCount + rows.slotStart[cell]
      var mixed = 0.0
      for (place, choice) in choices.enumerated() {
        mixed += abs(parameters[firstWeight + place]) / divisor * parameters[Int(choice)]
      }
      let difference = mixed + bias(of: cell, parameters) - targets[row]
      loss += rows.rowWeight[row] * difference * difference
      let slope = 2 * rows.rowWeight[row] * difference
      gradient[rows.choiceCount + rows.slotCount + cell] += slope
      for (place, choice) in choices.enumerated() {
        let raw = parameters[firstWeight + place]
        gradient[Int(choice)] += slope * abs(raw) / divisor
        // A normalised weight's own utility counts against the mean of all.
        let lever = parameters[Int(choice)] - (isNormalised ? mixed : 0)
        gradient[firstWeight + place] += slope * (raw < 0 ? -lever : lever) / divisor
      }
    }
    return loss
  }

  private func mixed(_ cell: Int, _ parameters: [Double], utility: (Int) -> Double) -> Double {
    (0..<rows.slotStart[cell + 1] - rows.slotStart[cell]).reduce(bias(of: cell, parameters)) {
      $0 + weight(of: $1, in: cell, parameters) * utility($1)
    }
  }

  func values(_ parameters: [Double]) -> [Double] {
    (0..<rows.rowCount).map { row in
      mixed(Int(rows.rowCell[row]), parameters) {
        parameters[Int(rows.rowChoice[rows.rowStart[row] + $0])]
      }
    }
  }

  func greedyValues(_ parameters: [Double]) -> [Double] {
    let largest = largestUtilities(parameters)
    return rows.profileRow.map { row in
      mixed(Int(rows.rowCell[Int(row)]), parameters) {
        largest[Int(rows.choiceContext[Int(rows.rowChoice[rows.rowStart[Int(row)] + $0])])]
      }
    }
  }

  func value(of row: Int, replacing place: Int, by choice: Int, _ parameters: [Double]) -> Double? {
    mixed(Int(rows.rowCell[row]), parameters) {
      parameters[$0 == place ? choice : Int(rows.rowChoice[rows.rowStart[row] + $0])]
    }
  }

  func utility(of choice: Int, at place: Int, in row: Int, _ parameters: [Double]) -> Double? {
    weight(of: place, in: Int(rows.rowCell[row]), parameters) * parameters[choice]
  }
}
