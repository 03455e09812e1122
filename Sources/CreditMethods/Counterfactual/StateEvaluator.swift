import Trajectories
import Simulation

/// What the state before a turn is worth, by continuations from it, by the exact solution, or by the batch itself.
///
/// Values by continuation are means of `continuations` fresh rollouts of the frozen joint policy; the recorded episode
/// is not among them, so that a value does not depend on what happened next. Continuations from one turn do not depend
/// on those from another. Values of the batch are means over all visits of the node, a history or a state, in its task.
///
/// Source: Kazemnejad et al. 2024, arXiv 2410.01679 (values by continuation).
struct StateEvaluator: Sendable {
  /// Where values come from.
  enum Source: String, CaseIterable {
    /// Continuations in the simulator.
    case replay
    /// The exact solution: what infinitely many continuations would give.
    case exact
    /// Means over the visits of the node in the batch.
    case trace
  }

  /// What a continuation restores.
  enum Restoration: String, CaseIterable {
    /// The exact node.
    case privileged
    /// What a trace shows of the turn; the rest is drawn from the policy's belief.
    case publicState = "public"
  }

  /// A state's worth.
  struct Estimate: Sendable {
    /// Expected return from the state on, in reward units.
    var value: Double
    /// Mean terminal score: the probability of success where endings are not graded.
    var success: Double
    /// What it cost to know.
    var cost = ReplayCost()
  }

  private enum Backing: Sendable {
    case replay(Replay, continuations: Int)
    case exact(ExactSolution, Rollouts, score: [Double])
    case trace(value: [Double], success: [Double], spread: [Double])
  }

  /// Reward of every turn, in reward units. Shape `[turns]`.
  let reward: [Double]
  /// What each episode's end says about success: its score. A truncated one of a trace that goes on has the mean score of
  /// those that do. Shape `[episodes]`.
  let successAtEnd: [Double]
  /// What follows the last turn of each episode, in reward units: 0 unless it is truncated and goes on. Shape `[episodes]`.
  let endValue: [Double]
  /// Truncated episodes that go on.
  let cuts: CutEpisodes
  /// Discount of a turn.
  let discount: Double
  private let backing: Backing
  private let turnStart: [Int32]
  private let method: String

  /// The evaluator that parameters name.
  ///
  /// - Throws: ``AttributionError/lacks(method:need:howToSupply:)`` if the context lacks the source of the values.
  init(
    _ parameters: EvaluatorParameters, for card: MethodCard, of batch: TrajectoryBatch,
    in context: AttributionContext
  ) throws(AttributionError) {
    turnStart = batch.episodes.turnStart
    method = card.id
    let source = parameters.values
    guard source != .trace else {
      let rules = ReturnRules(ofScores: parameters.reward)
      reward = TurnRewards(of: batch, by: rules).reward
      discount = 1
      let continued = CutContinuations(
        of: batch, by: parameters.key, parameters.truncation.bootstraps, in: context)
      cuts = continued.cuts
      successAtEnd = continued.replacing(
        batch.episodes.score, byMeansOf: batch.repeatedPerTurn(batch.episodes.score))
      let visits = parameters.node.turns(of: batch, by: parameters.key, in: context)
      let recorded = discountedReturns(of: reward, turnStart: turnStart, discount: 1)
      let endValue = continued.replacing(
        [Double](repeating: 0, count: batch.episodeCount), byMeansOf: recorded)
      self.endValue = endValue
      let returns = zip(recorded, batch.repeatedPerTurn(endValue)).map(+)
      let successes = batch.repeatedPerTurn(successAtEnd)
      let (values, rates) = (visits.means(of: returns), visits.means(of: successes))
      let deviations = zip(returns, visits.group).map { ($0 - values[Int($1)]) * ($0 - values[Int($1)]) }
      let variances = visits.means(of: deviations)
      backing = .trace(
        value: visits.group.map { values[Int($0)] }, success: visits.group.map { rates[Int($0)] },
        spread: visits.group.map { variances[Int($0)].squareRoot() })
      return
    }
    let rollouts = try context.simulation(of: batch, for: card, otherwise: "values=trace")
    reward = batch.turns.reward
    successAtEnd = batch.episodes.score
    endValue = [Double](repeating: 0, count: batch.episodeCount)
    cuts = CutEpisodes()
    discount = rollouts.mdp.discount
    switch source {
    case .exact:
      let solution = try context.solution(for: card, everyAction: false)
      backing = .exact(solution, rollouts, score: solution.expectedScores)
    default:
      var restoration = Replay.Restoration.privileged
      if parameters.restore == .publicState {
        restoration = .publicState(PublicBelief(try context.solution(for: card)))
      }
      backing = .replay(
        Replay(of: rollouts, restoring: restoration, seed: context.seed),
        continuations: parameters.continuations)
    }
  }

  /// What the state before a turn of an episode is worth; the turn counts from the episode's first.
  ///
  /// - Throws: ``AttributionError/numerical(method:reason:)`` where a state cannot be restored.
  func callAsFunction(episode: Int, turn: Int) throws(AttributionError) -> Estimate {
    let index = Int(turnStart[episode]) + turn
    switch backing {
    case .trace(let value, let success, _): return Estimate(value: value[index], success: success[index])
    case .exact(let solution, let rollouts, let score):
      let cell = solution.cells.index(turn: turn, node: Int(rollouts.node[index]))
      return Estimate(value: solution.cells.value[cell], success: score[cell])
    case .replay(let replay, let continuations):
      if case .privileged = replay.restoration { return played(replay, continuations, episode, turn) }
      return try requested(replay, continuations, episode, turn)
    }
  }

  /// Standard deviation of the returns from the state before a turn on, in reward units; continuations have none.
  func spread(episode: Int, turn: Int) -> Double {
    let index = Int(turnStart[episode]) + turn
    switch backing {
    case .trace(_, _, let spread): return spread[index]
    case .exact(let solution, let rollouts, _):
      let cell = solution.cells.index(turn: turn, node: Int(rollouts.node[index]))
      let value = solution.cells.value[cell]
      return max(0, solution.cells.secondMoment[cell] - value * value).squareRoot()
    case .replay: return 0
    }
  }

  /// The rewards of a run of turns and the value after it, less the value before it.
  ///
  /// - Parameters:
  ///   - turns: Turns of the batch, of one episode.
  ///   - end: The episode that ends with them, so that nothing comes after unless it was cut; `nil` where more turns do.
  ///   - value: Value of the state before each turn of the batch.
  func change(over turns: Range<Int>, endOf end: Int?, of value: [Double]) -> Double {
    var sum = -value[turns.lowerBound]
    var weight = 1.0
    for turn in turns {
      sum += weight * reward[turn]
      weight *= discount
    }
    return sum + weight * (end.map { endValue[$0] } ?? value[turns.upperBound])
  }

  /// Plays on from the recorded node.
  private func played(_ replay: Replay, _ continuations: Int, _ episode: Int, _ turn: Int) -> Estimate {
    var total = 0.0
    var score = 0.0
    var turns = 0
    for continuation in 0..<continuations {
      let finish = replay.play(
        episode: episode, turn: turn, row: nil, slot: Replay.noSlot, alternative: 1,
        continuation: continuation)
      total += finish.return
      turns += Int(finish.turns)
      score += finish.score
    }
    return Estimate(
      value: total / Double(continuations), success: score / Double(continuations),
      cost: ReplayCost(replays: continuations, turns: turns))
  }

  /// Plays on from nodes that look like the recorded one.
  private func requested(
    _ replay: Replay, _ continuations: Int, _ episode: Int, _ turn: Int
  ) throws(AttributionError) -> Estimate {
    do throws(ReplayError) {
      let outcomes = try replay.continuations(
        of: [ReplayRequest(episode: episode, turn: turn, .resampled)], count: continuations)
      let score = outcomes.scores.reduce(0, +)
      return Estimate(
        value: outcomes.meanReturn(of: 0), success: score / Double(continuations),
        cost: ReplayCost(replays: continuations, turns: outcomes.simulatedTurns))
    } catch {
      throw AttributionError(error, method: method)
    }
  }
}

/// The states before some turns of a batch with what they are worth.
struct StateEstimates: Sendable {
  /// Expected return from each turn on, in reward units; 0 where nobody asked. Shape `[turns]`.
  let value: [Double]
  /// Probability of success from each turn on; 0 where nobody asked. Shape `[turns]`.
  let success: [Double]
  /// What it cost to know.
  let cost: ReplayCost

  /// Evaluates the states before the turns that are asked for; before all of them if `wanted` is `nil`.
  init(
    of batch: TrajectoryBatch, at wanted: [Bool]? = nil, by evaluator: StateEvaluator,
    in context: AttributionContext
  ) throws(AttributionError) {
    let parts = try context.mapEpisodes(of: batch) { (episode) throws(AttributionError) in
      let turns = batch.turns(of: episode)
      var estimates: [StateEvaluator.Estimate] = []
      estimates.reserveCapacity(turns.count)
      for turn in turns {
        let isWanted = wanted?[turn] ?? true
        estimates.append(
          isWanted
            ? try evaluator(episode: episode, turn: turn - turns.lowerBound)
            : StateEvaluator.Estimate(value: 0, success: 0))
      }
      return estimates
    }
    value = parts.flatMap { $0.map(\.value) }
    success = parts.flatMap { $0.map(\.success) }
    cost = .sum(parts.lazy.joined().map(\.cost))
  }

  /// What the state after each turn says about success: that of the state before the next turn, and after the last turn
  /// what the episode's end says. Shape `[turns]`.
  func successAfter(_ batch: TrajectoryBatch, by evaluator: StateEvaluator) -> [Double] {
    var after = Array(success.dropFirst()) + (success.isEmpty ? [] : [0])
    for episode in 0..<batch.episodeCount {
      guard let last = batch.turns(of: episode).last else { continue }
      after[last] = evaluator.successAtEnd[episode]
    }
    return after
  }
}
