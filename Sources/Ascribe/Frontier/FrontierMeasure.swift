import CreditNumerics
import Ground
import Simulation

/// A step of stated length along a gradient by logits, and what it gains.
struct FrontierStep: Sendable {
  /// The exact expected return before the step.
  let value: Double
  private let evaluator: PolicyEvaluator
  private let logits: [Double]
  private let length: Double

  /// The logit of a choice of probability 0, in nats: far enough below any other to be 0 again. A gradient is 0 there.
  private static let impossible = -1e4

  /// - Parameter length: Length of the step, in logits.
  init(from policy: TabularPolicy, _ evaluator: PolicyEvaluator, length: Double) {
    logits = policy.logProbability.map { max($0, Self.impossible) }
    self.evaluator = evaluator
    self.length = length
    value = TabularPolicy(logits: logits, on: evaluator.mdp).map(evaluator.value) ?? .nan
  }

  /// J(policy + length · gradient / |gradient|) - J(policy); 0 along a gradient that is 0.
  func improvement(along gradient: SparseVector) -> Measured<Double> {
    let norm = gradient.squaredNorm.squareRoot()
    guard norm.isFinite else { return .undefined(.outOfRange) }
    guard norm > 0 else { return .value(0) }
    var moved = logits
    for (choice, slope) in zip(gradient.indices, gradient.values) {
      moved[Int(choice)] += length * slope / norm
    }
    guard let policy = TabularPolicy(logits: moved, on: evaluator.mdp) else { return .undefined(.outOfRange) }
    return Measured(inRange: evaluator.value(of: policy) - value)
  }
}

/// What a frontier keeps of one arm with one number of episodes on one batch.
package struct FrontierUpdate: Codable, Sendable {
  /// The policy gradient that the batch's credits induce.
  let gradient: SparseVector
  /// Its cosine with the exact one; 0 if it is 0, because it moves nothing. Undefined where the exact one is 0.
  let alignment: Measured<Double>
  /// What a step along it gains, in reward units.
  let improvement: Measured<Double>
  /// Turns of the episodes; turns beside them; restored states.
  let turns, extraTurns, replays: Int
  /// Lengths of the episodes, where no other arm judges more of them.
  let lengths: EpisodeLengths?

  /// Whether it moves nothing.
  var isStill: Bool { gradient.squaredNorm == 0 }
}

/// What a frontier measures on a batch: one update an arm and number of episodes.
package struct FrontierMeasure: BatchMeasure {
  let reference: GradientReference
  let step: FrontierStep

  package func measure(_ judged: JudgedBatch) throws -> [FrontierUpdate] {
    let visits = judged.played.map { GradientVisits($0.rollouts) }
    let hasExact = reference.exact.contains { abs($0) > reference.rounding }
    return judged.attributions.enumerated().map { method, attribution in
      let place = judged.places[method]
      let gradient = visits[place].gradient(of: attribution.credits)
      let isStill = gradient.squaredNorm.squareRoot() <= reference.rounding
      return FrontierUpdate(
        gradient: gradient,
        alignment: isStill && hasExact ? .value(0) : reference.cosine(of: gradient).map(Self.withoutRounding),
        improvement: step.improvement(along: isStill ? SparseVector() : gradient),
        turns: judged.played[place].rollouts.batch.turnCount,
        extraTurns: attribution.replayedTurns + attribution.fittedTurns, replays: attribution.replays,
        lengths: place == 0 ? EpisodeLengths(of: judged.played[place].rollouts.batch) : nil)
    }
  }

  /// Where gradients can point one way or against it alone, rounding would tell arms apart.
  private static func withoutRounding(_ cosine: Double) -> Double {
    1 - abs(cosine) < 1e-12 ? (cosine < 0 ? -1 : 1) : cosine
  }
}

/// An arm with a number of episodes: what is measured once, whatever budgets and prices lead to it.
struct FrontierCell: Hashable, Sendable {
  /// Which arm.
  let arm: Int
  /// Episodes of a batch.
  let episodes: Int
}

/// What all batches say of one arm with one number of episodes.
package struct FrontierCellSums {
  /// One a batch.
  private(set) var alignments: [Measured<Double>] = []
  private(set) var improvements: [Measured<Double>] = []
  private(set) var gradients: GradientSums
  /// Batches whose gradient is 0.
  private(set) var still = 0
  private(set) var turns = 0
  private(set) var extraTurns = 0
  private(set) var replays = 0
  private(set) var lengths = EpisodeLengths()

  /// - Parameter scale: Largest size of an action value.
  init(_ reference: GradientReference, scale: Double) {
    gradients = GradientSums(exact: reference.exact, scale: scale)
  }

  var batches: Int { alignments.count }

  mutating func add(_ update: FrontierUpdate) {
    alignments.append(update.alignment)
    improvements.append(update.improvement)
    gradients.add(update.gradient)
    if update.isStill { still += 1 }
    turns += update.turns
    extraTurns += update.extraTurns
    replays += update.replays
    if let own = update.lengths { lengths += own }
  }

  /// Mean turns of a batch with everything that was simulated for it, restored states at a price.
  func spent(restoring price: Double) -> Double {
    (Double(turns + extraTurns) + price * Double(replays)) / Double(max(1, batches))
  }
}

/// Sums up the updates of batches.
package struct FrontierCollector: MeasureCollector {
  private var sums: [FrontierCellSums]

  init(_ cells: Int, _ reference: GradientReference, scale: Double) {
    sums = (0..<cells).map { _ in FrontierCellSums(reference, scale: scale) }
  }

  package mutating func add(_ updates: [FrontierUpdate]) {
    for (place, update) in updates.enumerated() { sums[place].add(update) }
  }

  package func result() -> [FrontierCellSums] { sums }
}
