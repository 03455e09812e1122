import Simulation

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
  /// The rows of a cell while they are averaged.
  private var scratch: [Double]
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
    let widest = zip(graph.rowStart, graph.rowStart.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) }
    scratch = [Double](repeating: 0, count: widest)
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
    // Of locals, so that what is read is not part of what is written.
    let (play, values) = (play, values)
    let cells = play.graph.cells(ofLayer: layer)
    let start = play.graph.outcomeStart.span
    let next = play.graph.outcomeNext.span
    let weight = play.graph.outcomeWeight.span
    let reward = play.graph.rowReward.span
    let known = values.span
    var row = play.graph.rowStart[cells.lowerBound]
    let end = play.graph.rowStart[cells.upperBound]
    var outcome = start[row]
    while row < end {
      var value = reward[row]
      let last = start[row + 1]
      while outcome < last {
        value += weight[outcome] * known[Int(next[outcome])]
        outcome += 1
      }
      rows[row] = value
      row += 1
    }
  }

  /// Averages the rows of each cell over one slot after the other, from the last, whose actions run fastest.
  private mutating func valueCells(ofLayer layer: Int) {
    let play = play
    let slotStart = play.graph.slotStart
    let rowStart = play.graph.rowStart
    let firstChoice = play.graph.slotChoice
    let actionCount = play.graph.slotActions
    let roles = play.roles
    for cell in play.graph.cells(ofLayer: layer) where slotStart[cell] < slotStart[cell + 1] {
      var count = rowStart[cell + 1] - rowStart[cell]
      for row in 0..<count { scratch[row] = rows[rowStart[cell] + row] }
      var slot = slotStart[cell + 1]
      while slot > slotStart[cell] {
        slot -= 1
        let actions = Int(actionCount[slot])
        let role = roles[slot]
        let isPresent = role.player < 0 || members[Int(role.player)]
        count /= actions
        average(
          prefixes: count, actions: actions, firstChoice: Int(firstChoice[slot]),
          by: isPresent ? role.present : role.absent)
      }
      values[cell] = scratch[0]
    }
  }

  /// Puts the mean over the last agent's actions in the place of each prefix of the others'.
  @inline(__always)
  private mutating func average(prefixes: Int, actions: Int, firstChoice: Int, by rule: MixedPlay.Rule) {
    for prefix in 0..<prefixes {
      let base = prefix * actions
      if rule.code >= 0 {
        scratch[prefix] = scratch[base + Int(rule.code)]
        continue
      }
      var sum = 0.0
      var action = 0
      while action < actions {
        let weight =
          rule.code == MixedPlay.Rule.uniform.code ? 1 / Double(actions) : probability[firstChoice + action]
        sum += weight * scratch[base + action]
        action += 1
      }
      scratch[prefix] = sum
    }
  }
}
