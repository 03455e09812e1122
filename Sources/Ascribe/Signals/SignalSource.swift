import CreditMethods
import Critics
import Ground
import Simulation
import Trajectories

/// Writes the signals of a run into the columns of its batches.
struct SignalSource: Sendable {
  private let signals: SimulatedSignals
  private let seed: UInt64
  private let solution: ExactSolution?
  private let judge: JudgeLabels?
  private let belief: BeliefSource?

  /// A source of signals.
  ///
  /// - Parameter solution: The exact solution of the scenario under the policy that plays, if there is one.
  init(_ signals: SimulatedSignals, solution: ExactSolution?, seed: UInt64) {
    self.signals = signals
    self.seed = seed
    self.solution = solution
    judge = solution.flatMap { solution in signals.judge.map { JudgeLabels($0, solution) } }
    belief = solution.flatMap { solution in signals.belief.map { BeliefSource($0, solution) } }
  }

  /// The episodes with their signals.
  ///
  /// - Throws: ``SignalError`` for signals that cannot be had.
  func observed(_ rollouts: Rollouts, threads: Int) throws(SignalError) -> Rollouts {
    guard !signals.isEmpty else { return rollouts }
    try signals.check(against: solution, because: nil)
    let draws = PhiloxStream(
      seed: seed, purpose: rollouts.plan?.isForFitting == true ? .fittingSignals : .signals,
      lane: rollouts.lane)
    var batch = rollouts.batch
    if let judge {
      (batch.decisions.judge, batch.turns.process) = judge.labels(of: rollouts, draws)
    }
    if let belief {
      (batch.turns.belief, batch.episodes.finalBelief) = belief.beliefs(of: rollouts, draws, threads: threads)
    }
    if let reference = signals.reference {
      batch.decisions.referenceLogProbability = try reference.logProbabilities(of: rollouts)
    }
    if signals.recordsEntropy { batch.decisions.entropy = rollouts.policyEntropies }
    if let factors = signals.factors, let solution {
      let judge = FactorJudge(error: factors.error, seed: seed)
      batch.decisions.factors = judge.factors(
        of: rollouts, solution.counterfactualCredits(of: rollouts), drawing: draws, from: Self.factorDraw)
      batch.decisions.factorCount = FactorJudge.arity
    }
    if let counterfactuals = signals.counterfactuals {
      batch.episodes.counterfactuals = try counterfactuals.scores(of: rollouts, seed: seed, threads: threads)
    }
    return rollouts.annotated(with: batch)
  }

  /// Draws of the belief, and the first one of factors: beyond every place of a decision in its turn.
  static let beliefDraw: UInt64 = 1 << 40
  private static let factorDraw: UInt64 = 1 << 41
}

extension CounterfactualSignal {
  /// The scores of every episode without each agent.
  func scores(
    of rollouts: Rollouts, seed: UInt64, threads: Int
  ) throws(SignalError) -> [[EpisodeColumns.CounterfactualScore]] {
    let replays = CoalitionReplays(
      rollouts, keeping: others == .kept ? .everything : .nothing, continuations: continuations, seed: seed)
    let agents = Array(0..<UInt32(rollouts.batch.symbols.agents.count))
    let parts = parallelMap(count: rollouts.batch.episodeCount, threads: threads) { episode in
      Result { () throws(AttributionError) in
        try replays.scores(of: episode, without: agents.map { [$0] }, method: "counterfactuals").scores
      }
    }
    var result: [[EpisodeColumns.CounterfactualScore]] = []
    result.reserveCapacity(parts.count)
    for part in parts {
      do throws(AttributionError) {
        result.append(zip(agents, try part.get()).map { .init(agent: $0, score: $1) })
      } catch {
        throw .replay(reason: error.description)
      }
    }
    return result
  }
}
