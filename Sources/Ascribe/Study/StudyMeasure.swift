import CreditMethods
import CreditNumerics
import CreditStatistics
package import Ground
import Simulation
import Trajectories

/// What a study keeps of one method on one batch.
package struct StudyMethodBatch: Codable, Sendable {
  /// Every quantity, in the order of ``StudyQuantity/all``.
  package let quantities: [Measured<Double>]
  /// Sums of its credits by cell, see ``AgentTurnCells``, and how many there are.
  let sums: [Double]
  let counts: [Int]
  /// The policy gradient that its credits induce.
  let gradient: SparseVector
  /// Turns of the episodes that it judged.
  let turns: Int
  /// What it cost beside them.
  let cost: AttributionCost
  /// The coalition games that it divided; `nil` if it divides none.
  let games: GameDiagnostics?
  /// Its agreement with credits of some decisions; `nil` where there are none.
  let sampled: SampledSums?
}

/// What a study keeps of one batch.
package struct StudyBatch: Codable, Sendable {
  /// Each method, in the plan's order.
  package let methods: [StudyMethodBatch]
  /// Which methods have the same credits.
  package let kinship: MethodKinship
  /// The mean variance of the exact credit within contexts.
  let exactVariance: Measured<Double>
  /// Influence on the next teammate, in nats: from the batch, and exact in the contexts of the batch.
  let influence, exactInfluence: Measured<Double>
  /// Sums of the exact credit by cell; `nil` where there is no exact credit.
  let exactSums: [Double]?
  /// Decisions by cell.
  let counts: [Int]
  /// Sizes of the batch.
  let turns, decisions: Int
  /// Share of its episodes that succeed.
  let successShare: Double
  /// Mean return of its episodes, discounted.
  let meanReturn: Double
  /// The most telling episode.
  let example: ExampleEpisode?
  /// What was sampled of the truth, or bounded; `nil` where it was not.
  let sampled: SampledTruthBatch?
  let bounded: BoundedTruthBatch?
  /// How long its episodes are.
  let lengths: EpisodeLengths
}

/// What a study measures on a batch: agreement with the exact credit, C3's diagnostics, means by agent and turn, and the
/// policy gradients that the credits induce.
package struct StudyMeasure: BatchMeasure {
  let plan: StudyPlan
  let truth: Truth
  /// The exact policy gradient; `nil` where there is none.
  let gradients: GradientReference?
  /// The standard deviation of the return; 0 where it is not known.
  let returnDeviation: Double

  init(_ plan: StudyPlan, _ truth: Truth) {
    self.plan = plan
    self.truth = truth
    gradients = truth.solution.map(GradientReference.init)
    returnDeviation = truth.solution?.returnDeviation ?? 0
  }

  package func measure(_ judged: JudgedBatch) throws -> StudyBatch {
    let rollouts = judged.rollouts
    let batch = rollouts.batch
    let played = judged.played.map { PlayedMeasure($0, truth) }
    let influence = truth.solution.map { played[0].siblings.influence($0) }
    var references = AgreementReferences(truth.exact)
    let gradients = judged.sampled.map { SampledGradients(rollouts, of: $0.decisions) }
    var methods: [StudyMethodBatch] = []
    for (method, attribution) in judged.attributions.enumerated() {
      let place = judged.places[method]
      let reference =
        plan.isComparable(method)
        ? references.reference(.exact(plan.heldTo(method)), on: place, of: judged).map { .value($0) }
          ?? .undefined(.noTruth)
        : Measured<AgreementReference>.undefined(.notComparable)
      methods.append(
        try measure(
          attribution, of: method, on: judged.played[place].rollouts, played[place], against: reference,
          sampled: sampledSums(attribution.credits, of: method, judged, gradients)))
    }
    return StudyBatch(
      methods: methods,
      kinship: MethodKinship(
        judged.attributions.map(\.credits),
        references: plan.methods.indices.map { judged.played(by: $0).references[plan.heldTo($0)] }),
      exactVariance: judged.exact.map { played[0].siblings.variance(of: $0) } ?? .undefined(.noTruth),
      influence: influence?.plugIn ?? .undefined(.noTruth),
      exactInfluence: influence?.exact ?? .undefined(.noTruth),
      exactSums: judged.exact.map(played[0].sums), counts: played[0].counts, turns: batch.turnCount,
      decisions: batch.decisionCount,
      successShare: Double(batch.episodes.status.count { $0 == .success }) / Double(batch.episodeCount),
      meanReturn: rollouts.meanReturn, example: ExampleEpisode(mostTellingOf: judged),
      sampled: truth.sampling == nil ? nil : judged.sampled.map { SampledTruthBatch($0, on: rollouts) },
      bounded: truth.bounding == nil ? nil : judged.sampled.map { BoundedTruthBatch($0, on: rollouts) },
      lengths: EpisodeLengths(of: batch))
  }

  /// The agreement of credits with those of some decisions; `nil` where there are none.
  private func sampledSums(
    _ credits: [Double], of method: Int, _ judged: JudgedBatch, _ gradients: SampledGradients?
  ) -> SampledSums? {
    guard let sampled = judged.sampled, let gradients else { return nil }
    return SampledSums(
      credits, against: sampled, plan.isComparable(method) ? plan.heldTo(method) : nil, gradients)
  }

  private func measure(
    _ attribution: Attribution, of method: Int, on rollouts: Rollouts, _ played: PlayedMeasure,
    against reference: Measured<AgreementReference>, sampled: SampledSums?
  ) throws -> StudyMethodBatch {
    let credits = attribution.credits
    let gradient = gradients == nil ? SparseVector() : played.visits.gradient(of: credits)
    let measured = MeasuredCredits(
      credits: credits, rollouts: rollouts,
      agreement: try reference.map { try $0.agreement(of: credits) },
      alignment: gradients?.cosine(of: gradient) ?? .undefined(.noTruth),
      unit: plan.methods[method].unit(returnDeviation: returnDeviation), returnDeviation: returnDeviation,
      siblings: played.siblings)
    return StudyMethodBatch(
      quantities: try StudyQuantity.all.map { try $0.measure(measured) }, sums: played.sums(credits),
      counts: played.counts, gradient: gradient, turns: rollouts.batch.turnCount,
      cost: AttributionCost(attribution), games: attribution.games, sampled: sampled)
  }
}

/// What the measures of all methods that judge the same episodes have in common.
private struct PlayedMeasure {
  let siblings: SiblingDecisions
  /// Decisions by cell, see ``AgentTurnCells``.
  let counts: [Int]
  private let cell: [Int]
  let visits: GradientVisits

  init(_ episodes: PlayedEpisodes, _ truth: Truth) {
    let rollouts = episodes.rollouts
    siblings = SiblingDecisions(rollouts)
    cell = AgentTurnCells.cells(of: rollouts).map { Int($0) }
    visits = GradientVisits(rollouts)
    var counts = [Int](
      repeating: 0, count: AgentTurnCells(agents: rollouts.mdp.agents, horizon: rollouts.mdp.horizon).count)
    for cell in cell { counts[cell] += 1 }
    self.counts = counts
  }

  /// Sums of credits by cell.
  func sums(_ credits: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: counts.count)
    for (cell, credit) in zip(cell, credits) { sums[cell] += credit }
    return sums
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

  /// Return of each episode, discounted.
  var episodeReturns: [Double] {
    let returns = returns
    return (0..<batch.episodeCount).map { returns[batch.turns(of: $0).lowerBound] }
  }

  /// Mean return of the episodes, discounted.
  var meanReturn: Double { episodeReturns.reduce(0, +) / Double(batch.episodeCount) }
}

extension ExampleEpisode {
  /// The episode without success whose most blamed decision has the lowest exact credit; the first of all where every
  /// episode succeeds. The first of equals is taken, as is the first failure where no credit is exact.
  fileprivate init?(mostTellingOf judged: JudgedBatch) {
    // Of the episodes that every method judged.
    let fewest = judged.played[judged.played.count - 1]
    let (batch, exact) = (fewest.rollouts.batch, fewest.exact)
    let failed = (0..<batch.episodeCount).filter { batch.episodes.status[$0] != .success }
    let worst = { (episode: Int) in
      exact.flatMap { $0[batch.decisions(ofEpisode: episode)].min() } ?? 0
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
          action: batch.symbols.actions[batch.decisions.action[decision]], exact: exact?[decision],
          credits: judged.attributions.map { $0.credits[decision] })
      }
    }
  }
}
