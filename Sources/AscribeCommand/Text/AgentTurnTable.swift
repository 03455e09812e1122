import Ascribe
import Trajectories

/// Numbers of several critics by agent (down) and turn (across).
struct AgentTurnTable {
  private let agents: [AgentID]
  private let horizon: Int

  /// Turns that one table shows; more turns go on below it.
  private static let turnsAcross = 12

  init(agents: [AgentID], horizon: Int) {
    self.agents = agents
    self.horizon = horizon
  }

  /// The table; what does not occur shows a dot.
  ///
  /// - Parameter critics: Of each critic its label, and its numbers by scope; those of all turns or without an agent are
  ///   shown as `all`.
  func lines(_ critics: [(label: String, numbers: [DecisionSlice: Double])]) -> [String] {
    let last = critics.flatMap { $0.numbers.keys.compactMap(\.turn) }.max() ?? 0
    var lines: [String] = []
    for first in stride(from: 0, through: min(last, horizon - 1), by: Self.turnsAcross) {
      let turns: [Int?] =
        (first == 0 ? [nil] : []) + (first...min(first + Self.turnsAcross - 1, last)).map { $0 }
      var table = TextTable(
        ["critic", "agent"] + turns.map { $0.map { "t\($0)" } ?? "all turns" }, left: [0, 1])
      for critic in critics {
        for agent in Self.shown(agents) {
          let row = turns.map { critic.numbers[DecisionSlice(agent: agent, turn: $0)] }
          table.add(
            [critic.label, agent?.name ?? "all"] + row.map { $0.map { Numerals.fixed($0, 4) } ?? "·" })
        }
      }
      lines += table.lines
    }
    return lines
  }

  /// All agents together and each of them; a single agent is all.
  static func shown(_ agents: [AgentID]) -> [AgentID?] { agents.count > 1 ? [nil] + agents : [nil] }
}
