import Ground
import CreditMethods
import CreditStatistics
import Critics
import Trajectories
public import Simulation

/// Holds critics against the exact solution of a scenario: what their views leave to be desired, exactly, and how far
/// they are off when fitted to simulated batches.
///
/// The batches are those of a ``Study`` with the same plan. They are summed up in their order, so that the result does
/// not depend on the number of threads.
public struct CriticStudy: Sendable {
  /// What is done; every method is a critic.
  public var plan: StudyPlan { engine.plan }
  /// The exact solution of the scenario under the policy.
  public var solution: ExactSolution { truth.solution }

  package let engine: Engine
  package let measure: CriticMeasure
  private let truth: ExactTruth

  /// Solves the scenario for the plan's policy.
  ///
  /// - Parameters:
  ///   - plan: What is done.
  ///   - catalogue: The methods whose critics the error for another method lists.
  /// - Throws: ``CriticStudyError`` for a method that is no critic, `ExactSolutionError` for a scenario that is too large,
  ///   ``StudyError/notCompiled`` for one without tables.
  public init(_ plan: StudyPlan, accepting catalogue: MethodCatalogue = .builtIn) throws {
    let critics = try Self.critics(of: plan, accepting: catalogue)
    let tables = try plan.requireTables()
    truth = ExactTruth(try ExactSolution(of: tables.mdp, under: tables.policy))
    engine = Engine(plan, truth: .exact(truth))
    measure = CriticMeasure(
      critics: critics, requests: plan.methods, solution: truth.solution,
      gradients: GradientReference(truth.solution))
  }

  /// Runs the study.
  ///
  /// - Parameter progress: Told the number of finished batches now and then.
  /// - Throws: ``StudyError`` for a plan that cannot be run, `AttributionError` when a critic cannot be fitted, such as
  ///   one whose view the scenario lacks.
  public func run(progress: (Int) -> Void = { _ in }) throws -> CriticStudyResult {
    try run(progress: progress, keeping: nil)
  }

  /// Runs the study, and keeps what is measured of batches.
  package func run(progress: (Int) -> Void = { _ in }, keeping kept: KeptPart?) throws -> CriticStudyResult {
    try plan.check()
    var collected = makeCollector()
    try engine.run(measure, on: 0..<plan.batches, progress: progress, keeping: kept) { collected.add($0) }
    return try collected.result()
  }

  /// The plan's methods as critics.
  static func critics(
    of plan: StudyPlan, accepting catalogue: MethodCatalogue
  ) throws(CriticStudyError) -> [any TurnCritic] {
    try plan.methods.map { request throws(CriticStudyError) in
      guard let critic = request.critic else {
        throw .notACritic(label: request.label, accepted: catalogue.critics.map(\.card.id))
      }
      return critic
    }
  }

  /// Refuses values that nothing can be compared with.
  static func requireFinite(
    _ values: TurnValues, of batch: TrajectoryBatch, method: String
  ) throws(AttributionError) {
    guard let place = values.values.firstIndex(where: { !$0.isFinite }) else { return }
    let episode = (0..<batch.episodeCount).first { batch.turns(of: $0).contains(place) } ?? 0
    throw .numerical(
      method: method,
      reason: "the value of turn \(place - batch.turns(of: episode).lowerBound) of episode "
        + "\"\(batch.episodeName(episode))\" is \(values.values[place]), not a finite number.")
  }
}

extension CriticStudy: Experiment {
  package func makeCollector() -> CriticStudyCollector {
    CriticStudyCollector(plan, measure, scale: truth.scale)
  }
}

/// Why critics cannot be reported on.
public enum CriticStudyError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A method has no values of turns.
  case notACritic(label: String, accepted: [String])
  /// Values of some turns are asked for of a truth that is neither sampled nor bounded.
  case notOfSomeTurns

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .notACritic(let label, let accepted):
      "Method \"\(label)\" is no critic: it gives turns no values. Critics: \(accepted.joined(separator: ", "))."
    case .notOfSomeTurns: "The truth of some turns is sampled or bounded; it is neither here."
    }
  }
}
