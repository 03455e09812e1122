public import Trajectories
import TurnMDP

/// C3: what the taken action gained over alternatives that the agent might as well have taken, by replay.
///
/// At the exact context of a decision, `K` candidates (the taken action is the first, the others are drawn from the
/// behaviour policy) are each continued `M` times by the frozen joint policy. With Rbar_j the mean return of candidate
/// j, the credit is Rbar_0 - b_0; the baseline b_0 is the mean of the other candidates (leave-one-out) or of all. In a
/// simultaneous turn the teammates' recorded actions stay as they were. The recorded episode itself is the first
/// continuation of the taken action.
public struct C3: CreditMethod {
  private enum Baseline: String, CaseIterable {
    /// The mean of the other candidates.
    case leaveOneOut
    /// The mean of all candidates.
    case fullMean
  }

  private let alternatives: Int
  private let continuations: Int
  private let baseline: Baseline

  /// What C3 is and needs.
  public static let card = MethodCard(
    id: "c3", name: "C3, counterfactual credit by replay",
    source: "arXiv 2603.06859 (2026), leave-one-out advantage over replayed alternatives",
    granularity: .turn, methodology: .gameTheoretic,
    estimand:
      "Q(x, a) - V of the agent's own action with the teammates' actions kept: the counterfactual credit, "
      + "unbiased (with fullMean, times (K - 1)/K)",
    formula: "A = Rbar_0 - mean of Rbar_j over j = 1 ..< K (leaveOneOut), or over all j (fullMean)",
    needs: [.trajectories, .replay],
    cost: "K · M - 1 simulated continuations a decision; none for K = 1, whose credit is 0",
    parameters: [
      .integer(
        "alternatives", in: 1...Replay.alternativeLimit, default: 8,
        "K, candidates a decision, the taken one included"),
      .integer("continuations", in: 1...4096, default: 1, "M, continuations of each candidate"),
      .choice(
        "baseline", CommonParameters.words(Baseline.self), "which candidates' mean is subtracted"),
    ])

  /// That of the exact counterfactual credit; the mean over all candidates has the taken action among them.
  public var contrast: Contrast? {
    switch baseline {
    case .leaveOneOut: .counterfactual
    case .fullMean: Contrast(reference: .policyOrTaken(share: 1 / Double(alternatives)))
    }
  }

  /// C3 with its parameters.
  public init(_ parameters: ParameterValues) {
    alternatives = parameters.integer("alternatives")
    continuations = parameters.integer("continuations")
    baseline = parameters.choice("baseline", as: Baseline.self)
  }

  /// The credit of every decision, by replay of each.
  public func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let rollouts = try context.simulation(of: batch, for: Self.card)
    guard alternatives > 1 else {
      return Attribution(credits: Array(repeating: 0, count: batch.decisionCount))
    }
    let replay = Replay(of: rollouts, seed: context.seed)
    let sampler = ActionSampler(rollouts, seed: context.seed)
    let returns = discountedReturns(
      of: rollouts.batch.turns.reward, turnStart: rollouts.batch.episodes.turnStart,
      discount: rollouts.mdp.discount)
    let parts = parallelMap(count: batch.episodeCount, threads: context.threads) { episode in
      credits(ofEpisode: episode, in: rollouts, returns: returns, replay, sampler)
    }
    return try Attribution(
      finite: parts.flatMap(\.credits), of: batch, method: Self.card.id,
      replays: batch.decisionCount * (alternatives * continuations - 1),
      replayedTurns: parts.reduce(0) { $0 + $1.turns })
  }

  private func credits(
    ofEpisode episode: Int, in rollouts: Rollouts, returns: [Double], _ replay: Replay,
    _ sampler: ActionSampler
  ) -> (credits: [Double], turns: Int) {
    let batch = rollouts.batch
    var credits: [Double] = []
    credits.reserveCapacity(batch.decisions(ofEpisode: episode).count)
    var simulated = 0
    for (turn, index) in batch.turns(of: episode).enumerated() {
      for slot in 0..<batch.decisions(of: index).count {
        var others = 0.0
        for alternative in 1..<alternatives {
          let action = sampler.action(episode: episode, turn: turn, slot: slot, draw: alternative)
          let row = rollouts.row(ofTurn: index, replacing: slot, by: action)
          for continuation in 0..<continuations {
            let finish = replay.play(
              episode: episode, turn: turn, row: row, slot: slot, alternative: alternative,
              continuation: continuation)
            others += finish.return
            simulated += Int(finish.turns)
          }
        }
        var own = returns[index]
        let row = rollouts.row(ofTurn: index)
        for continuation in 1..<continuations {
          let finish = replay.play(
            episode: episode, turn: turn, row: row, slot: slot, alternative: 0, continuation: continuation)
          own += finish.return
          simulated += Int(finish.turns)
        }
        credits.append(credit(own: own / Double(continuations), others: others / Double(continuations)))
      }
    }
    return (credits, simulated)
  }

  /// The taken candidate's mean return minus the baseline; `others` is the sum of the other candidates' means.
  private func credit(own: Double, others: Double) -> Double {
    switch baseline {
    case .leaveOneOut: own - others / Double(alternatives - 1)
    case .fullMean: own - (own + others) / Double(alternatives)
    }
  }
}
