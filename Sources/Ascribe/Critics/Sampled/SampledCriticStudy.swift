import CreditMethods
import Critics
import Ground
import Simulation
import Trajectories

/// Holds critics against values that are sampled by playing on, in worlds that are too large to be solved.
///
/// Some turns of each batch are restored and played on by the policy; what a critic, fitted to the batch as in a
/// ``CriticStudy``, says of them is compared with the mean return. Errors are products over two halves of the continuations,
/// so that the sampled values' own noise is no part of them.
public struct SampledCriticStudy: Sendable {
  /// What is done; every method is a critic.
  public var plan: StudyPlan { engine.plan }
  /// How values are sampled: `decisions` counts turns.
  public let sampling: SampledTruthPlan

  package let engine: Engine
  package let measure: SampledCriticMeasure
  private let reason: String

  /// A study.
  ///
  /// - Parameters:
  ///   - plan: What is done.
  ///   - sampling: How many turns of a batch are sampled, and how many continuations of each. It has no precision: all are played.
  ///   - reason: Why values are not exact, as a sentence.
  ///   - catalogue: The methods whose critics the error for another method lists.
  /// - Throws: ``CriticStudyError`` for a method that is no critic, ``StudyError`` for a sampling that cannot be played.
  public init(
    _ plan: StudyPlan, sampling: SampledTruthPlan, reason: String,
    accepting catalogue: MethodCatalogue = .builtIn
  ) throws {
    try sampling.check()
    self.sampling = sampling
    self.reason = reason
    engine = Engine(plan, truth: .none(reason: reason))
    measure = SampledCriticMeasure(
      critics: try CriticStudy.critics(of: plan, accepting: catalogue), requests: plan.methods,
      sampling: sampling, seed: plan.seed)
  }

  /// Runs the study.
  ///
  /// - Parameter progress: Told the number of finished batches now and then.
  /// - Throws: ``StudyError`` for a plan that cannot be run, `AttributionError` when a critic cannot be fitted, and what a lazy
  ///   simulator meets.
  public func run(progress: (Int) -> Void = { _ in }) throws -> SampledCriticResult {
    try run(progress: progress, keeping: nil)
  }

  /// Runs the study, and keeps what is measured of batches.
  package func run(progress: (Int) -> Void = { _ in }, keeping kept: KeptPart?) throws -> SampledCriticResult
  {
    try plan.check()
    var collected = makeCollector()
    try engine.run(measure, on: 0..<plan.batches, progress: progress, keeping: kept) { collected.add($0) }
    return try collected.result()
  }
}

extension SampledCriticStudy: Experiment {
  package func makeCollector() -> SampledCriticCollector {
    SampledCriticCollector(plan, measure, reason: reason)
  }
}

/// Sums up the batches of a study of critics against sampled values in their order.
package struct SampledCriticCollector: MeasureCollector {
  private let plan: StudyPlan
  private let measure: SampledCriticMeasure
  private let reason: String
  private var meanReturns: [Double] = []
  private var lengths = EpisodeLengths()
  private var (turns, decisions, points, continuations, playedTurns) = (0, 0, 0, 0, 0)
  /// By critic, and by batch.
  private var sums: [[SampledErrorSums]]
  private var valuesActions: [Bool] = []
  /// By batch, of V.
  private var truth: [SampledErrorSums] = []

  init(_ plan: StudyPlan, _ measure: SampledCriticMeasure, reason: String) {
    self.plan = plan
    self.measure = measure
    self.reason = reason
    sums = measure.critics.map { _ in [] }
  }

  package mutating func add(_ batch: SampledCriticBatch) {
    meanReturns.append(batch.meanReturn)
    lengths += batch.lengths
    turns += batch.turns
    decisions += batch.decisions
    points += batch.truth.turns.count
    continuations += batch.truth.continuations
    playedTurns += batch.truth.playedTurns
    valuesActions = batch.valuesActions
    truth.append(SampledErrorSums(batch.truth.first, batch.truth.halves(of: .state)))
    for critic in sums.indices {
      sums[critic].append(
        SampledErrorSums(
          batch.values[critic],
          batch.truth.halves(of: batch.valuesActions[critic] ? .stateAndAction : .state)))
    }
  }

  package func result() throws -> SampledCriticResult {
    SampledCriticResult(
      scenario: ScenarioSummary(plan), plan: PlanSummary(plan),
      truth: TruthSummary(.sampled, reason: reason), sampling: measure.sampling,
      sampled: SampleSizes(
        batches: meanReturns.count, episodes: meanReturns.count * plan.episodes, turns: turns,
        decisions: decisions),
      points: points, continuations: continuations, playedTurns: playedTurns,
      meanReturn: try Estimate(meanReturns.map { .value($0) }, plan, within: plan.returnRange),
      deviation: Estimate(LeftOut(truth) { $0.truthDeviation }, plan, within: 0 ... .infinity),
      critics: try measure.critics.indices.map { try findings(of: $0) }, lengths: lengths.summary)
  }

  private func findings(of critic: Int) throws -> SampledCriticFindings {
    let batches = sums[critic]
    return SampledCriticFindings(
      method: MethodSummary(plan.methods[critic]), view: measure.critics[critic].view,
      seesTurn: measure.critics[critic].seesTurn,
      valuesActions: valuesActions.indices.contains(critic) && valuesActions[critic],
      meanError: try Estimate(batches.map(\.meanError), plan),
      error: Estimate(LeftOut(batches) { $0.rootMeanSquare }, plan, within: 0 ... .infinity),
      explained: Estimate(LeftOut(batches) { $0.explained }, plan, within: -.infinity...1),
      squaredErrorByBatch: batches.map(\.meanSquare), card: CreditCard(critic, of: plan))
  }
}
