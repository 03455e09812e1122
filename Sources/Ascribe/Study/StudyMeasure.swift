import CreditMethods
import CreditStatistics
import Ground
import Simulation
import Trajectories

/// What a study keeps of one batch.
package struct StudyBatch: Codable, Sendable {
  /// Of each method, every quantity in the order of ``StudyQuantity/all``.
  let quantities: [[Measured<Double>]]
  /// The mean variance of the exact credit within contexts.
  let exactVariance: Measured<Double>
  /// Influence on the next teammate, in nats: from the batch, and exact in the contexts of the batch.
  let influence, exactInfluence: Measured<Double>
  /// Sums of the exact credit by cell, see ``AgentTurnCells``; `nil` where there is no exact credit.
  let exactSums: [Double]?
  /// Sums of the credits of each method by cell.
  let sums: [[Double]]
  /// Decisions by cell.
  let counts: [Int]
  /// Sizes of the batch.
  let turns, decisions: Int
  /// Share of its episodes that succeed.
  let successShare: Double
  /// Mean return of its episodes, discounted.
  let meanReturn: Double
  /// What each method cost.
  let costs: [AttributionCost]
  /// The coalition games that each method divided; `nil` for one that divides none.
  let games: [GameDiagnostics?]
  /// The most telling episode.
  let example: ExampleEpisode?
}

/// What a study measures on a batch: agreement with the exact credit, C3's diagnostics, means by agent and turn.
package struct StudyMeasure: BatchMeasure {
  let truth: Truth

  package func measure(_ judged: JudgedBatch) throws -> StudyBatch {
    let rollouts = judged.rollouts
    let batch = rollouts.batch
    let siblings = SiblingDecisions(rollouts)
    let influence = truth.solution.map { siblings.influence($0) }
    let cell = AgentTurnCells.cells(of: rollouts)
    let cells = AgentTurnCells(agents: rollouts.mdp.agents, horizon: rollouts.mdp.horizon).count
    var counts = [Int](repeating: 0, count: cells)
    for cell in cell { counts[cell] += 1 }
    let sums = { (credits: [Double]) in
      var sums = [Double](repeating: 0, count: cells)
      for (cell, credit) in zip(cell, credits) { sums[cell] += credit }
      return sums
    }
    return StudyBatch(
      quantities: try quantities(judged, siblings),
      exactVariance: judged.exact.map { siblings.variance(of: $0) } ?? .undefined(.noTruth),
      influence: influence?.plugIn ?? .undefined(.noTruth),
      exactInfluence: influence?.exact ?? .undefined(.noTruth), exactSums: judged.exact.map(sums),
      sums: judged.attributions.map { sums($0.credits) }, counts: counts, turns: batch.turnCount,
      decisions: batch.decisionCount,
      successShare: Double(batch.episodes.status.count { $0 == .success }) / Double(batch.episodeCount),
      meanReturn: rollouts.meanReturn, costs: judged.attributions.map(AttributionCost.init),
      games: judged.attributions.map(\.games), example: ExampleEpisode(mostTellingOf: judged))
  }

  private func quantities(
    _ judged: JudgedBatch, _ siblings: SiblingDecisions
  ) throws -> [[Measured<Double>]] {
    let reference = truth.exact.flatMap { truth in
      judged.exact.map { AgreementReference(judged.rollouts, exact: $0, scale: truth.scale) }
    }
    return try judged.attributions.map { attribution in
      let credits = MeasuredCredits(
        credits: attribution.credits, exact: judged.exact, rollouts: judged.rollouts,
        agreement: try reference.map { .value(try $0.agreement(of: attribution.credits)) }
          ?? .undefined(.noTruth),
        siblings: siblings)
      return try StudyQuantity.all.map { try $0.measure(credits) }
    }
  }
}

/// What an attribution cost, and how its fits ended.
package struct AttributionCost: Codable, Sendable {
  let replays, replayedTurns, fittedTurns: Int
  let fits: [CriticFit]

  init(_ attribution: Attribution) {
    replays = attribution.replays
    replayedTurns = attribution.replayedTurns
    fittedTurns = attribution.fittedTurns
    fits = attribution.fits
  }

  /// Simulated turns beside the batch.
  var extraTurns: Int { replayedTurns + fittedTurns }
}

extension Rollouts {
  /// The return from every turn of the batch on, discounted.
  var returns: [Double] {
    discountedReturns(of: batch.turns.reward, turnStart: batch.episodes.turnStart, discount: mdp.discount)
  }

  /// Mean return of the episodes, discounted.
  var meanReturn: Double {
    let returns = returns
    return (0..<batch.episodeCount).reduce(0) { $0 + returns[batch.turns(of: $1).lowerBound] }
      / Double(batch.episodeCount)
  }
}

extension ExampleEpisode {
  /// The episode without success whose most blamed decision has the lowest exact credit; the first of all where every
  /// episode succeeds. The first of equals is taken, as is the first failure where no credit is exact.
  fileprivate init?(mostTellingOf judged: JudgedBatch) {
    let batch = judged.rollouts.batch
    let failed = (0..<batch.episodeCount).filter { batch.episodes.status[$0] != .success }
    let worst = { (episode: Int) in
      judged.exact.flatMap { $0[batch.decisions(ofEpisode: episode)].min() } ?? 0
    }
    guard let episode = failed.min(by: { worst($0) < worst($1) }) ?? (0..<batch.episodeCount).first else {
      return nil
    }
    name = batch.episodeName(episode)
    status = batch.episodes.status[episode]
    decisions = batch.turns(of: episode).enumerated().flatMap { turn, index in
      batch.decisions(of: index).map { decision in
        Decision(
          turn: turn, agent: AgentID(batch.symbols.agents[batch.decisions.agent[decision]]),
          action: batch.symbols.actions[batch.decisions.action[decision]], exact: judged.exact?[decision],
          credits: judged.attributions.map { $0.credits[decision] })
      }
    }
  }
}
