package import Trajectories

/// Whom a score of an episode is compared with, beside being of the same task.
package enum ComparisonGroup: String, Sendable, CaseIterable {
  /// All episodes of the task.
  case task
  /// The episodes that have a turn of the same place: late turns are compared among long episodes.
  case turn
  /// The episodes in which the same agent acts, once or for each of its decisions.
  case agent
  /// The episodes of the same rollout; in a task whose episodes name none, the turns that were taken after the same recorded
  /// turns.
  case siblings
}

extension EpisodeTerm {
  /// The term of every decision, given the score that each turn has of its episode, among some of the task's episodes.
  ///
  /// An episode counts once in each group, with the first of its scores there. With ``Weighting/crossSteps`` it counts
  /// once a turn, and once a decision of the agent among the scores of an agent. Turns that it shares with the episode it
  /// was forked from count there, and have the credit of there.
  ///
  /// - Parameters:
  ///   - scores: Score of each turn's episode, shape `[turns]`.
  ///   - batch: The episodes.
  ///   - group: Whom a score is compared with.
  ///   - shared: The turns that count once; `nil` if every turn counts.
  ///   - siblings: The turns by siblings, where these are compared.
  /// - Returns: Shape `[decisions]`.
  /// - Complexity: O(decisions + tasks · agents), or O(decisions + tasks + turns of the longest episode).
  package func ofDecisions(
    scores: consuming [Double], of batch: TrajectoryBatch, among group: ComparisonGroup,
    sharing shared: SharedTurns?, siblings: Siblings? = nil
  ) -> [Double] {
    let tasks = batch.repeatedPerTurn(batch.episodes.task)
    let isOwn = shared?.isOwn
    let credits: [Double]
    switch group {
    case .task:
      credits = batch.copiedToActingAgents(ofTurns(scores: scores, of: batch, counting: isOwn))
    case .turn:
      let places = (0..<batch.episodeCount).flatMap { episode in
        (0..<UInt32(batch.turns(of: episode).count)).map(\.self)
      }
      let turns = Grouping(
        Grouping(tasks, count: batch.symbols.tasks.count)
          .split(by: places, symbolCount: Int(places.max() ?? 0) + 1))
      credits = batch.copiedToActingAgents(standardise(scores, in: turns, counting: isOwn))
    case .agent:
      let decisions = Grouping(
        Grouping(batch.repeatedPerDecision(tasks), count: batch.symbols.tasks.count)
          .split(by: batch.decisions.agent, symbolCount: batch.symbols.agents.count))
      let own = isOwn.map { batch.repeatedPerDecision($0) }
      credits = standardise(
        batch.repeatedPerDecision(scores), in: decisions,
        counting: counted(own, firstOf: batch.firstDecisionsOfAgents(where: own)))
    case .siblings:
      guard let siblings else { preconditionFailure("siblings are compared without being known") }
      // An episode has one turn after the same turns, and several in a rollout.
      let first = batch.firstTurns(where: isOwn ?? [Bool](repeating: true, count: batch.turnCount))
      let isCounted = (0..<batch.turnCount).map { turn in
        siblings.areOfRollout[turn] && weighting == .trajectory ? first[turn] : isOwn?[turn] ?? true
      }
      credits = batch.copiedToActingAgents(standardise(scores, in: siblings.turns, counting: isCounted))
    }
    return shared?.copied(credits, in: batch) ?? credits
  }

  /// The term of every turn among all episodes of its task.
  ///
  /// - Parameters:
  ///   - scores: Score of each turn's episode, shape `[turns]`.
  ///   - batch: The episodes.
  ///   - isOwn: The turns that count; all without it. An episode counts with the first of them.
  /// - Returns: Shape `[turns]`.
  /// - Complexity: O(turns).
  package func ofTurns(
    scores: consuming [Double], of batch: TrajectoryBatch, counting isOwn: [Bool]?
  ) -> [Double] {
    guard let isOwn else { return self(scores: scores, of: batch) }
    let turns = Grouping(batch.repeatedPerTurn(batch.episodes.task), count: batch.symbols.tasks.count)
    return standardise(
      scores, in: turns, counting: counted(isOwn, firstOf: batch.firstTurns(where: isOwn)))
  }

  /// The rows that count: all of an episode's own, or the first of them.
  private func counted(_ own: [Bool]?, firstOf first: @autoclosure () -> [Bool]) -> [Bool]? {
    weighting == .crossSteps ? own : first()
  }
}

extension TrajectoryBatch {
  /// Whether each turn is the first of its episode that is wanted. Shape `[turns]`.
  fileprivate func firstTurns(where isWanted: [Bool]) -> [Bool] {
    var result = [Bool](repeating: false, count: turnCount)
    for episode in 0..<episodeCount {
      if let first = turns(of: episode).first(where: { isWanted[$0] }) { result[first] = true }
    }
    return result
  }

  /// Whether each decision is its agent's first one in its episode that is wanted. Shape `[decisions]`.
  ///
  /// - Parameter isWanted: Shape `[decisions]`; all without it.
  fileprivate func firstDecisionsOfAgents(where isWanted: [Bool]?) -> [Bool] {
    var lastSeen = [Int](repeating: -1, count: symbols.agents.count)
    return (0..<episodeCount).flatMap { episode in
      decisions(ofEpisode: episode).map { decision in
        guard isWanted?[decision] ?? true else { return false }
        let agent = Int(decisions.agent[decision])
        defer { lastSeen[agent] = episode }
        return lastSeen[agent] != episode
      }
    }
  }
}
