import Trajectories

/// Credits that are one number for each agent of an episode, and groups of episodes for each agent.
struct TeamRoles: Sendable {
  /// Agents by symbol.
  let agents: Range<UInt32>
  private let groups: Groups
  private let batch: TrajectoryBatch

  init(of batch: TrajectoryBatch) {
    self.batch = batch
    agents = 0..<UInt32(batch.symbols.agents.count)
    groups = Groups(of: batch)
  }

  /// The episodes, grouped by task.
  var tasks: Grouping {
    var group = [UInt32](repeating: 0, count: batch.episodeCount)
    for index in 0..<groups.count {
      for episode in groups[index] { group[Int(episode)] = UInt32(index) }
    }
    return Grouping(group, count: groups.count)
  }

  /// One number a decision: that of its agent in its episode.
  func credits(_ value: (_ agent: UInt32, _ episode: Int) -> Double) -> [Double] {
    (0..<batch.episodeCount).flatMap { episode in
      batch.decisions(ofEpisode: episode).map { value(batch.decisions.agent[$0], episode) }
    }
  }
}

/// Which agents an episode is replayed without.
enum Removable: String, CaseIterable {
  /// All but the last one, who answers for the team.
  case allButLast
  /// Every agent.
  case all

  /// What a parameter says that names it.
  static let help =
    "who is removed: all agents but the last one, who answers for the team, or all"

  /// The agents of a team that are removed, in its order.
  func among(_ team: [UInt32]) -> [UInt32] { self == .all ? team : Array(team.dropLast()) }
}
