import Ground
import CreditStatistics
import Simulation

/// The cells that decisions of the page's batches fall into, ordered by turn, agent, information state and action.
struct BiasCells {
  /// Sums over the decisions of one batch, by cell.
  struct Sums {
    var credit: [Double]
    var exact: [Double]
  }

  /// Visits by batch and cell.
  let visits: [[Int]]
  private let index: [Int: Int]
  private let agent: [Int]
  private let turn: [Int]

  /// The cells of some batches, whose decisions have keys: the turn times the number of choices, plus the choice.
  init(keys: [[Int]], _ mdp: TurnMDP) {
    let information = mdp.information
    let choices = information.choiceAction.count
    let agent = { (key: Int) in Int(information.agent[Int(information.choiceInformation[key % choices])]) }
    let ordered = Set(keys.joined()).sorted {
      ($0 / choices, agent($0), $0) < ($1 / choices, agent($1), $1)
    }
    let index = Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1, $0) })
    self.index = index
    self.agent = ordered.map(agent)
    turn = ordered.map { $0 / choices }
    visits = keys.map { keys in
      var count = [Int](repeating: 0, count: ordered.count)
      for key in keys { if let cell = index[key] { count[cell] += 1 } }
      return count
    }
  }

  /// All cells.
  var all: Range<Int> { turn.indices }

  /// The runs of cells of one agent at one turn.
  var units: [(agent: Int, turn: Int, cells: Range<Int>)] {
    var units: [(agent: Int, turn: Int, cells: Range<Int>)] = []
    for cell in turn.indices {
      if let last = units.last, last.agent == agent[cell], last.turn == turn[cell] {
        units[units.count - 1].cells = last.cells.lowerBound..<cell + 1
      } else {
        units.append((agent[cell], turn[cell], cell..<cell + 1))
      }
    }
    return units
  }

  /// Sums the credits of one batch, and the exact ones, over its decisions.
  func sums(_ credits: [Double], _ exact: [Double], keys: [Int]) -> Sums {
    var sums = Sums(
      credit: Array(repeating: 0, count: turn.count), exact: Array(repeating: 0, count: turn.count))
    for (decision, key) in keys.enumerated() {
      guard let cell = index[key] else { continue }
      sums.credit[cell] += credits[decision]
      sums.exact[cell] += exact[decision]
    }
    return sums
  }
}

/// Differences between credits, times a factor, and exact credits, summed by batch and cell.
struct BiasSums {
  private let cells: BiasCells
  private let difference: [[Double]]

  init(_ sums: [BiasCells.Sums], in cells: BiasCells, scale: Double) {
    self.cells = cells
    difference = sums.map { batch in zip(batch.credit, batch.exact).map { scale * $0 - $1 } }
  }

  /// One number a batch, whose mean is the mean difference over all decisions of some cells, and which vary over batches
  /// as that ratio of two sums does, to first order.
  func perBatch(_ range: Range<Int>) -> [Double] {
    let sums = difference.map { $0[range].reduce(0, +) }
    let visits = cells.visits.map { Double($0[range].reduce(0, +)) }
    let all = visits.reduce(0, +)
    let mean = sums.reduce(0, +) / all
    return zip(sums, visits).map { mean + ($0 - mean * $1) * Double(sums.count) / all }
  }

  /// The bias of a unit's cells.
  func bias(_ range: Range<Int>) throws -> BiasAtlas.Bias {
    let (mean, error) = try Self.meanAndError(perBatch(range))
    let visits = range.map { cell in cells.visits.reduce(0) { $0 + Double($1[cell]) } }
    let all = visits.reduce(0, +)
    var squares = (bias: 0.0, noise: 0.0)
    for (cell, visits) in zip(range, visits) {
      let (mean, error) = try Self.meanAndError(perBatch(cell..<cell + 1))
      squares.bias += visits / all * mean * mean
      squares.noise += visits / all * error * error
    }
    return BiasAtlas.Bias(
      mean: mean, error: error, rms: squares.bias.squareRoot(), noise: squares.noise.squareRoot())
  }

  private static func meanAndError(_ perBatch: [Double]) throws -> (mean: Double, error: Double) {
    (
      try Descriptive.mean(of: perBatch).value,
      try Descriptive.standardErrorOfMean(of: perBatch).value
    )
  }
}

/// A statistic of the atlas that is not defined.
struct UndefinedStatistic: Error {
  let reason: UndefinedReason
}

extension Measured {
  /// The value, where the atlas cannot do without one.
  fileprivate var value: Value {
    get throws(UndefinedStatistic) {
      switch self {
      case .value(let value): return value
      case .undefined(let reason): throw UndefinedStatistic(reason: reason)
      }
    }
  }
}
