import CreditMethods
import Trajectories

/// The cells of a critic of joint actions: what it sees of a turn, together with what the acting agents do there.
///
/// Beside the cells of the rows there are those that a row would have if one of its agents did something else.
struct JointCells {
  /// Cell of each row.
  let cell: [Int32]
  /// Number of cells, those of alternatives included.
  var count: Int { view.count }
  /// What the critic sees in each cell, a cell of its rows.
  private(set) var view: [Int32] = []
  /// Agents and actions of each cell, by agent.
  private(set) var actions: [[AgentAction]] = []
  /// Alternatives of each decision, an index of ``alternatives``.
  let decisionAlternatives: [UInt32]
  /// What the policy would do in the place of a decision, all else kept.
  private(set) var alternatives: [[Weighted]] = []

  /// What an agent does.
  struct AgentAction: Hashable {
    let agent, action: UInt32
  }

  /// A cell with a probability.
  struct Weighted {
    let cell: Int32
    let probability: Double
  }

  private struct Key: Hashable {
    let view: Int32
    let actions: [AgentAction]
  }

  private var cells: [Key: Int32] = [:]

  /// The cells of rows that are turns.
  ///
  /// - Complexity: O(agents · turns + symbols), and O(actions) for each distinct (cell, agent, observation).
  init(_ rows: CriticRows, of batch: TrajectoryBatch, _ policies: DecisionPolicies) {
    let agents = batch.symbols.agents.count
    var groups = Grouping(rows.cell.map { UInt32($0) }, count: rows.cellCount)
    for agent in 0..<UInt32(agents) {
      var action = [UInt32](repeating: 0, count: batch.turnCount)
      for turn in 0..<batch.turnCount {
        for decision in batch.decisions(of: turn) where batch.decisions.agent[decision] == agent {
          action[turn] = batch.decisions.action[decision] + 1
        }
      }
      groups = Grouping(groups.split(by: action, symbolCount: batch.symbols.actions.count + 1))
    }
    cell = groups.group.map { Int32($0) }
    let combinations = Grouping(
      Grouping(
        Grouping(batch.repeatedPerDecision(groups.group), count: groups.count)
          .split(by: batch.decisions.agent, symbolCount: agents)
      ).split(by: policies.context, symbolCount: policies.count))
    decisionAlternatives = combinations.group
    for group in 0..<groups.count {
      let turn = Int(groups[group][groups[group].startIndex])
      let taken = batch.decisions(of: turn).map {
        AgentAction(agent: batch.decisions.agent[$0], action: batch.decisions.action[$0])
      }.sorted { $0.agent < $1.agent }
      _ = index(of: Key(view: rows.cell[turn], actions: taken))
    }
    let cellOfDecision = batch.repeatedPerDecision(cell)
    for combination in 0..<combinations.count {
      let decision = Int(combinations[combination][combinations[combination].startIndex])
      let taken = Int(cellOfDecision[decision])
      let agent = batch.decisions.agent[decision]
      alternatives.append(
        policies.choices(of: Int(policies.context[decision])).map { choice in
          let other = actions[taken].map {
            $0.agent == agent ? AgentAction(agent: agent, action: choice.action) : $0
          }
          return Weighted(
            cell: index(of: Key(view: view[taken], actions: other)), probability: choice.probability)
        })
    }
  }

  private mutating func index(of key: Key) -> Int32 {
    if let known = cells[key] { return known }
    let index = Int32(count)
    cells[key] = index
    view.append(key.view)
    actions.append(key.actions)
    return index
  }

  /// Indicators of the cells: of what the critic sees, and of each agent's action; for `cells` of each agent's action
  /// within what the critic sees, so that the function is additive in the agents there.
  func features(_ seen: CellFeatures, isNested: Bool, _ symbols: TrajectoryBatch.Symbols) -> CellFeatures {
    var blocks = seen.blocks.map { block in
      CellFeatures.Block(
        level: view.map { block.level[Int($0)] }, count: block.count, group: block.group,
        levelName: block.levelName)
    }
    for (agent, name) in symbols.agents.names.enumerated() {
      var numbers: [Key: UInt32] = [:]
      var group: [UInt32] = []
      var words: [String] = []
      let level = (0..<count).map { cell in
        guard let own = actions[cell].first(where: { Int($0.agent) == agent }) else { return RowPart.none }
        let key = Key(view: isNested ? view[cell] : 0, actions: [own])
        if let known = numbers[key] { return known }
        let number = UInt32(numbers.count)
        numbers[key] = number
        group.append(isNested ? UInt32(view[cell]) : 0)
        words.append("action \"\(symbols.actions[own.action])\" of \(name)")
        return number
      }
      let names = words
      blocks.append(
        CellFeatures.Block(level: level, count: names.count, group: isNested ? group : nil) { names[$0] })
    }
    return CellFeatures(blocks: blocks, cellCount: count)
  }
}
