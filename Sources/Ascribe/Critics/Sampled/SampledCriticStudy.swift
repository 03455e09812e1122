import CreditMethods
import Critics
import Ground
import Simulation
import Trajectories

/// Holds critics against values that are sampled by playing on, or known between bounds, in worlds that are too large to be
/// solved.
///
/// Some turns of each batch are restored and played on by the policy; what a critic, fitted to the batch as in a
/// ``CriticStudy``, says of them is compared with the mean return. Errors are products over two halves of the continuations,
/// so that the sampled values' own noise is no part of them. Or what can follow these turns is expanded, and an error is the least and
/// the most that the bounds allow.
public struct SampledCriticStudy: Sendable {
  /// What is done; every method is a critic.
  public var plan: StudyPlan { engine.plan }
  /// How values are sampled or bounded: `decisions` counts turns.
  public var truth: Truth { measure.truth }

  package let engine: Engine
  package let measure: SampledCriticMeasure

  /// A study.
  ///
  /// - Parameters:
  ///   - plan: What is done.
  ///   - truth: How turns of a batch are sampled or bounded. A sampling's precision is not looked at: all continuations are played.
  ///   - catalogue: The methods whose critics the error for another method lists.
  /// - Throws: ``CriticStudyError`` for a method that is no critic and for another kind of truth, ``StudyError`` for a truth that
  ///   cannot be found.
  public init(
    _ plan: StudyPlan, truth: Truth, accepting catalogue: MethodCatalogue = .builtIn
  ) throws {
    guard truth.isOfSomeDecisions else { throw CriticStudyError.notOfSomeTurns }
    try truth.check()
    engine = Engine(plan, truth: .none(reason: "Values are compared, not credits."))
    measure = SampledCriticMeasure(
      critics: try CriticStudy.critics(of: plan, accepting: catalogue), requests: plan.methods,
      truth: truth, seed: plan.seed)
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
    SampledCriticCollector(plan, measure)
  }
}

/// Sums up the batches of a study of critics against sampled values in their order.
package struct SampledCriticCollector: MeasureCollector {
  private let plan: StudyPlan
  private let measure: SampledCriticMeasure
  private var meanReturns: [Double] = []
  private var lengths = EpisodeLengths()
  private var (turns, decisions, points, continuations, playedTurns, cells) = (0, 0, 0, 0, 0, 0)
  private var reach = 0.0
  /// By critic, and by batch.
  private var sums: [[SampledErrorSums]]
  private var valuesActions: [Bool] = []
  /// By batch, of V.
  private var truth: [SampledErrorSums] = []

  init(_ plan: StudyPlan, _ measure: SampledCriticMeasure) {
    self.plan = plan
    self.measure = measure
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
    cells += batch.truth.cells
    reach += batch.truth.reach.reduce(0, +)
    valuesActions = batch.valuesActions
    truth.append(batch.truth.errors(of: batch.truth.first, .state))
    for critic in sums.indices {
      sums[critic].append(
        batch.truth.errors(
          of: batch.values[critic], batch.valuesActions[critic] ? .stateAndAction : .state))
    }
  }

  package func result() throws -> SampledCriticResult {
    SampledCriticResult(
      scenario: ScenarioSummary(plan), plan: PlanSummary(plan),
      truth: TruthSummary(measure.truth), sampling: measure.truth.sampling, bounding: measure.truth.bounding,
      sampled: SampleSizes(
        batches: meanReturns.count, episodes: meanReturns.count * plan.episodes, turns: turns,
        decisions: decisions),
      points: points, continuations: continuations, playedTurns: playedTurns,
      cells: measure.truth.bounding == nil ? nil : cells,
      meanWidth: measure.truth.bounding == nil ? nil : 2 * reach / Double(max(1, points)),
      meanReturn: try Estimate(meanReturns.map { .value($0) }, plan, within: plan.returnRange),
      deviation: Estimate(
        truth, isBounded: isBounded(truth), plan, within: 0 ... .infinity
      ) { $0.truthDeviation($1) },
      critics: try measure.critics.indices.map { try findings(of: $0) }, lengths: lengths.summary)
  }

  private func isBounded(_ batches: [SampledErrorSums]) -> Bool { batches.contains(where: \.isBounded) }

  private func findings(of critic: Int) throws -> SampledCriticFindings {
    let batches = sums[critic]
    let isBounded = isBounded(batches)
    let meanError = { (side: BoundSide) in try Estimate(batches.map { $0.meanError(side) }, plan) }
    return SampledCriticFindings(
      method: MethodSummary(plan.methods[critic]), view: measure.critics[critic].view,
      seesTurn: measure.critics[critic].seesTurn,
      valuesActions: valuesActions.indices.contains(critic) && valuesActions[critic],
      meanError: isBounded
        ? try meanError(.middle).reaching(from: meanError(.lowest), to: meanError(.highest))
        : try meanError(.middle),
      error: Estimate(batches, isBounded: isBounded, plan, within: 0 ... .infinity) { $0.rootMeanSquare($1) },
      explained: Estimate(batches, isBounded: isBounded, plan, within: -.infinity...1) { $0.explained($1) },
      squaredErrorByBatch: batches.map { $0.meanSquare(.middle) },
      squaredErrorBounds: isBounded
        ? SampledCriticFindings.Bounds(
          lowest: batches.map { $0.meanSquare(.lowest) }, highest: batches.map { $0.meanSquare(.highest) })
        : nil,
      card: CreditCard(critic, of: plan))
  }
}
