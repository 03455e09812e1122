import Foundation
import Trajectories

/// Sums of credits by agent and turn: how large they are, how far from the exact ones, and what they are where it went
/// badly.
package struct CreditMaps: Sendable {
  private let methods: Int
  private var agents = SymbolTable()
  private var places: [Place: Int] = [:]
  private var cells: [Cell] = []
  /// Whether all decisions had an exact credit.
  private(set) var hasExact = true

  private struct Place: Hashable {
    let agent: Int
    let turn: Int
  }

  private struct Cell {
    var count = 0.0
    var badCount = 0.0
    var exactSquare = 0.0
    var badExact = 0.0
    /// Of each method: its credits' squares, their products with the exact ones, and their sum in bad episodes.
    var squares: [Double]
    var products: [Double]
    var bad: [Double]
    /// Of each method: its decisions, and those in bad episodes.
    var counts: [Double]
    var badCounts: [Double]
  }

  /// No credits.
  ///
  /// - Parameter methods: The number of methods.
  init(methods: Int) { self.methods = methods }

  /// The number of an agent, for ``add(agent:turn:exact:credits:bad:)``.
  mutating func number(of agent: String) -> Int { Int(agents.intern(agent)) }

  /// Adds a decision.
  ///
  /// - Parameters:
  ///   - agent: The number of who decided.
  ///   - turn: When.
  ///   - exact: The exact credit, if it is known.
  ///   - credits: That of each method; not a number where it has none.
  ///   - bad: Whether the episode went badly.
  mutating func add(agent: Int, turn: Int, exact: Double?, credits: [Double], bad: Bool) {
    let place = Place(agent: agent, turn: turn)
    let index =
      places[place]
      ?? {
        let zeros = [Double](repeating: 0, count: methods)
        cells.append(Cell(squares: zeros, products: zeros, bad: zeros, counts: zeros, badCounts: zeros))
        places[place] = cells.count - 1
        return cells.count - 1
      }()
    cells[index].count += 1
    if bad { cells[index].badCount += 1 }
    if let exact {
      cells[index].exactSquare += exact * exact
      if bad { cells[index].badExact += exact }
    } else {
      hasExact = false
    }
    for (method, credit) in credits.enumerated() where !credit.isNaN {
      cells[index].squares[method] += credit * credit
      cells[index].products[method] += credit * (exact ?? 0)
      cells[index].counts[method] += 1
      if bad {
        cells[index].bad[method] += credit
        cells[index].badCounts[method] += 1
      }
    }
  }

  /// The root mean square of each method's credits over all decisions; 0 for one without credits.
  var sizes: [Double] {
    (0..<methods).map { method in
      let sums = cells.reduce(into: (square: 0.0, count: 0.0)) {
        $0.square += $1.squares[method]
        $0.count += $1.counts[method]
      }
      return sums.count > 0 ? (sums.square / sums.count).squareRoot() : 0
    }
  }

  /// How large credits are: the exact ones, those of each method, and how far these are from the exact ones.
  ///
  /// - Parameters:
  ///   - labels: The methods.
  ///   - units: What each method's credits are multiplied by.
  func magnitudes(_ labels: [String], units: [Double]) -> [HeatMap] {
    var maps: [HeatMap] = []
    if hasExact { maps.append(map("exact") { ($0.exactSquare / $0.count).squareRoot() }) }
    for (method, (label, unit)) in zip(labels, units).enumerated() {
      maps.append(
        map(label) { cell in
          cell.counts[method] > 0 ? unit * (cell.squares[method] / cell.counts[method]).squareRoot() : nil
        })
      guard hasExact else { continue }
      maps.append(
        map("\(label) less exact") { cell in
          guard cell.counts[method] > 0 else { return nil }
          let square =
            unit * unit * cell.squares[method] - 2 * unit * cell.products[method] + cell.exactSquare
          return (max(0, square) / cell.counts[method]).squareRoot()
        })
    }
    return maps
  }

  /// Mean credits in episodes that went badly: the exact ones, those of each method, and their difference.
  ///
  /// - Parameters:
  ///   - labels: The methods.
  ///   - units: What each method's credits are multiplied by.
  func means(_ labels: [String], units: [Double]) -> [HeatMap] {
    var maps: [HeatMap] = []
    let exact = { (cell: Cell) in cell.badCount > 0 ? cell.badExact / cell.badCount : nil }
    if hasExact { maps.append(map("exact", signed: true, exact)) }
    for (method, (label, unit)) in zip(labels, units).enumerated() {
      let own = { (cell: Cell) in
        cell.badCounts[method] > 0 ? unit * cell.bad[method] / cell.badCounts[method] : nil
      }
      maps.append(map(label, signed: true, own))
      guard hasExact else { continue }
      maps.append(
        map("\(label) less exact", signed: true) { cell in
          own(cell).flatMap { own in exact(cell).map { own - $0 } }
        })
    }
    return maps
  }

  /// Whether there were bad episodes, and others.
  var hasBad: Bool {
    cells.contains { $0.badCount > 0 } && cells.contains { $0.badCount < $0.count }
  }

  private func map(_ title: String, signed: Bool = false, _ number: (Cell) -> Double?) -> HeatMap {
    let turns = (places.keys.map(\.turn).max() ?? -1) + 1
    let shown = agentsShown(turns: turns)
    return HeatMap(
      title, rows: shown.map { agents.names[$0] }, columns: (0..<turns).map { "t\($0)" }, signed: signed,
      notes: shown.count < agents.names.count
        ? [
          "Of \(Numerals.count(agents.names.count)) agents \(Numerals.count(shown.count)) are looked at, those with most "
            + "decisions."
        ] : []
    ) { row, column in
      places[Place(agent: shown[row], turn: column)].flatMap { number(cells[$0]) }
    }
  }

  /// Places of a map: agents by turns. Where everybody acts once there are as many agents as turns, of which no picture shows
  /// the square.
  static let mostPlaces = 1 << 18

  /// The agents of a map: all, or those with most decisions, at least a few.
  private func agentsShown(turns: Int) -> [Int] {
    let most = max(8, Self.mostPlaces / max(1, turns))
    guard agents.names.count > most else { return Array(agents.names.indices) }
    var counts = [Double](repeating: 0, count: agents.names.count)
    for (place, cell) in places { counts[place.agent] += cells[cell].count }
    return counts.indices.sorted { (-counts[$0], $0) < (-counts[$1], $1) }.prefix(most).sorted()
  }
}

/// How returns and credits are distributed.
package struct CreditDistributions: Sendable {
  private var returns: [Double] = []
  private var succeeded: [Bool] = []
  private var exact: [Double] = []
  private var credits: [[Double]]
  /// Decisions whose credits are kept.
  private static let mostDecisions = 20_000

  /// Nothing.
  ///
  /// - Parameter methods: The number of methods.
  init(methods: Int) { credits = [[Double]](repeating: [], count: methods) }

  /// Adds an episode.
  mutating func add(return value: Double, success: Bool) {
    guard value.isFinite else { return }
    returns.append(value)
    succeeded.append(success)
  }

  /// Adds credits of decisions, as long as there is room.
  mutating func add(exact: ArraySlice<Double>?, credits: [ArraySlice<Double>]) {
    guard (self.credits.first?.count ?? self.exact.count) < Self.mostDecisions else { return }
    if let exact { self.exact += exact }
    for (method, values) in credits.enumerated() { self.credits[method] += values.filter { !$0.isNaN } }
  }

  /// How often each return occurs, by how the episode ended.
  var returnChart: BarChart? {
    guard let least = returns.min(), let most = returns.max(), least < most else { return nil }
    let values = Set(returns.prefix(4096)).count <= 24 ? Set(returns) : []
    let bars: [String]
    let place: (Double) -> Int
    if !values.isEmpty, values.count <= 24 {
      let sorted = values.sorted()
      bars = sorted.map { Numerals.digits($0, 4) }
      let index = Dictionary(sorted.enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 })
      place = { index[$0] ?? 0 }
    } else {
      let width = (most - least) / 20
      bars = (0..<20).map { Numerals.digits(least + (Double($0) + 0.5) * width, 3) }
      place = { min(19, Int(($0 - least) / width)) }
    }
    var counts = [[Double]](repeating: [Double](repeating: 0, count: bars.count), count: 2)
    for (value, success) in zip(returns, succeeded) { counts[success ? 0 : 1][place(value)] += 1 }
    let share = 100 / Double(returns.count)
    return BarChart(
      bars,
      [
        .init("success", counts[0].map { $0 * share }), .init("no success", counts[1].map { $0 * share }),
      ].filter { $0.values.contains { $0 > 0 } }, x: "return", y: "episodes, %", stacked: true, decimals: 1)
  }

  /// The quantiles of the credits.
  ///
  /// - Parameters:
  ///   - labels: The methods.
  ///   - units: What each method's credits are multiplied by.
  ///   - axis: What they are then.
  func creditChart(_ labels: [String], units: [Double], axis: String) -> ForestPlot {
    var rows: [ForestPlot.Row] = []
    if let row = Self.row("exact", exact, unit: 1, marked: true) { rows.append(row) }
    for (label, (values, unit)) in zip(labels, zip(credits, units)) {
      if let row = Self.row(label, values, unit: unit) { rows.append(row) }
    }
    return ForestPlot(axis: axis, reference: 0, [(nil, rows)])
  }

  private static func row(
    _ name: String, _ values: [Double], unit: Double, marked: Bool = false
  ) -> ForestPlot.Row? {
    let sorted = values.filter(\.isFinite).sorted()
    guard let first = sorted.first, let last = sorted.last else { return nil }
    let quantile = { (share: Double) in unit * sorted[Int(share * Double(sorted.count - 1))] }
    return ForestPlot.Row(
      name, quantile(0.5), interval: .init(unit * first, unit * last),
      inner: .init(quantile(0.25), quantile(0.75)), marked: marked)
  }
}
