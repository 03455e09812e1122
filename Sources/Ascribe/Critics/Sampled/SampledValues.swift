import CreditMethods
import Critics
import Ground
import Simulation
import Trajectories

/// Values of some turns of a batch, estimated by playing on from them.
///
/// Like ``SampledCredits`` they come in two halves of independent continuations, whose products are free of noise.
struct SampledValues: Codable, Sendable {
  /// The turns, ascending indices of the batch.
  let turns: [Int32]
  /// V of each: the mean return of the even continuations, in which the policy draws all actions, and of the odd ones.
  private(set) var first: [Double] = []
  private(set) var second: [Double] = []
  /// Q of each for the joint action that was taken, likewise; empty where no critic values actions.
  private(set) var actionFirst: [Double] = []
  private(set) var actionSecond: [Double] = []
  /// Continuations that were played, and their turns.
  private(set) var continuations = 0
  private(set) var playedTurns = 0

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
    var episode = 0
    for index in chosen {
      while batch.turns(of: episode).upperBound <= index { episode += 1 }
      let turn = index - batch.turns(of: episode).lowerBound
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

  /// The halves of what a kind of values is held against.
  func halves(of kind: TurnValues.Kind) -> (first: [Double], second: [Double]) {
    kind == .state ? (first, second) : (actionFirst, actionSecond)
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

/// Values critics give to turns, and what playing on from these turns gives.
package struct SampledCriticMeasure: BatchMeasure {
  let critics: [any TurnCritic]
  let requests: [MethodRequest]
  let sampling: SampledTruthPlan
  let seed: UInt64

  package func measure(_ judged: JudgedBatch) throws -> SampledCriticBatch {
    let rollouts = judged.rollouts
    let values = try critics.enumerated().map { index, critic in
      let values = try critic.values(of: rollouts.batch, in: judged.context)
      try CriticStudy.requireFinite(values, of: rollouts.batch, method: requests[index].card.id)
      return values
    }
    let truth = try SampledValues(
      of: rollouts, sampling, withActions: values.contains { $0.kind == .stateAndAction }, seed: seed)
    return SampledCriticBatch(
      meanReturn: rollouts.meanReturn, decisions: rollouts.batch.decisionCount,
      turns: rollouts.batch.turns.reward.count, lengths: EpisodeLengths(of: rollouts.batch), truth: truth,
      valuesActions: values.map { $0.kind == .stateAndAction },
      values: values.map { values in truth.turns.map { values.values[Int($0)] } })
  }
}
