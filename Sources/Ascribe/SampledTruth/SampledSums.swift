import CreditMethods
import CreditStatistics
import Glibc
import Ground
import Simulation
import Trajectories

/// What one batch adds to the agreement of a method with credits of some of its decisions: sums over these decisions.
///
/// Squares and variances of the truth are products of its two halves, whose noise is independent, so that their expectation
/// is that of the exact credit. Sums of several batches add up; ratios are taken of the sums of all. A truth between bounds lies
/// in a box, and so in a ball around its middle: seen from 0, it is no more than an angle away from it (``BoundSide``).
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
  /// Whether the two halves differ, as they do where credits are sampled.
  private var isNoisy = false
  /// Inner products of the gradient that the credits induce on these decisions with the true one at their places, and of
  /// each with itself.
  private var gradientSquare = 0.0
  private var gradientProduct = 0.0
  private var truthGradientSquare = 0.0
  /// Squared radius of the ball that the truth lies in, and of that of the true gradient; 0 where there are no bounds.
  private var reachSquare = 0.0
  private var gradientReachSquare = 0.0
  /// Decisions whose interval, or bounds, leave out 0, and those of them to which the method gives the same sign.
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
    isNoisy = sampled.gradients.first != sampled.gradients.second
    let reach = gradients.gradient(atPlaces: sampled.gradients.reach)
    gradientReachSquare = SampledGradients.product(reach, reach)
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
    reachSquare = halves.reach.reduce(0) { $0 + $1 * $1 }
    hasIntervals = !halves.intervals.isEmpty || !halves.reach.isEmpty
    for (credit, interval) in zip(own, halves.intervals) {
      guard let interval = interval.optional else { continue }
      count(credit, between: interval.lower, and: interval.upper)
    }
    for (credit, (middle, reach)) in zip(own, zip(halves.first, halves.reach)) {
      count(credit, between: middle - reach, and: middle + reach)
    }
  }

  /// Counts a decision whose sign is known, and whether the method gives it the same.
  private mutating func count(_ credit: Double, between lower: Double, and upper: Double) {
    guard lower > 0 || upper < 0 else { return }
    resolved += 1
    if lower > 0 ? credit > 0 : credit < 0 { agreeing += 1 }
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
    sum.reachSquare += sign * other.reachSquare
    sum.gradientReachSquare += sign * other.gradientReachSquare
    sum.resolved += sign * other.resolved
    sum.agreeing += sign * other.agreeing
    sum.hasIntervals = hasIntervals || other.hasIntervals
    sum.isNoisy = isNoisy || other.isNoisy
    return sum
  }

  /// The cosine of the gradient that the credits induce on the decisions with the true one at their places. The exact credit has
  /// less than 1, too, because one action is taken at a place.
  func alignment(_ side: BoundSide) -> Measured<Double> {
    cosine(
      gradientProduct, square: gradientSquare, truth: truthGradientSquare, reach: gradientReachSquare, side)
  }

  /// The linear correlation. Leaving out means does not make the ball larger.
  func pearson(_ side: BoundSide) -> Measured<Double> {
    guard count > 0 else { return .undefined(.notComparable) }
    let truth = (first + second) / 2
    return cosine(
      count * product - credit * truth, square: count * creditSquare - credit * credit,
      truth: count * truthSquare - first * second, reach: count * reachSquare, side)
  }

  /// The cosine of the credits with the true ones. The sine of the angle is the root mean square of truth less the best multiple of the
  /// credits, over that of the truth.
  func cosine(_ side: BoundSide) -> Measured<Double> {
    guard count > 0 else { return .undefined(.notComparable) }
    return cosine(product, square: creditSquare, truth: truthSquare, reach: reachSquare, side)
  }

  /// Whether the truth is known between bounds, and not exactly.
  var isBounded: Bool { reachSquare > 0 || gradientReachSquare > 0 }

  /// The share of the decisions with a resolved sign to which the method gives it.
  var signAgreement: Measured<Double> {
    resolved > 0 ? .value(agreeing / resolved) : .undefined(.noUnits)
  }

  /// The share of the decisions whose sign is resolved.
  var resolvedShare: Measured<Double> {
    hasIntervals && count > 0 ? .value(resolved / count) : .undefined(.noUnits)
  }

  /// A cosine of truth that has noise, from products that have none on average; it passes 1 by chance. Of truth in a ball it is
  /// that of an angle, which is as much more or less as the ball is wide, seen from 0.
  private func cosine(
    _ product: Double, square: Double, truth: Double, reach: Double, _ side: BoundSide
  ) -> Measured<Double> {
    guard square > 0 else { return .undefined(.allZero) }
    guard reach > 0 else {
      guard truth > 0 else { return .undefined(isNoisy ? .belowNoise : .allZero) }
      return Measured(inRange: product / (square.squareRoot() * truth.squareRoot()))
    }
    guard truth > reach else { return .undefined(.withinBounds) }
    let middle = product / (square.squareRoot() * truth.squareRoot())
    let angle = acos(min(1, max(-1, middle)))
    let wide = asin((reach / truth).squareRoot())
    switch side {
    case .lowest: return .value(cos(min(.pi, angle + wide)))
    case .middle: return .value(middle)
    case .highest: return .value(cos(max(0, angle - wide)))
    }
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
