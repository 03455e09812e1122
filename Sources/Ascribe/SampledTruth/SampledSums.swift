import CreditMethods
import CreditStatistics
import Ground
import Simulation
import Trajectories

/// What one batch adds to the agreement of a method with sampled credits: sums over the decisions whose truth was sampled.
///
/// Squares and variances of the truth are products of its two halves, whose noise is independent, so that their expectation
/// is that of the exact credit. Sums of several batches add up; ratios are taken of the sums of all.
package struct SampledSums: Codable, Sendable, AdditiveArithmetic {
  /// Decisions with a sampled credit of the kind that the method is held to.
  private var count = 0.0
  /// Sums of the method's credits, of the sampled ones' halves, and of products.
  private var credit = 0.0
  private var first = 0.0
  private var second = 0.0
  private var creditSquare = 0.0
  private var product = 0.0
  private var truthSquare = 0.0
  /// Inner products of the gradient that the credits induce on these decisions with the true one at their places, and of
  /// each with itself.
  private var gradientSquare = 0.0
  private var gradientProduct = 0.0
  private var truthGradientSquare = 0.0
  /// Decisions whose interval leaves out 0, and those of them to which the method gives the same sign.
  private var resolved = 0.0
  private var agreeing = 0.0
  /// Whether there are intervals.
  private var hasIntervals = false

  private init() {}

  /// Holds credits against sampled ones.
  ///
  /// - Parameters:
  ///   - credits: One a decision of the batch.
  ///   - sampled: Sampled credits of some decisions. The gradient is one for all methods, whatever their credits compare,
  ///     and that of the places and not of the actions taken there: what a method gives to a place whatever is done in it
  ///     cancels on average, as it does in an update.
  ///   - kind: What the method is held to beside the gradient; `nil` for nothing.
  ///   - gradients: What the gradients on these decisions have in common.
  init(
    _ credits: [Double], against sampled: SampledCredits, _ kind: ExactCredit.Kind?,
    _ gradients: SampledGradients
  ) {
    let own = sampled.decisions.map { credits[$0] }
    let gradient = gradients.gradient(of: own)
    let (one, two) = (
      gradients.gradient(atPlaces: sampled.gradients.first),
      gradients.gradient(atPlaces: sampled.gradients.second)
    )
    gradientSquare = SampledGradients.product(gradient, gradient)
    gradientProduct =
      (SampledGradients.product(gradient, one) + SampledGradients.product(gradient, two)) / 2
    truthGradientSquare = SampledGradients.product(one, two)
    guard let halves = kind.flatMap({ sampled.halves[$0] }) else { return }
    count = Double(own.count)
    for ((credit, mean), (first, second)) in zip(zip(own, halves.means), zip(halves.first, halves.second)) {
      self.credit += credit
      self.first += first
      self.second += second
      creditSquare += credit * credit
      product += credit * mean
      truthSquare += first * second
    }
    hasIntervals = !halves.intervals.isEmpty
    for (credit, interval) in zip(own, halves.intervals) {
      guard let interval = interval.optional, interval.lower > 0 || interval.upper < 0 else { continue }
      resolved += 1
      if interval.lower > 0 ? credit > 0 : credit < 0 { agreeing += 1 }
    }
  }

  package static func + (one: Self, other: Self) -> Self { one.adding(other, times: 1) }
  package static func - (one: Self, other: Self) -> Self { one.adding(other, times: -1) }
  package static var zero: Self { Self() }

  private func adding(_ other: Self, times sign: Double) -> Self {
    var sum = self
    sum.count += sign * other.count
    sum.credit += sign * other.credit
    sum.first += sign * other.first
    sum.second += sign * other.second
    sum.creditSquare += sign * other.creditSquare
    sum.product += sign * other.product
    sum.truthSquare += sign * other.truthSquare
    sum.gradientSquare += sign * other.gradientSquare
    sum.gradientProduct += sign * other.gradientProduct
    sum.truthGradientSquare += sign * other.truthGradientSquare
    sum.resolved += sign * other.resolved
    sum.agreeing += sign * other.agreeing
    sum.hasIntervals = hasIntervals || other.hasIntervals
    return sum
  }

  /// The cosine of the gradient that the credits induce on the decisions with the true one at their places. The exact credit has
  /// less than 1, too, because one action is taken at a place.
  var alignment: Measured<Double> {
    Self.cosine(gradientProduct, square: gradientSquare, truth: truthGradientSquare)
  }

  /// The linear correlation.
  var pearson: Measured<Double> {
    guard count > 0 else { return .undefined(.notComparable) }
    let truth = (first + second) / 2
    return Self.cosine(
      count * product - credit * truth, square: count * creditSquare - credit * credit,
      truth: count * truthSquare - first * second)
  }

  /// The root mean square of truth less the best multiple of the credits, over that of the truth.
  var error: Measured<Double> {
    guard count > 0 else { return .undefined(.notComparable) }
    return Self.cosine(product, square: creditSquare, truth: truthSquare).map {
      max(0, 1 - $0 * $0).squareRoot()
    }
  }

  /// The share of the decisions with a resolved sign to which the method gives it.
  var signAgreement: Measured<Double> {
    resolved > 0 ? .value(agreeing / resolved) : .undefined(.noUnits)
  }

  /// The share of the decisions whose sign is resolved.
  var resolvedShare: Measured<Double> {
    hasIntervals && count > 0 ? .value(resolved / count) : .undefined(.noUnits)
  }

  /// A cosine of truth that has noise, from products that have none on average; it passes 1 by chance.
  private static func cosine(_ product: Double, square: Double, truth: Double) -> Measured<Double> {
    guard square > 0 else { return .undefined(.allZero) }
    guard truth > 0 else { return .undefined(.belowNoise) }
    return Measured(inRange: product / (square.squareRoot() * truth.squareRoot()))
  }
}

/// The policy gradients that credits of some decisions of a batch induce, see ``InducedGradient``.
struct SampledGradients {
  private let rollouts: Rollouts
  private let choices: [Int]
  private let weights: [Double]

  init(_ rollouts: Rollouts, of decisions: [Int]) {
    self.rollouts = rollouts
    choices = decisions.map { Int(rollouts.choice[$0]) }
    // discount^t by turn.
    var powers = [1.0]
    for _ in 0..<rollouts.mdp.horizon { powers.append((powers.last ?? 1) * rollouts.mdp.discount) }
    var weights: [Double] = []
    var place = DecisionPlaces(rollouts.batch)
    for decision in decisions {
      weights.append(powers[place.next(decision).turn])
    }
    self.weights = weights
  }

  /// The gradient by choice.
  func gradient(of credits: [Double]) -> [Int: Double] {
    let information = rollouts.mdp.information
    var gradient: [Int: Double] = [:]
    for ((choice, weight), credit) in zip(zip(choices, weights), credits) {
      for other in information.choices(of: Int(information.choiceInformation[choice])) {
        let score = (other == choice ? 1 : 0) - rollouts.policy.probability[other]
        gradient[other, default: 0] += weight * credit * score
      }
    }
    return gradient
  }

  /// The true gradient at the places of the decisions, by choice.
  func gradient(atPlaces places: [[Double]]) -> [Int: Double] {
    let information = rollouts.mdp.information
    var gradient: [Int: Double] = [:]
    for ((choice, weight), place) in zip(zip(choices, weights), places) {
      let own = information.choices(of: Int(information.choiceInformation[choice]))
      for (other, value) in zip(own, place) { gradient[other, default: 0] += weight * value }
    }
    return gradient
  }

  /// The inner product; sums run by ascending choice, so that they do not depend on the order of a table.
  static func product(_ one: [Int: Double], _ other: [Int: Double]) -> Double {
    one.keys.sorted().reduce(0) { $0 + one[$1, default: 0] * other[$1, default: 0] }
  }
}
