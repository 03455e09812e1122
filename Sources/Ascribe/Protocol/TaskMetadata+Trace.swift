import CreditMethods
import Ground
public import Trajectories

extension TaskMetadata {
  /// What a recorded trace shows; aborted episodes are left out. A record can be set back to nothing.
  ///
  /// - Parameters:
  ///   - trace: The whole trace.
  ///   - resamples: Random orders of the check whether its states are Markov.
  ///   - seed: Seed of the orders.
  ///   - threads: At most so many are used; the result does not depend on it.
  /// - Complexity: O(turns · resamples).
  public init(_ trace: TrajectoryBatch, resamples: Int = 199, seed: UInt64 = 0, threads: Int = 1) {
    let kept = (0..<trace.episodeCount).filter { trace.episodes.status[$0] != .aborted }
    let batch = kept.count == trace.episodeCount ? trace : trace.selecting(kept)
    self.init(.trace)
    replay = ReplayGrade.none
    forks = batch.episodes.fork.map { $0.count { $0 != nil } }
    guard batch.episodeCount > 0 else { return }
    agents = Set(batch.decisions.agent).count
    let turns = (0..<batch.episodeCount).map { batch.turns(of: $0).count }.sorted()
    (leastTurns, medianTurns, mostTurns) = (turns[0], turns[turns.count / 2], turns[turns.count - 1])
    tokens = batch.decisions.tokens.map {
      $0.reduce(0) { $0 + Double($1) } / Double(batch.episodeCount)
    }
    let states = AttributionContext(seed: seed, threads: threads).states(of: batch, by: .state)
    lookAtTransitions(of: batch, states)
    lookAtViews(of: batch)
    let check = MarkovCheck(
      MarkovCheck.transitions(of: batch, states), resamples: resamples,
      stream: PhiloxStream(seed: seed, resample: .permutation), threads: threads)
    (markovProbability, markovTurns) = (check.pValue.optional, check.rows)
    actionKinds = Self.kinds(of: batch)
    lookAtSigns(of: batch)
  }

  /// Situations that come twice, and whether they went on alike: in state, reward and, at the end, score.
  private mutating func lookAtTransitions(of batch: TrajectoryBatch, _ states: BatchStates) {
    let kinds = batch.turnsByJointAction(within: states.turnsByNode)
    let next = states.nodes.successors(in: batch)
    var scores = [Double](repeating: 0, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      if let last = batch.turns(of: episode).last { scores[last] = batch.episodes.score[episode] }
    }
    let repeated = (0..<kinds.count).filter { kinds.size(of: $0) > 1 }
    situations = repeated.count
    chanceSituations = repeated.count { kind in
      let turns = kinds[kind].map(Int.init)
      return turns.contains {
        next[$0] != next[turns[0]] || batch.turns.reward[$0] != batch.turns.reward[turns[0]]
          || scores[$0] != scores[turns[0]]
      }
    }
  }

  /// Recorded states with several privileged ones.
  private mutating func lookAtViews(of batch: TrajectoryBatch) {
    guard let privileged = batch.turns.privileged else { return }
    let states = Grouping(by: batch.turns.state)
    views = states.count
    aliasedViews = (0..<states.count).count { state in
      Set(states[state].map { privileged[Int($0)] }.filter { $0 != TurnColumns.absent }).count > 1
    }
  }

  private mutating func lookAtSigns(of batch: TrajectoryBatch) {
    var (before, rewarded) = (0, 0)
    for episode in 0..<batch.episodeCount {
      for turn in batch.turns(of: episode).dropLast() {
        before += 1
        if batch.turns.reward[turn] != 0 { rewarded += 1 }
      }
    }
    rewardedTurns = before > 0 ? Double(rewarded) / Double(before) : nil
    judgedDecisions = batch.decisions.judge.map {
      Double($0.count { !$0.isNaN }) / Double(max(1, $0.count))
    }
  }

  /// Kinds of actions by the names of calls where actions are calls with arguments, and otherwise by who takes them; `nil` for
  /// one agent's words.
  private static func kinds(of batch: TrajectoryBatch) -> Int? {
    let calls = Set(batch.decisions.action).map { CallText.calls(in: batch.symbols.actions[$0]) }
    if calls.allSatisfy({ !$0.isEmpty }), calls.joined().contains(where: { $0.text != $0.name }) {
      return Set(calls.joined().map(\.name)).count
    }
    var taken: [UInt32: Set<UInt32>] = [:]
    for (agent, action) in zip(batch.decisions.agent, batch.decisions.action) {
      taken[agent, default: []].insert(action)
    }
    guard taken.count > 1 else { return nil }
    var kinds = ActionKinds()
    for agent in taken.keys.sorted() { kinds.join((taken[agent] ?? []).sorted()) }
    return kinds.count
  }
}
