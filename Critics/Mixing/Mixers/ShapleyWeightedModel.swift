/// `Q_tot = sum_i delta_i Q_i`: SHAQ's mixture. delta is 1 for an agent whose action is greedy, and `alpha_i(s)` of at least 1
/// otherwise.
///
/// `alpha = 1 + |f|` with one free f a slot, in place of a network of the utilities of sampled coalitions.
///
/// Source: Wang et al. 2022, arXiv 2105.15013.
struct ShapleyWeightedModel: GradientModel, UtilityModel {
  let rows: TeamRows

  /// Utilities, then f, one a slot.
  var parameterCount: Int { rows.choiceCount + rows.slotCount }

  /// f begins above 0, where its size has a derivative.
  func start(noise: Double, seed: UInt64) -> [Double] {
    startingUtilities(noise: noise, seed: seed) + Array(repeating: 0.1, count: rows.slotCount)
  }

  /// delta of every agent of every row, in the order of `rowChoice`.
  func weights(_ parameters: [Double]) -> [Double] {
    let isGreedy = areGreedy(parameters)
    var weights = [Double](repeating: 1, count: rows.rowChoice.count)
    for row in 0..<rows.rowCount {
      for entry in rows.rowStart[row]..<rows.rowStart[row + 1] where !isGreedy[Int(rows.rowChoice[entry])] {
        weights[entry] = 1 + abs(parameters[free(entry - rows.rowStart[row], row)])
      }
    }
    return weights
  }

  /// Where f of a slot of a row stands.
  private func free(_ place: Int, _ row: Int) -> Int {
    rows.choiceCount + rows.slotStart[Int(rows.rowCell[row])] + place
  }

  func loss(_ parameters: [Double], _ targets: [Double], gradient: inout [Double]) -> Double {
    let isGreedy = areGreedy(parameters)
    let weights = weights(parameters)
    var loss = 0.0
    for row in 0..<rows.rowCount {
      let entries = rows.rowStart[row]..<rows.rowStart[row + 1]
      var difference = -targets[row]
      for entry in entries { difference += weights[entry] * parameters[Int(rows.rowChoice[entry])] }
      loss += rows.rowWeight[row] * difference * difference
      let slope = 2 * rows.rowWeight[row] * difference
      for (place, entry) in entries.enumerated() {
        let choice = Int(rows.rowChoice[entry])
        gradient[choice] += slope * weights[entry]
        guard !isGreedy[choice] else { continue }
        let free = free(place, row)
        gradient[free] += slope * (parameters[free] < 0 ? -parameters[choice] : parameters[choice])
      }
    }
    return loss
  }

  func values(_ parameters: [Double]) -> [Double] {
    let weights = weights(parameters)
    return (0..<rows.rowCount).map { row in
      (rows.rowStart[row]..<rows.rowStart[row + 1]).reduce(0) {
        $0 + weights[$1] * parameters[Int(rows.rowChoice[$1])]
      }
    }
  }

  func greedyValues(_ parameters: [Double]) -> [Double] {
    let largest = largestUtilities(parameters)
    return rows.profileRow.map { row in
      rows.choices(of: Int(row)).reduce(0) { $0 + largest[Int(rows.choiceContext[Int($1)])] }
    }
  }

  func value(of row: Int, replacing place: Int, by choice: Int, _ parameters: [Double]) -> Double? {
    rows.choices(of: row).enumerated().reduce(0) { sum, taken in
      let choice = taken.offset == place ? choice : Int(taken.element)
      return sum + weighted(choice, at: taken.offset, in: row, parameters)
    }
  }

  /// `delta_i Q_i` of a choice in a slot of a row.
  private func weighted(_ choice: Int, at place: Int, in row: Int, _ parameters: [Double]) -> Double {
    let largest = rows.alternatives(to: Int32(choice)).reduce(-.infinity) { max($0, parameters[$1]) }
    let isGreedy = parameters[choice] >= largest - Self.tieTolerance
    return (isGreedy ? 1 : 1 + abs(parameters[free(place, row)])) * parameters[choice]
  }

  func utility(of choice: Int, at place: Int, in row: Int, _ parameters: [Double]) -> Double? {
    weighted(choice, at: place, in: row, parameters)
  }
}
