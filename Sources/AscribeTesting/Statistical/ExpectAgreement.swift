import Ground
import Ascribe
public import CreditMethods
import CreditStatistics
public import Testing
import Trajectories
import Simulation

/// Expects the credits of a method to agree with the exact counterfactual credit at least so well, on average over batches.
///
/// Batches are drawn until a confidence sequence of the mean shows one of two things: that it is above `level - margin`, and
/// the expectation holds, or that it is below `level`, and it does not. Whatever the distribution of the measure, a method
/// that reaches the level fails with at most the false-alarm rate, and one that misses it by the margin passes with at most
/// that rate. The number of batches grows with 1 / margin, and with the variance between batches over its square.
///
/// Source: Waudby-Smith and Ramdas, JRSS B 86 (2024), theorem 2, for the confidence sequence.
///
/// - Parameters:
///   - method: The method with its parameters.
///   - experiment: Where it is tested. A batch whose credits are all equal counts as agreement 0.
///   - level: What the mean agreement is expected to be at least.
///   - margin: By how much it may be missed unnoticed, positive.
///   - measure: How agreement is measured.
///   - sourceLocation: Where the issue is reported.
/// - Throws: ``ExpectationError`` for a margin or a sampling that is not accepted, `AttributionError` when the method
///   cannot attribute a batch.
public func expectAgreement(
  of method: some Attributing, in experiment: CreditExperiment, atLeast level: Double,
  margin: Double = 0.1, by measure: AgreementMeasure = .spearman,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  try ExpectationError.check(margin: margin)
  try experiment.sampling.check()
  let rate = experiment.sampling.falseAlarmRate
  var sequence = BoundedMeanSequence(bounds: measure.bounds, confidence: 1 - 2 * rate)
  var verdict: Bool?
  let scale = experiment.scale
  try experiment.forEachBatch(0..<experiment.sampling.mostBatches) { sample in
    let credits = try method.attribute(sample.rollouts.batch, in: sample.context).credits
    let reference = AgreementReference(sample.rollouts, exact: sample.exact, scale: scale)
    return measure.value(of: try reference.agreement(of: credits))
  } consume: { value in
    sequence.add(value)
    guard let interval = sequence.interval.optional else { return true }
    if interval.upper < level { verdict = false } else if interval.lower > level - margin { verdict = true }
    return verdict == nil
  }
  guard verdict != true else { return }
  let found =
    sequence.interval.optional.map {
      "\(rounded($0.estimate)), in [\(rounded($0.lower)), \(rounded($0.upper))]"
    } ?? "undefined"
  let place =
    "\(found) after \(sequence.count) batches of \(experiment.sampling.episodes) episodes (false-alarm rate \(rate))"
  if verdict == false {
    Issue.record(
      """
      \(measure.rawValue) is \(place); expected at least \(level)
      \(try lowestUnits(of: method, in: experiment))
      """, sourceLocation: sourceLocation)
  } else {
    Issue.record(
      """
      undecided: \(measure.rawValue) is \(place), expected at least \(level) with a margin of \(margin); allow more \
      batches or a larger margin
      """, sourceLocation: sourceLocation)
  }
}

/// Where the first batches agree least: the units, agent and turn, in order of their linear correlation.
private func lowestUnits(
  of method: some Attributing, in experiment: CreditExperiment
) throws -> String {
  var credits: [[Double]] = Array(repeating: [], count: experiment.mdp.agents.count * experiment.mdp.horizon)
  var exact = credits
  try experiment.forEachBatch(0..<min(8, experiment.sampling.mostBatches)) { sample in
    (sample, try method.attribute(sample.rollouts.batch, in: sample.context).credits)
  } consume: { sample, found in
    let batch = sample.rollouts.batch
    let places = DecisionPlaces(batch)
    for decision in found.indices {
      guard let agent = experiment.mdp.agents.firstIndex(where: { $0.name == places.agent(decision) }) else {
        continue
      }
      let unit = agent * experiment.mdp.horizon + places.turn[decision]
      credits[unit].append(found[decision])
      exact[unit].append(sample.exact[decision])
    }
    return true
  }
  let units = credits.indices.compactMap { unit -> (unit: Int, correlation: Double)? in
    Association.pearson(credits[unit], exact[unit]).optional.map { (unit, $0) }
  }.sorted { ($0.correlation, $0.unit) < ($1.correlation, $1.unit) }
  guard !units.isEmpty else { return "  no agent and turn has credits that vary" }
  return "  lowest linear correlations by agent and turn: "
    + units.prefix(5).map {
      "\"\(experiment.mdp.agents[$0.unit / experiment.mdp.horizon].name)\" at turn \($0.unit % experiment.mdp.horizon) "
        + rounded($0.correlation)
    }.joined(separator: ", ")
}

/// With three decimals.
func rounded(_ value: Double) -> String {
  let thousandths = (value * 1000).rounded()
  return thousandths.magnitude < 1e15 ? "\(thousandths == 0 ? 0 : thousandths / 1000)" : "\(value)"
}
