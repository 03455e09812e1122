import CreditMethods
import Trajectories

/// States together with some of the decisions of a turn: the situations that a critic values between the
/// decisions of one turn.
///
/// A row is a turn with some of its decisions. Rows share a cell when they share the state and these
/// decisions, in this order; the cells of every number of decisions are apart.
struct DecisionPrefixes {
  /// First row of each turn, and the number of rows. Shape `[turns + 1]`.
  let start: [Int]
  private let rows: Grouping
  /// The turns by the state that they start in.
  let states: Grouping
  /// The row of each row's turn that lacks its last decision; `nil` for a row without decisions.
  private let parent: [Int?]

  /// Most agents of a turn all of whose subsets are told apart.
  static let mostAgents = 12

  /// The decisions before each one of its turn: the rows are the decisions of the batch.
  ///
  /// - Complexity: O(decisions + agents of a turn · symbols).
  init(listedIn batch: TrajectoryBatch, from states: Grouping) {
    var parents = batch.repeatedPerDecision(states.group).map { (parent: Int?.none, decision: 0, state: $0) }
    for turn in 0..<batch.turnCount {
      for row in batch.decisions(of: turn).dropFirst() {
        parents[row] = (row - 1, row - 1, states.group[turn])
      }
    }
    start = batch.turns.decisionStart.map { Int($0) }
    self.states = states
    parent = parents.map(\.parent)
    rows = Self.cells(parents, of: batch, states)
  }

  /// All subsets of each turn's decisions but the whole: subset m, a mask over the decisions by agent, is row
  /// start + m.
  ///
  /// - Throws: ``AttributionError/refused(method:reason:)`` for a turn of more than ``mostAgents`` agents.
  /// - Complexity: O(2^n) a turn of n agents.
  init(ofSubsetsIn batch: TrajectoryBatch, from states: Grouping, method: String) throws(AttributionError) {
    var start = [0]
    for turn in 0..<batch.turnCount {
      let count = batch.decisions(of: turn).count
      guard count <= Self.mostAgents else {
        throw .refused(
          method: method,
          reason:
            "a turn has \(count) agents; order=average is for at most \(Self.mostAgents). Use order=listed.")
      }
      start.append(start[turn] + (1 << count) - 1)
    }
    let order = batch.decisionsByAgent
    var parents: [(parent: Int?, decision: Int, state: UInt32)] = []
    parents.reserveCapacity(start[batch.turnCount])
    for turn in 0..<batch.turnCount {
      for subset in 0..<start[turn + 1] - start[turn] {
        let highest = Int.bitWidth - 1 - subset.leadingZeroBitCount
        let parent = subset == 0 ? nil : start[turn] + subset & ~(1 << max(0, highest))
        let decision = subset == 0 ? 0 : Int(order[batch.decisions(of: turn).lowerBound + highest])
        parents.append((parent, decision, states.group[turn]))
      }
    }
    self.start = start
    self.states = states
    parent = parents.map(\.parent)
    rows = Self.cells(parents, of: batch, states)
  }

  /// Divides rows: one without a parent by its state, another by its parent's cell and its own decision.
  private static func cells(
    _ parents: [(parent: Int?, decision: Int, state: UInt32)], of batch: TrajectoryBatch, _ states: Grouping
  ) -> Grouping {
    var cell = parents.map(\.state)
    var depth = [Int](repeating: 0, count: parents.count)
    // A parent stands before its rows.
    for (row, entry) in parents.enumerated() {
      if let parent = entry.parent { depth[row] = depth[parent] + 1 }
    }
    var count = states.count
    let levels = Grouping(depth.map { UInt32($0) }, count: (depth.max() ?? 0) + 1)
    for level in 1..<max(1, levels.count) {
      let members = levels[level].map { Int($0) }
      let above = Grouping(members.map { cell[parents[$0].parent ?? $0] }, count: count)
      let decisions = members.map { parents[$0].decision }
      let byAgent = Grouping(
        above.split(by: decisions.map { batch.decisions.agent[$0] }, symbolCount: batch.symbols.agents.count))
      let parts = byAgent.split(
        by: decisions.map { batch.decisions.action[$0] }, symbolCount: batch.symbols.actions.count)
      for (row, part) in zip(members, parts.part) { cell[row] = UInt32(count) + part }
      count += parts.count
    }
    return Grouping(cell, count: count)
  }

  /// Values of rows, and how they were fitted.
  struct Values {
    /// One value a row.
    let value: [Double]
    /// The mean over the turns of each turn's state, whether or not somebody decides there.
    fileprivate let stateValue: [Double]
    /// Whether the fit says something of all rows of each turn.
    let isKnown: [Bool]
    fileprivate let cells: Int
    fileprivate let loss: Double

    /// How the values were fitted.
    func fit(_ what: String) -> CriticFit { .closedForm(what, parameters: cells, loss: loss) }

    /// The values of the first turns' states, before any decision.
    func ofStates(_ prefixes: DecisionPrefixes, turns: Int, _ what: String) -> TurnValues {
      TurnValues(kind: .state, values: ofStates(prefixes, turns: turns), fit: fit(what))
    }

    /// The values of the first turns' states, before any decision; a turn in which nobody decides is no row.
    func ofStates(_ prefixes: DecisionPrefixes, turns: Int) -> [Double] {
      (0..<turns).map { turn in
        let first = prefixes.start[turn]
        return first < prefixes.start[turn + 1] ? value[first] : stateValue[turn]
      }
    }
  }

  /// The means of the turns' numbers over the fitted rows of a cell. A row of a cell without any has the value of the row that
  /// lacks its last decision; without decisions, that of the fitted turns of the same number.
  ///
  /// - Parameters:
  ///   - numbers: One number a turn.
  ///   - batch: The turns, and which of them are fitted.
  func values(meansOf numbers: [Double], of batch: CriticBatch) -> Values {
    var own: [Double] = []
    own.reserveCapacity(rows.group.count)
    for turn in numbers.indices {
      own.append(contentsOf: repeatElement(numbers[turn], count: start[turn + 1] - start[turn]))
    }
    let ofStates = batch.fittedMeans(of: numbers, in: states)
    let first = start[batch.firstFitted]
    let means = batch.fittedMeansOrNone(of: own, in: rows, from: first)
    var value = rows.group.map { means[Int($0)] ?? .nan }
    var isKnown = [Bool](repeating: true, count: numbers.count)
    for turn in 0..<batch.firstFitted {
      for row in start[turn]..<start[turn + 1] where value[row].isNaN && means[Int(rows.group[row])] == nil {
        value[row] = parent[row].map { value[$0] } ?? ofStates[turn]
        isKnown[turn] = false
      }
    }
    return Values(
      value: value, stateValue: ofStates, isKnown: isKnown,
      cells: batch.firstFitted == 0 ? rows.count : means.count { $0 != nil },
      loss: meanSquare(Array(own[first...]), Array(value[first...])))
  }
}
