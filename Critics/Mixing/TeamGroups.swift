import CreditMethods
import Trajectories
import Simulation

/// The turns of a batch divided into cells, profiles and rows, and its decisions into contexts and choices.
struct TeamGroups {
  /// Turns by state and acting agents.
  let cells: Grouping
  /// Turns by cell and contexts.
  let profiles: Grouping
  /// Turns by cell and choices.
  let rows: Grouping
  /// Decisions by agent and what its utility sees.
  let contexts: Grouping
  /// Decisions by context and action; the choices of a context are consecutive.
  let choices: Grouping
  /// First choice of each context, and the number of choices. Shape `[contexts + 1]`.
  let choiceStart: [Int32]
  /// The decisions of every turn in the order of their agents' names, turn by turn.
  let decisions: [Int32]
  private let seen: [[UInt32]]

  /// Divides a batch; the parameters are those of ``TeamRows``.
  ///
  /// - Complexity: O(agents · (decisions + symbols)), without hashing.
  init(of batch: TrajectoryBatch, seenBy view: CriticView, usesTurn: Bool) {
    let names = batch.symbols.agents.names
    var rank = [UInt32](repeating: 0, count: names.count)
    for (place, agent) in names.indices.sorted(by: { names[$0] < names[$1] }).enumerated() {
      rank[agent] = UInt32(place)
    }
    let agents = batch.decisions.agent.map { rank[Int($0)] }
    let (decisions, most) = Self.ordered(batch, agents)
    let number = Self.turnNumbers(of: batch)
    let state = StateKey.privileged.symbols(of: batch)
    let byPlace = { (groups: Grouping, symbol: [UInt32], count: Int) in
      (0..<most).reduce(groups) { groups, place in
        let column = (0..<batch.turnCount).map { turn in
          let own = batch.decisions(of: turn)
          return place < own.count ? symbol[Int(decisions[own.lowerBound + place])] + 1 : 0
        }
        return Grouping(groups.split(by: column, symbolCount: count + 1))
      }
    }

    var cells = Grouping([UInt32](repeating: 0, count: batch.turnCount), count: 1)
    if usesTurn { cells = Grouping(cells.split(by: number.turn, symbolCount: number.count)) }
    cells = byPlace(
      Grouping(cells.split(by: state.turn, symbolCount: state.count)), agents, names.count)

    var seen: [[UInt32]] = []
    if view != .privileged {
      seen.append(batch.decisions.observation ?? batch.repeatedPerDecision(batch.turns.state))
    }
    if view != .information { seen.append(batch.repeatedPerDecision(state.turn)) }
    var contexts = Grouping(agents, count: names.count)
    if usesTurn {
      contexts = Grouping(
        contexts.split(by: batch.repeatedPerDecision(number.turn), symbolCount: number.count))
    }
    for key in seen {
      contexts = Grouping(contexts.split(by: key, symbolCount: batch.symbols.keys.count))
    }
    let parts = contexts.split(by: batch.decisions.action, symbolCount: batch.symbols.actions.count)

    self.cells = cells
    self.contexts = contexts
    self.decisions = decisions
    self.seen = seen
    choiceStart = parts.start
    choices = Grouping(parts)
    profiles = byPlace(cells, contexts.group, contexts.count)
    rows = byPlace(cells, choices.group, choices.count)
  }

  /// The number of each turn within its episode, and how many numbers there are.
  private static func turnNumbers(of batch: TrajectoryBatch) -> (turn: [UInt32], count: Int) {
    var turn = [UInt32](repeating: 0, count: batch.turnCount)
    var longest = 1
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      longest = max(longest, turns.count)
      for index in turns { turn[index] = UInt32(index - turns.lowerBound) }
    }
    return (turn, longest)
  }

  /// The decisions of every turn by the ranks of their agents, and the most decisions of a turn.
  private static func ordered(_ batch: TrajectoryBatch, _ rank: [UInt32]) -> ([Int32], most: Int) {
    var order = Array(0..<Int32(batch.decisionCount))
    var most = 0
    for turn in 0..<batch.turnCount {
      let decisions = batch.decisions(of: turn)
      most = max(most, decisions.count)
      order[decisions].sort { rank[Int($0)] < rank[Int($1)] }
    }
    return (order, most)
  }

  /// FNV-1a of the names behind a decision's choice: its agent, its action, and what is seen.
  func hash(of decision: Int, in batch: TrajectoryBatch) -> UInt64 {
    let names =
      [
        batch.symbols.agents[batch.decisions.agent[decision]],
        batch.symbols.actions[batch.decisions.action[decision]],
      ] + seen.map { batch.symbols.keys[$0[decision]] }
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for name in names {
      for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
      hash = (hash ^ 0xFF) &* 0x0000_0100_0000_01B3
    }
    return hash
  }
}
