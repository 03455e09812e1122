import CreditStatistics
import Ground
import Simulation
import Trajectories

/// Plays a policy to find its value, and restores decisions to find their credits, as many as a budget allows or a precision
/// asks for.
///
/// Which decisions matter is not known before. So some of those of the first episodes, drawn at random, are played on a few
/// times; those whose credit looks largest are played on again with draws of their own, which alone count. Their
/// intervals are confidence sequences and hold together.
public struct SampledValueStudy: Sendable {
  /// What is played.
  public let plan: SampledValuePlan

  /// A study of a plan.
  public init(_ plan: SampledValuePlan) { self.plan = plan }

  /// Episodes that are played at a time; looks come between.
  private static let batchSize = 64
  /// Continuations by which decisions are chosen, of each alternative.
  private static let glance = 8

  /// Plays.
  ///
  /// - Throws: ``StudyError`` and `ArgumentError` for numbers that are not accepted, ``DeclaredReturnError`` for a return that the scenario says is
  ///   impossible, and what a lazy simulator meets.
  /// - Complexity: O(budget · turns of an episode).
  public func run() throws -> SampledValueResult {
    try plan.check()
    let (value, first) = try playEpisodes()
    var credits = SampledDecisions(of: first, plan, glance: Self.glance)
    try credits.sample(within: plan.budget - value.episodes)
    return SampledValueResult(plan, value, credits)
  }

  /// The value, and the first batch.
  private func playEpisodes() throws -> (SampledValue, Rollouts) {
    let most = plan.budget / 4
    let batches = (most + Self.batchSize - 1) / Self.batchSize
    var value = SampledValue(plan, most: most)
    let first = try play(0, of: most, threads: plan.threads)
    try value.add(first)
    // One batch uses all threads; several share them out, a wave at a time. What comes after the stop is not counted.
    for start in stride(from: 1, to: batches, by: plan.threads) where !value.isKnown(to: plan.precision) {
      let count = min(plan.threads, batches - start)
      let played = parallelMap(count: count, threads: plan.threads) { offset in
        Result { try play(start + offset, of: most, threads: max(1, plan.threads / count)) }
      }
      for result in played where !value.isKnown(to: plan.precision) { try value.add(result.get()) }
    }
    return (value, first)
  }

  private func play(_ batch: Int, of most: Int, threads: Int) throws -> Rollouts {
    let episodes = min(Self.batchSize, most - batch * Self.batchSize)
    return try plan.simulator.play(
      Rollouts.Plan(groups: episodes, groupSize: 1, seed: plan.seed, batch: UInt32(batch)), threads: threads)
  }
}

/// The value of a policy as it becomes known from episodes.
struct SampledValue {
  private(set) var episodes = 0
  private(set) var lengths = EpisodeLengths()
  private var returns: [Double] = []
  private var successes = 0
  private var sequence: ReturnSequence?
  private var successSequence: BetaBinomialSequence
  private let confidence: Double

  init(_ plan: SampledValuePlan, most: Int) {
    confidence = plan.confidence
    // The interval is to be narrow when it is asked for: about then where a precision stops it.
    let width = plan.returnBounds.map { $0.upperBound - $0.lowerBound } ?? 1
    let enough = plan.precision.map { 2 * (width / $0) * (width / $0) } ?? .infinity
    let usual = max(64, Int(min(Double(most), enough)))
    sequence = ReturnSequence(
      within: plan.returnBounds, isBinary: plan.hasBinaryReturns, confidence: confidence, tunedFor: usual)
    successSequence = BetaBinomialSequence(confidence: confidence, tunedFor: usual)
  }

  mutating func add(_ rollouts: Rollouts) throws {
    let batch = rollouts.batch
    episodes += batch.episodeCount
    lengths += EpisodeLengths(of: batch)
    for value in rollouts.episodeReturns {
      returns.append(value)
      try sequence?.add(value)
    }
    for status in batch.episodes.status {
      successes += status == .success ? 1 : 0
      successSequence.add(status == .success ? 1 : 0)
    }
  }

  func isKnown(to precision: Double?) -> Bool {
    guard let precision, let interval = sequence?.interval.optional else { return false }
    return interval.width <= 2 * precision
  }

  var mean: Double { returns.reduce(0, +) / Double(returns.count) }

  /// The interval of the mean return: Student's where returns may be anything, which does not hold at several looks, but is
  /// looked at once.
  var interval: Measured<ConfidenceInterval> {
    if let sequence { return sequence.interval }
    guard returns.contains(where: { $0 != returns[0] }) else { return .undefined(.noVariance) }
    return (try? ConfidenceInterval.studentT(ofMean: returns, confidence: confidence))
      ?? .undefined(.outOfRange)
  }

  var success: Double { Double(successes) / Double(episodes) }
  var successInterval: Measured<ConfidenceInterval> { successSequence.interval }
}
