package import Trajectories

/// Whom a score of an episode is compared with, beside being of the same task.
package enum ComparisonGroup: String, Sendable, CaseIterable {
  /// All episodes of the task.
  case task
  /// The episodes that have a turn of the same place: late turns are compared among long episodes.
  case turn
  /// The episodes in which the same agent acts, once or for each of its decisions.
  case agent
}

extension EpisodeTerm {
  /// The term of every decision, given the score that each turn has of its episode, among some of the task's episodes.
  ///
  /// An episode counts once in each group, with the first of its scores there. With ``Weighting/crossSteps`` it counts
  /// once a turn, and once a decision of the agent among the scores of an agent.
  ///
  /// - Returns: Shape `[decisions]`.
  /// - Complexity: O(decisions + tasks · agents), or O(decisions + tasks + turns of the longest episode).
  package func ofDecisions(
    scores: consuming [Double], of batch: TrajectoryBatch, among group: ComparisonGroup
  ) -> [Double] {
    let tasks = batch.repeatedPerTurn(batch.episodes.task)
    switch group {
    case .task: return batch.copiedToActingAgents(self(scores: scores, of: batch))
    case .turn:
      let places = (0..<batch.episodeCount).flatMap { episode in
        (0..<UInt32(batch.turns(of: episode).count)).map(\.self)
      }
      let turns = Grouping(
        Grouping(tasks, count: batch.symbols.tasks.count)
          .split(by: places, symbolCount: Int(places.max() ?? 0) + 1))
      return batch.copiedToActingAgents(standardise(scores, in: turns))
    case .agent:
      let decisions = Grouping(
        Grouping(batch.repeatedPerDecision(tasks), count: batch.symbols.tasks.count)
          .split(by: batch.decisions.agent, symbolCount: batch.symbols.agents.count))
      return standardise(
        batch.repeatedPerDecision(scores), in: decisions,
        counting: weighting == .crossSteps ? nil : batch.firstDecisionsOfAgents)
    }
  }
}

extension TrajectoryBatch {
  /// Whether each decision is its agent's first one in its episode. Shape `[decisions]`.
  fileprivate var firstDecisionsOfAgents: [Bool] {
    var lastSeen = [Int](repeating: -1, count: symbols.agents.count)
    return (0..<episodeCount).flatMap { episode in
      decisions(ofEpisode: episode).map { decision in
        let agent = Int(decisions.agent[decision])
        defer { lastSeen[agent] = episode }
        return lastSeen[agent] != episode
      }
    }
  }
}
