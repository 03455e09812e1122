import Ground
import Glibc
import Simulation

/// `Q_tot = w2(s)' elu(w1(s) q + b1(s)) + b2(s)` with weights of at least 0: QMIX's mixture, which never decreases in any
/// utility.
///
/// A hypernetwork on a one-hot cell is one row of parameters a cell, which is what is kept; weights are their sizes.
///
/// Source: Rashid et al. 2018, arXiv 1803.11485.
struct MonotoneModel: GradientModel, UtilityModel {
  let rows: TeamRows
  /// Hidden units.
  let hidden: Int
  /// First parameter of each cell's mixing: w1 slot by slot, then b1, w2 and b2; and the number of parameters.
  private let start: [Int]

  var parameterCount: Int { start[rows.cellCount] }

  init(_ rows: TeamRows, hidden: Int) {
    self.rows = rows
    self.hidden = hidden
    start = (0..<rows.cellCount).reduce(into: [rows.choiceCount]) { start, cell in
      let slots = rows.slotStart[cell + 1] - rows.slotStart[cell]
      start.append(start[cell] + (slots + 2) * hidden + 1)
    }
  }

  /// Every hidden unit begins with numbers of its own, the same in every cell and for every agent.
  func start(noise: Double, seed: UInt64) -> [Double] {
    let stream = PhiloxStream(seed: seed, purpose: .mixing)
    let drawn = (0..<hidden).map { stream.units(episode: 1, turn: 0, draw: UInt64($0)) }
    var parameters = startingUtilities(noise: noise, seed: seed)
    parameters.reserveCapacity(parameterCount)
    for cell in 0..<rows.cellCount {
      for _ in rows.slotStart[cell]..<rows.slotStart[cell + 1] { parameters += drawn.map { 0.5 + $0.0 } }
      parameters += drawn.map { 2 * $0.1 - 1 }
      parameters += drawn.map { (0.5 + $0.2) / Double(hidden) }
      parameters.append(0)
    }
    return parameters
  }

  func loss(_ parameters: [Double], _ targets: [Double], gradient: inout [Double]) -> Double {
    var loss = 0.0
    var raised = [Double](repeating: 0, count: hidden)
    var slopes = raised
    for row in 0..<rows.rowCount {
      let first = start[Int(rows.rowCell[row])]
      let choices = rows.rowStart[row]..<rows.rowStart[row + 1]
      let bias = first + choices.count * hidden
      var mixed = parameters[bias + 2 * hidden]
      for unit in 0..<hidden {
        var sum = parameters[bias + unit]
        for (place, index) in choices.enumerated() {
          sum += abs(parameters[first + place * hidden + unit]) * parameters[Int(rows.rowChoice[index])]
        }
        slopes[unit] = sum > 0 ? 1 : exp(sum)
        raised[unit] = sum > 0 ? sum : slopes[unit] - 1
        mixed += abs(parameters[bias + hidden + unit]) * raised[unit]
      }
      let difference = mixed - targets[row]
      loss += rows.rowWeight[row] * difference * difference
      let slope = 2 * rows.rowWeight[row] * difference
      gradient[bias + 2 * hidden] += slope
      for unit in 0..<hidden {
        let outer = parameters[bias + hidden + unit]
        gradient[bias + hidden + unit] += slope * (outer < 0 ? -raised[unit] : raised[unit])
        let inner = slope * abs(outer) * slopes[unit]
        gradient[bias + unit] += inner
        for (place, index) in choices.enumerated() {
          let weight = parameters[first + place * hidden + unit]
          let choice = Int(rows.rowChoice[index])
          gradient[choice] += inner * abs(weight)
          gradient[first + place * hidden + unit] += inner * (weight < 0 ? -1 : 1) * parameters[choice]
        }
      }
    }
    return loss
  }

  /// Q_tot in a cell for utilities of its slots.
  func mixed(in cell: Int, _ parameters: [Double], _ utilities: [Double]) -> Double {
    let first = start[cell]
    let bias = first + utilities.count * hidden
    var mixed = parameters[bias + 2 * hidden]
    for unit in 0..<hidden {
      var sum = parameters[bias + unit]
      for place in utilities.indices {
        sum += abs(parameters[first + place * hidden + unit]) * utilities[place]
      }
      mixed += abs(parameters[bias + hidden + unit]) * (sum > 0 ? sum : exp(sum) - 1)
    }
    return mixed
  }

  func values(_ parameters: [Double]) -> [Double] {
    (0..<rows.rowCount).map { row in
      mixed(in: Int(rows.rowCell[row]), parameters, rows.choices(of: row).map { parameters[Int($0)] })
    }
  }

  func greedyValues(_ parameters: [Double]) -> [Double] {
    let largest = largestUtilities(parameters)
    return rows.profileRow.map { row in
      mixed(
        in: Int(rows.rowCell[Int(row)]), parameters,
        rows.choices(of: Int(row)).map { largest[Int(rows.choiceContext[Int($0)])] })
    }
  }

  func value(of row: Int, replacing place: Int, by choice: Int, _ parameters: [Double]) -> Double? {
    var utilities = rows.choices(of: row).map { parameters[Int($0)] }
    utilities[place] = parameters[choice]
    return mixed(in: Int(rows.rowCell[row]), parameters, utilities)
  }

  func utility(of choice: Int, at place: Int, in row: Int, _ parameters: [Double]) -> Double? {
    parameters[choice]
  }
}
