public import CreditMethods
public import Simulation
import Trajectories

/// Simulated episodes with the exact credits of their decisions.
public struct PlayedEpisodes: Sendable {
  /// The simulated episodes.
  public let rollouts: Rollouts
  /// The exact counterfactual credit of every decision, in the batch's order; `nil` where the truth is not exact.
  public let exact: [Double]?
  /// The exact credits that methods of the plan are held to, by their kind; empty where the truth is not exact.
  package let references: [ExactCredit.Kind: [Double]]
  /// What methods attribute the episodes in.
  package let context: AttributionContext
}

/// One batch of simulated episodes with everything that was said of it: what a measure sees.
public struct JudgedBatch: Sendable {
  /// Its index in the study.
  public let index: Int
  /// The episodes, once for each number of them that a method judges, the most first. Fewer episodes are the first of
  /// more.
  public let played: [PlayedEpisodes]
  /// Of each method of the plan, which of ``played`` it judged.
  let places: [Int]
  /// What each method of the plan made of its episodes, in the plan's order, with what it cost.
  public let attributions: [Attribution]
  /// What each attribution took, in seconds of the clock on the wall. They differ from call to call.
  public let seconds: [Double]
  /// What was simulated for fits beside the episodes.
  let fitting: TrajectoryBatch?

  /// Credits of some decisions that every method judged; `nil` where the truth is not sampled or bounded.
  package let sampled: SampledCredits?

  /// All simulated episodes.
  public var rollouts: Rollouts { played[0].rollouts }
  /// The exact counterfactual credit of all their decisions, in the batch's order; `nil` where the truth is not exact.
  public var exact: [Double]? { played[0].exact }
  /// What all episodes are attributed in.
  package var context: AttributionContext { played[0].context }

  /// The episodes that a method of the plan judged.
  public func played(by method: Int) -> PlayedEpisodes { played[places[method]] }
}

/// Something that is measured on batches, one at a time.
///
/// What is measured depends on the batch alone: neither on other batches nor on how many there are, so that any split of
/// the batches over threads, processes and days gives the same measures.
package protocol BatchMeasure: Sendable {
  /// What is kept of one batch; it can be written to a file and read back without losing a bit.
  associatedtype Partial: Codable & Sendable

  /// Measures one batch.
  func measure(_ batch: JudgedBatch) throws -> Partial
}
