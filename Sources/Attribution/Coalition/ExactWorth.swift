import TurnMDP

/// The exact worth of coalitions: the expected return of a mixed play, by dynamic programming backwards over turns.
///
/// Whether a player is present matters from its last turn on backwards. A table of all coalitions is therefore found
/// depth first from the last turn: coalitions that agree on the players of later turns share the values of those turns.
struct ExactWorth {
  private let play: MixedPlay
  private var members: [Bool]
  /// The expected return from each cell on.
  private var values: [Double]
  /// The expected return after each row of the cells.
  private var rows: [Double]
  private var scratch: [Double] = []
  /// The behaviour policy, by choice.
  private let probability: [Double]

  init(_ play: MixedPlay) {
    self.play = play
    let graph = play.graph
    let cells = graph.solution.cells
    members = [Bool](repeating: false, count: play.players)
    probability = graph.solution.policy.probability
    values = graph.solved.map { cells.value[$0] }
    rows = [Double](repeating: 0, count: graph.rowReward.count)
    for cell in graph.cells(ofLayer: play.lastLayer) {
      for (row, solved) in zip(graph.rows(of: cell), cells.rows(of: graph.solved[cell])) {
        rows[row] = cells.actionValue[solved]
      }
    }
  }

  /// The worth of one coalition, given as one flag a player.
  mutating func worth(of members: [Bool]) -> Double {
    self.members = members
    for layer in (0...play.lastLayer).reversed() {
      valueRows(ofLayer: layer)
      valueCells(ofLayer: layer)
    }
    return startValue
  }

  /// The worth of every coalition, at the place of its bits.
  ///
  /// - Complexity: The sum over turns of 2 to the number of players with decisions from that turn on, times the
  ///   outcomes of the turn.
  mutating func table() -> [Double] {
    var table = [Double](repeating: 0, count: 1 << play.players)
    descend(to: play.lastLayer, coalition: 0, into: &table)
    return table
  }

  private mutating func descend(to layer: Int, coalition: Int, into table: inout [Double]) {
    valueRows(ofLayer: layer)
    let ending = play.endingInLayer[layer]
    for choice in 0..<(1 << ending.count) {
      var coalition = coalition
      for (bit, player) in ending.enumerated() {
        members[player] = choice >> bit & 1 == 1
        if members[player] { coalition |= 1 << player }
      }
      valueCells(ofLayer: layer)
      if layer == 0 {
        table[coalition] = startValue
      } else {
        descend(to: layer - 1, coalition: coalition, into: &table)
      }
    }
  }

  private var startValue: Double {
    play.graph.start.reduce(0) { $0 + $1.probability * values[$1.cell] }
  }

  /// After the last layer with a player only the policy plays: those rows do not change.
  private mutating func valueRows(ofLayer layer: Int) {
    guard layer < play.lastLayer else { return }
    let cells = play.graph.cells(ofLayer: layer)
    for row in play.graph.rowStart[cells.lowerBound]..<play.graph.rowStart[cells.upperBound] {
      var value = play.graph.rowReward[row]
      for outcome in play.graph.outcomeStart[row]..<play.graph.outcomeStart[row + 1] {
        value += play.graph.outcomeWeight[outcome] * values[Int(play.graph.outcomeNext[outcome])]
      }
      rows[row] = value
    }
  }

  private mutating func valueCells(ofLayer layer: Int) {
    for cell in play.graph.cells(ofLayer: layer) where !play.graph.slots(of: cell).isEmpty {
      values[cell] = value(of: cell)
    }
  }

  /// Averages the rows of a cell over one slot after the other, from the last, whose actions run fastest.
  private mutating func value(of cell: Int) -> Double {
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: rows[play.graph.rows(of: cell)])
    var count = scratch.count
    for slot in play.graph.slots(of: cell).reversed() {
      let first = Int(play.graph.slotChoice[slot])
      let actions = Int(play.graph.slotActions[slot])
      let role = play.roles[slot]
      let isPresent = role.player < 0 || members[Int(role.player)]
      let rule = isPresent ? role.present : role.absent
      count /= actions
      for prefix in 0..<count {
        let base = prefix * actions
        if rule.code >= 0 {
          scratch[prefix] = scratch[base + Int(rule.code)]
          continue
        }
        var sum = 0.0
        if rule == .uniform {
          for action in 0..<actions { sum += scratch[base + action] }
          sum /= Double(actions)
        } else {
          for action in 0..<actions { sum += probability[first + action] * scratch[base + action] }
        }
        scratch[prefix] = sum
      }
    }
    return scratch[0]
  }
}
