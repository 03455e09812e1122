import Simulation

/// The cells that plays from a start can reach by legal actions, layer by layer: what coalition games are played on.
///
/// Cells, rows and outcomes are numbered through all layers; a layer is a turn. The rows of the last layer have no
/// outcomes: from there on the behaviour policy plays, and the exact solution knows what that is worth.
struct PlayGraph: Sendable {
  let solution: ExactSolution
  let firstTurn: Int
  /// Where plays begin, with probabilities.
  let start: [(cell: Int, probability: Double)]

  /// First cell of each layer, and the number of cells.
  private(set) var layerStart = [0]
  /// Node of each cell.
  private(set) var node: [Int32] = []
  /// Cell of the exact solution.
  private(set) var solved: [Int] = []
  /// First slot of each cell, and the number of slots; cells where plays stop have none.
  private(set) var slotStart = [0]
  /// First choice of each slot, and how many there are.
  private(set) var slotChoice: [Int32] = []
  private(set) var slotActions: [Int32] = []
  /// First row of each cell, and the number of rows.
  private(set) var rowStart = [0]
  /// Expected reward of each row on the way.
  private(set) var rowReward: [Double] = []
  /// First outcome of each row, and the number of outcomes.
  private(set) var outcomeStart = [0]
  /// Cell after each outcome.
  private(set) var outcomeNext: [Int32] = []
  /// Probability of each outcome, times what the next cell's value is worth a turn earlier.
  private(set) var outcomeWeight: [Double] = []

  var layers: Int { layerStart.count - 1 }
  func cells(ofLayer layer: Int) -> Range<Int> { layerStart[layer]..<layerStart[layer + 1] }
  func slots(of cell: Int) -> Range<Int> { slotStart[cell]..<slotStart[cell + 1] }
  func rows(of cell: Int) -> Range<Int> { rowStart[cell]..<rowStart[cell + 1] }

  /// The graph of plays that begin in some nodes at a turn, through the last turn in which a player may act.
  ///
  /// - Complexity: O(outcomes of the cells that are reached).
  init(
    from start: [(node: Int32, probability: Double)], at turn: Int, through last: Int,
    in solution: ExactSolution
  ) {
    self.solution = solution
    firstTurn = turn
    let mdp = solution.mdp
    var places = NodePlaces(count: mdp.nodeCount)
    self.start = start.map { (places.place(of: $0.node), $0.probability) }
    var layer = places.takeAll()
    for turn in turn...last {
      for node in layer {
        append(node, at: turn)
        let rows = mdp.nodes.rows(of: Int(node))
        let next = layerStart[layerStart.count - 1] + layer.count
        for row in rows { appendRow(row, isLast: turn == last, at: turn, firstCell: next, &places) }
        rowStart.append(rowReward.count)
      }
      layerStart.append(node.count)
      layer = places.takeAll()
    }
  }

  private mutating func append(_ node: Int32, at turn: Int) {
    self.node.append(node)
    solved.append(solution.cells.index(turn: turn, node: Int(node)))
    for slot in solution.mdp.nodes.slots(of: Int(node)) {
      let choices = solution.mdp.information.choices(of: Int(solution.mdp.nodes.slotInformation[slot]))
      slotChoice.append(Int32(choices.lowerBound))
      slotActions.append(Int32(choices.count))
    }
    slotStart.append(slotChoice.count)
  }

  private mutating func appendRow(
    _ row: Int, isLast: Bool, at turn: Int, firstCell: Int, _ places: inout NodePlaces
  ) {
    let mdp = solution.mdp
    var reward = 0.0
    if !isLast {
      for outcome in mdp.nodes.outcomes(of: row) {
        let next = mdp.nodes.outcomeNode[outcome]
        let probability = mdp.nodes.outcomeProbability[outcome]
        reward += probability * mdp.nodes.outcomeReward[outcome]
        // An ending is paid with the last turn's reward.
        let stops = turn + 1 == mdp.horizon || mdp.nodes.isTerminal(Int(next))
        outcomeNext.append(Int32(firstCell + places.place(of: next)))
        outcomeWeight.append(probability * (stops ? 1 : mdp.discount))
      }
    }
    rowReward.append(reward)
    outcomeStart.append(outcomeNext.count)
  }
}

/// The places of nodes in the layer that is being found.
private struct NodePlaces {
  private var place: [Int32]
  private var nodes: [Int32] = []

  init(count: Int) { place = [Int32](repeating: -1, count: count) }

  mutating func place(of node: Int32) -> Int {
    if place[Int(node)] < 0 {
      place[Int(node)] = Int32(nodes.count)
      nodes.append(node)
    }
    return Int(place[Int(node)])
  }

  /// The nodes of the layer, in the order in which they were met; the next layer is empty.
  mutating func takeAll() -> [Int32] {
    for node in nodes { place[Int(node)] = -1 }
    defer { nodes = [] }
    return nodes
  }
}
