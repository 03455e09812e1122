import Ground
import Simulation

/// The frontier of a scenario: what simulated turns buy with each arm.
///
/// Every arm is measured once for each number of episodes that some budget pays for at some price. All share the draws of a batch,
/// and fewer episodes are the first of more, so that arms and budgets are compared in pairs.
public struct Frontier: Sendable {
  /// What is done.
  public let plan: FrontierPlan
  /// What each arm simulates.
  let costs: [EpisodeCost]
  /// What is measured.
  let cells: [FrontierCell]
  /// The exact gradient, and the policy before a step.
  let reference: GradientReference
  let step: FrontierStep
  private let truth: ExactTruth

  /// A frontier.
  ///
  /// - Throws: ``FrontierError/budget(scenario:arm:needs:found:)`` for a budget that pays for no arm, `ExactSolutionError` for
  ///   a scenario that is too large, `AttributionError` when a method cannot run.
  public init(_ plan: FrontierPlan) throws {
    self.plan = plan
    let tables = try plan.study.requireTables()
    let truth = ExactTruth(try ExactSolution(of: tables.mdp, under: tables.policy))
    self.truth = truth
    reference = GradientReference(truth.solution)
    step = FrontierStep(from: tables.policy, try PolicyEvaluator(tables.mdp), length: plan.step)
    var costs = [EpisodeCost?](repeating: nil, count: plan.arms.count)
    for fitEpisodes in Set(plan.arms.map(\.fitEpisodes)).sorted() {
      let arms = plan.arms.indices.filter { plan.arms[$0].fitEpisodes == fitEpisodes }
      var trial = plan.study
      trial.methods = arms.map { plan.arms[$0].method }
      trial.fitEpisodes = fitEpisodes
      trial.against = .counterfactual
      for (arm, cost) in zip(arms, try trial.costs(truth: .exact(truth))) { costs[arm] = cost }
    }
    self.costs = costs.compactMap(\.self)
    cells = try Self.cells(plan, self.costs)
  }

  /// The distinct cells of all budgets and prices.
  private static func cells(_ plan: FrontierPlan, _ costs: [EpisodeCost]) throws -> [FrontierCell] {
    let size = plan.study.groupSize
    var cells: Set<FrontierCell> = []
    for price in plan.prices {
      let least = costs.map { $0.least(groupSize: size, restoring: price) }
      guard let cheapest = least.indices.min(by: { least[$0] < least[$1] }) else { continue }
      for budget in plan.budgets {
        let affordable = costs.indices.compactMap { arm in
          costs[arm].episodes(for: budget, groupSize: size, restoring: price).map {
            FrontierCell(arm: arm, episodes: $0)
          }
        }
        if affordable.isEmpty {
          throw FrontierError.budget(
            scenario: plan.study.names.label, arm: plan.arms[cheapest].label, needs: least[cheapest],
            found: budget)
        }
        cells.formUnion(affordable)
      }
    }
    return cells.sorted { ($0.arm, $0.episodes) < ($1.arm, $1.episodes) }
  }

  /// How many batches are judged, those of each number of episodes for fits apart.
  public var batches: Int { plan.study.batches * Set(plan.arms.map(\.fitEpisodes)).count }

  /// What measures the cells of the arms with one number of episodes for fits.
  func experiment(fitEpisodes: Int) throws -> FrontierExperiment {
    let own = cells.filter { plan.arms[$0.arm].fitEpisodes == fitEpisodes }
    var study = plan.study
    study.methods = own.map { plan.arms[$0.arm].method.judging(episodes: $0.episodes) }
    study.episodesOfMethods = own.map(\.episodes)
    study.episodes = own.reduce(0) { max($0, $1.episodes) }
    study.fitEpisodes = fitEpisodes
    study.against = .counterfactual
    try study.check()
    return FrontierExperiment(
      cells: own, engine: Engine(study, truth: .exact(truth)),
      measure: FrontierMeasure(reference: reference, step: step), scale: truth.scale)
  }

  /// Measures every arm.
  ///
  /// - Parameters:
  ///   - value: The value of the parameter that is swept; `nil` where none is.
  ///   - progress: Told the number of judged batches now and then.
  /// - Throws: `AttributionError` when a method cannot run, ``StudyError`` for more episodes than can be numbered.
  public func run(
    value: String? = nil, progress: (Int) -> Void = { _ in }
  ) throws -> FrontierResult.Setting {
    let experiments = try experiments()
    return try run(
      experiments, value: value, progress: progress, keeping: experiments.map { _ in nil })
  }

  /// What measures the cells: one experiment for each number of episodes for fits that an arm has.
  package func experiments() throws -> [FrontierExperiment] {
    try Set(plan.arms.map(\.fitEpisodes)).sorted().map(experiment).filter { !$0.cells.isEmpty }
  }

  /// What the experiments hold gradients against.
  package var experimentTruth: Truth { .exact(truth) }

  /// Measures every arm by experiments of the frontier's, and keeps what is measured of batches.
  package func run(
    _ experiments: [FrontierExperiment], value: String?, progress: (Int) -> Void, keeping kept: [KeptPart?]
  ) throws -> FrontierResult.Setting {
    var found: [FrontierCell: FrontierCellSums] = [:]
    for (place, experiment) in experiments.enumerated() {
      let done = place * plan.study.batches
      var collector = experiment.makeCollector()
      try experiment.engine.run(
        experiment.measure, on: 0..<plan.study.batches, progress: { progress(done + $0) },
        keeping: kept[place]
      ) { collector.add($0) }
      for (cell, sums) in zip(experiment.cells, collector.result()) { found[cell] = sums }
    }
    return try FrontierResult.Setting(self, found, value: value)
  }
}

/// One engine of a frontier: cells that share the episodes that critics are fitted to.
package struct FrontierExperiment: Experiment {
  let cells: [FrontierCell]
  package let engine: Engine
  package let measure: FrontierMeasure
  let scale: Double

  package func makeCollector() -> FrontierCollector {
    FrontierCollector(cells.count, measure.reference, scale: scale)
  }
}
