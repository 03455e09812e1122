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
  public let plan: StudyPlan
  /// The exact solution of the scenario under the policy.
  public let solution: ExactSolution

  private let critics: [any TurnCritic]

  /// Solves the scenario for the plan's policy.
  ///
  /// - Parameters:
  ///   - plan: What is done.
  ///   - catalogue: The methods whose critics the error for another method lists.
  /// - Throws: ``CriticStudyError`` for a method that is no critic, `ExactSolutionError` for a scenario that is too large.
  public init(_ plan: StudyPlan, accepting catalogue: MethodCatalogue = .builtIn) throws {
    self.plan = plan
    critics = try plan.methods.map { request throws(CriticStudyError) in
      guard let critic = request.critic else {
        throw .notACritic(label: request.label, accepted: catalogue.critics.map(\.card.id))
      }
      return critic
    }
    solution = try ExactSolution(of: plan.mdp, under: plan.policy)
  }

  /// What the critics made of one batch.
  private struct Batch: Sendable {
    let rollouts: Rollouts
    let values: [TurnValues]
    let attributions: [Attribution]
    /// The realised return from every turn on, discounted.
    let returns: [Double]
  }

  /// Runs the study.
  ///
  /// - Parameter progress: Told the number of finished batches now and then.
  /// - Throws: ``StudyError`` for a plan that cannot be run, `AttributionError` when a critic cannot be fitted, such as
  ///   one whose view the scenario lacks.
  public func run(progress: (Int) -> Void = { _ in }) throws -> CriticStudyResult {
    try plan.check()
    var collected: CriticStudyCollector?
    // One batch uses all threads; several share them out, a wave at a time, so that few are held in memory.
    let wave = min(plan.threads, plan.batches)
    for first in Swift.stride(from: 0, to: plan.batches, by: wave) {
      let count = min(wave, plan.batches - first)
      let results = parallelMap(count: count, threads: plan.threads) { index in
        Swift.Result { try batch(first + index, threads: max(1, plan.threads / wave)) }
      }
      for result in results {
        let batch = try result.get()
        // What a critic values is known from its first values.
        if collected == nil {
          collected = CriticStudyCollector(plan, solution, critics, kinds: batch.values.map(\.kind))
        }
        collected?.add(batch.values, batch.attributions, returns: batch.returns, of: batch.rollouts)
      }
      progress(first + count)
    }
    guard let collected else { preconditionFailure("a checked plan has at least one batch") }
    return try collected.result()
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

  private func batch(_ index: Int, threads: Int) throws -> Batch {
    let rollouts = Rollouts.simulate(
      plan.rollouts(ofBatch: index), on: plan.mdp, policy: plan.policy, threads: threads)
    let fitting = plan.fitting(ofBatch: index).map {
      Rollouts.simulate($0, on: plan.mdp, policy: plan.policy, threads: threads).batch
    }
    let context = AttributionContext(
      simulation: rollouts, solution: solution, fitting: fitting, seed: plan.seed, threads: threads)
    let values = try critics.map { try $0.values(of: rollouts.batch, in: context) }
    for (values, request) in zip(values, plan.methods) {
      try Self.requireFinite(values, of: rollouts.batch, method: request.card.id)
    }
    return Batch(
      rollouts: rollouts, values: values,
      attributions: try critics.map { try $0.attribute(rollouts.batch, in: context) },
      returns: discountedReturns(
        of: rollouts.batch.turns.reward, turnStart: rollouts.batch.episodes.turnStart,
        discount: plan.mdp.discount))
  }
}

/// Why critics cannot be reported on.
public enum CriticStudyError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A method has no values of turns.
  case notACritic(label: String, accepted: [String])

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .notACritic(let label, let accepted):
      "Method \"\(label)\" is no critic: it gives turns no values. Critics: \(accepted.joined(separator: ", "))."
    }
  }
}
