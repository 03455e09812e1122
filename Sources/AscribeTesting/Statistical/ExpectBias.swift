public import CreditMethods
public import Testing
public import Trajectories
import Simulation

/// Expects the bias of a method, its mean credit less the mean exact counterfactual credit, to lie within limits for an
/// agent at a turn.
///
/// As many batches are drawn as an interval of half the width `margin` needs (Stein's two stages, normal batch means). The
/// expectation fails if that interval and the limits have no point in common: with at most the false-alarm rate for a bias
/// within the limits, and almost surely for one that is outside by more than twice the margin.
///
/// - Parameters:
///   - method: The method with its parameters.
///   - experiment: Where it is tested.
///   - agent: The agent; `nil` for all of them, each cell then having a share of the false-alarm rate.
///   - turn: The turn, from 0; `nil` for all of them.
///   - limits: The limits, in reward units.
///   - margin: Half the width of the interval, positive; without it half the width of the limits.
///   - cells: What a bias is the mean over.
///   - sourceLocation: Where issues are reported.
/// - Throws: ``ExpectationError`` for a margin or a sampling that is not accepted, `AttributionError` when the method
///   cannot attribute a batch.
public func expectBias(
  of method: some Attributing, in experiment: CreditExperiment, agent: AgentID? = nil, turn: Int? = nil,
  within limits: ClosedRange<Double>, margin: Double? = nil, over cells: CreditCells = .agentAndTurn,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let margin = margin ?? (limits.upperBound - limits.lowerBound) / 2
  try ExpectationError.check(margin: margin)
  try experiment.sampling.check()
  let means = try CellMeans(
    experiment, over: cells, margin: margin,
    isWanted: { (agent == nil || agent?.name == $0) && (turn == nil || turn == $1) },
    { sample in
      let credits = try method.attribute(sample.rollouts.batch, in: sample.context).credits
      return zip(credits, sample.exact).map { $0 - $1 }
    })
  guard report(means, margin, experiment.sampling, sourceLocation) else { return }
  let lines = means.cells.filter {
    // NaN lies nowhere.
    !($0.mean - $0.margin <= limits.upperBound && $0.mean + $0.margin >= limits.lowerBound)
  }.map { "\($0.name): \(rounded($0.mean)) ± \(rounded($0.margin)) over \($0.batches) batches" }
  recordIssue(
    lines,
    """
    of \(means.cells.count) biases are outside of \(limits.lowerBound)...\(limits.upperBound) \
    (false-alarm rate \(experiment.sampling.falseAlarmRate)):
    """, sourceLocation)
}

/// Expects two methods to give the same credit on average: in every cell, the mean difference is shown to lie within
/// `±margin`.
///
/// The interval of the difference has a quarter of the margin as half its width, and has to lie within the margins. Methods
/// that differ by at most half the margin in every cell fail with at most the false-alarm rate; methods that differ by the
/// margin in a cell pass with at most that rate (two one-sided tests, Schuirmann 1987, with Stein's sample size).
///
/// - Parameters:
///   - first: A method with its parameters.
///   - second: The method to compare it with.
///   - experiment: Where both attribute the same batches.
///   - margin: The difference that matters, positive, in reward units.
///   - cells: What a difference is the mean over.
///   - sourceLocation: Where issues are reported.
/// - Throws: ``ExpectationError`` for a margin or a sampling that is not accepted, `AttributionError` when a method
///   cannot attribute a batch.
public func expectEquivalent(
  _ first: some Attributing, _ second: some Attributing, in experiment: CreditExperiment,
  margin: Double, over cells: CreditCells = .agentAndTurn,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  try ExpectationError.check(margin: margin)
  try experiment.sampling.check()
  let means = try CellMeans(
    experiment, over: cells, margin: margin / 4, isWanted: { _, _ in true },
    { sample in
      let batch = sample.rollouts.batch
      return zip(
        try first.attribute(batch, in: sample.context).credits,
        try second.attribute(batch, in: sample.context).credits
      ).map { $0 - $1 }
    })
  guard report(means, margin / 4, experiment.sampling, sourceLocation) else { return }
  let lines = means.cells.filter { !(abs($0.mean) + $0.margin <= margin) }.map {
    "\($0.name): \(rounded($0.mean)) ± \(rounded($0.margin)) over \($0.batches) batches"
  }
  recordIssue(
    lines,
    """
    of \(means.cells.count) mean differences are not within ±\(margin) (false-alarm rate \
    \(experiment.sampling.falseAlarmRate)):
    """, sourceLocation)
}

/// Records an issue where there are no means; whether there are.
private func report(
  _ means: CellMeans, _ margin: Double, _ sampling: Sampling, _ sourceLocation: SourceLocation
) -> Bool {
  if let missing = means.missing {
    Issue.record(
      """
      undecided: means are known to ±\(margin) after \(missing) batches of \(sampling.episodes) episodes, and \
      \(sampling.mostBatches) are allowed; allow more or a larger margin
      """, sourceLocation: sourceLocation)
  } else if means.cells.isEmpty {
    Issue.record("nothing to check: no such decision was made", sourceLocation: sourceLocation)
  }
  return !means.cells.isEmpty
}
