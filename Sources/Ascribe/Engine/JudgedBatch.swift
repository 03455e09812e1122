public import CreditMethods
public import Simulation

/// One batch of simulated episodes with everything that was said of it: what a measure sees.
public struct JudgedBatch: Sendable {
  /// Its index in the study.
  public let index: Int
  /// The simulated episodes.
  public let rollouts: Rollouts
  /// The exact counterfactual credit of every decision, in the batch's order; `nil` where the truth is not exact.
  public let exact: [Double]?
  /// What each method of the plan made of it, in the plan's order, with what it cost.
  public let attributions: [Attribution]
  /// What each attribution took, in seconds of the clock on the wall. They differ from call to call.
  public let seconds: [Double]
  /// What the methods attributed the batch in.
  package let context: AttributionContext
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
