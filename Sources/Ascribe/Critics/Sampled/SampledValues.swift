import CreditMethods
import Critics
import Ground
import Simulation
import Trajectories

/// Values of some turns of a batch, estimated by playing on from them, or known between bounds.
///
/// Like ``SampledCredits`` they come in two halves of independent continuations, whose products are free of noise; those between
/// bounds have a middle, and how far they reach on either side of it.
struct SampledValues: Codable, Sendable {
  /// The turns, ascending indices of the batch.
  let turns: [Int32]
  /// V of each: the mean return of the even continuations, in which the policy draws all actions, and of the odd ones.
  private(set) var first: [Double] = []
  private(set) var second: [Double] = []
  /// Q of each for the joint action that was taken, likewise; empty where no critic values actions.
  private(set) var actionFirst: [Double] = []
  private(set) var actionSecond: [Double] = []
  /// How far V, and Q, can be from that; empty where there are no bounds.
  private(set) var reach: [Double] = []
  private(set) var actionReach: [Double] = []
  /// Continuations that were played, and their turns.
  private(set) var continuations = 0
  private(set) var playedTurns = 0
  /// Cells (state and turn) that bounds rest on.
  private(set) var cells = 0

  /// Samples values of a batch's turns.
  ///
  /// - Parameters:
  ///   - withActions: Whether Q is sampled, too.
  /// - Throws: What a lazy simulator meets.
  /// - Complexity: O(sampled turns · continuations · turns left).
  init(of rollouts: Rollouts, _ plan: SampledTruthPlan, withActions: Bool, seed: UInt64) throws {
    let replay = Replay(of: rollouts, noise: .common, seed: seed, purpose: .truth)
    let batch = rollouts.batch
    let chosen = SampledCredits.sample(plan.decisions, of: batch.turns.reward.count, replay.draws)
    turns = chosen.map { Int32($0) }
    for (index, episode, turn) in Self.places(of: chosen, in: batch) {
      let value = sample(replay, episode, turn, row: nil, plan.continuations)
      first.append(value.first)
      second.append(value.second)
      guard withActions else { continue }
      let action = sample(replay, episode, turn, row: rollouts.row(ofTurn: index), plan.continuations)
      actionFirst.append(action.first)
      actionSecond.append(action.second)
    }
    if let failure = replay.failure { throw failure }
  }

  /// Bounds values of a batch's turns.
  ///
  /// - Parameter withActions: Whether Q is bounded, too.
  /// - Throws: As the bounds of credits do.
  /// - Complexity: O(cells · transitions).
  init(bounding rollouts: Rollouts, _ plan: BoundedTruthPlan, withActions: Bool, seed: UInt64) throws {
    let batch = rollouts.batch
    let draws = PhiloxStream(seed: seed, purpose: .truth, lane: rollouts.lane)
    let chosen = SampledCredits.sample(plan.decisions, of: batch.turns.reward.count, draws)
    turns = chosen.map { Int32($0) }
    var outlook = try BoundedOutlook(of: rollouts, ranges: plan.ranges, limit: plan.cells)
    let mass = 1 / Double(max(1, chosen.count))
    var (values, actions): ([BoundedOutlook.Branch], [BoundedOutlook.Branch]) = ([], [])
    for (index, _, turn) in Self.places(of: chosen, in: batch) {
      values.append(try outlook.draw(ofTurn: index, turn: turn, mass: mass))
      guard withActions else { continue }
      actions.append(
        try outlook.branch(ofTurn: index, turn: turn, joint: rollouts.row(ofTurn: index), mass: mass))
    }
    try outlook.narrow { outlook in
      plan.width > 0
        && (values + actions).allSatisfy { outlook.bounds(of: [$0], weighing: [1]).width <= plan.width }
    }
    let bounds = { (branches: [BoundedOutlook.Branch]) in
      branches.map { outlook.bounds(of: [$0], weighing: [1]) }
    }
    first = bounds(values).map(\.middle)
    second = first
    reach = bounds(values).map { $0.width / 2 }
    actionFirst = bounds(actions).map(\.middle)
    actionSecond = actionFirst
    actionReach = bounds(actions).map { $0.width / 2 }
    cells = outlook.cellCount
  }

  /// Of ascending turns of a batch the episode, and the turn in it.
  private static func places(
    of turns: [Int], in batch: TrajectoryBatch
  ) -> [(index: Int, episode: Int, turn: Int)] {
    var episode = 0
    return turns.map { index in
      while batch.turns(of: episode).upperBound <= index { episode += 1 }
      return (index, episode, index - batch.turns(of: episode).lowerBound)
    }
  }

  private mutating func sample(
    _ replay: Replay, _ episode: Int, _ turn: Int, row: Int?, _ count: Int
  ) -> (first: Double, second: Double) {
    var sums = (first: 0.0, second: 0.0)
    for continuation in 0..<count {
      let finish = replay.play(
        episode: episode, turn: turn, row: row, slot: Replay.noSlot, alternative: 0,
        continuation: continuation)
      if continuation.isMultiple(of: 2) { sums.first += finish.return } else { sums.second += finish.return }
      playedTurns += Int(finish.turns)
    }
    continuations += count
    return (sums.first / Double(count / 2), sums.second / Double(count / 2))
  }

  /// The errors of values of a kind.
  func errors(of values: [Double], _ kind: TurnValues.Kind) -> SampledErrorSums {
    let (first, second, reach) =
      kind == .state ? (first, second, reach) : (actionFirst, actionSecond, actionReach)
    return reach.isEmpty
      ? SampledErrorSums(values, (first, second))
      : SampledErrorSums(values, middles: first, reach: reach)
  }
}

/// What a study of critics against sampled values keeps of one batch.
package struct SampledCriticBatch: Codable, Sendable {
  let meanReturn: Double
  let decisions, turns: Int
  let lengths: EpisodeLengths
  let truth: SampledValues
  /// Of each critic, in the plan's order, whether it values actions, and its values of the turns that were sampled.
  let valuesActions: [Bool]
  let values: [[Double]]
}

/// Values critics give to turns, and what is known of them.
package struct SampledCriticMeasure: BatchMeasure {
  let critics: [any TurnCritic]
  let requests: [MethodRequest]
  /// Sampled or bounded.
  let truth: Truth
  let seed: UInt64

  package func measure(_ judged: JudgedBatch) throws -> SampledCriticBatch {
    let rollouts = judged.rollouts
    let values = try critics.enumerated().map { index, critic in
      let values = try critic.values(of: rollouts.batch, in: judged.context)
      try CriticStudy.requireFinite(values, of: rollouts.batch, method: requests[index].card.id)
      return values
    }
    let withActions = values.contains { $0.kind == .stateAndAction }
    let truth =
      switch self.truth {
      case .sampled(let plan, _):
        try SampledValues(of: rollouts, plan, withActions: withActions, seed: seed)
      case .bounded(let plan, _):
        try SampledValues(bounding: rollouts, plan, withActions: withActions, seed: seed)
      case .exact, .none: throw CriticStudyError.notOfSomeTurns
      }
    return SampledCriticBatch(
      meanReturn: rollouts.meanReturn, decisions: rollouts.batch.decisionCount,
      turns: rollouts.batch.turns.reward.count, lengths: EpisodeLengths(of: rollouts.batch), truth: truth,
      valuesActions: values.map { $0.kind == .stateAndAction },
      values: values.map { values in truth.turns.map { values.values[Int($0)] } })
  }
}
