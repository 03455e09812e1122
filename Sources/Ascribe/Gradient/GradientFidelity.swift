import CreditNumerics
public import Ground
import CreditStatistics

/// How near the gradients that a method's credits induce come to the exact policy gradient g* in the limit of many batches.
///
/// With n batches of gradients g_b, their mean m and the trace S of the covariance of a batch's gradient, |m|² is too large by
/// S / n on average, and so is |m - g*|²: all measures are corrected for it, so that they aim at the expected gradient whatever
/// n is. For the cosine that is division by sqrt(1 - S / (n · |m|²)). The intervals of the
/// directions hold what tests do not reject (`ExpectedDirection`), those of the others are the jackknife's over batches, cut at the
/// ends of the range. Everything but ``signalToNoise`` and ``size`` is
/// undefined where the exact gradient is 0; directions are undefined where the induced gradient is 0, and where its noise
/// exceeds what is left of it.
///
/// A trainer feels the cosine of a batch with every update; ``cosine`` says where the updates lead on average, however noisy they
/// are.
public struct GradientFidelity: Sendable, Hashable, Codable {
  /// Cosine of the expected gradient with g*: 1 for a method that moves the policy the right way, -1 for the opposite way.
  public let cosine: Estimate
  /// |expected gradient - g*| / |g*|, in the method's own scale: 0 is perfect, 1 is what no credit at all gets.
  public let relativeError: Estimate
  /// The smallest |k · expected gradient - g*| / |g*| over all factors k, which is sqrt(1 - cosine²).
  public let scaledError: Estimate
  /// |expected gradient|² / trace of the covariance of a batch's gradient: 0 for pure noise.
  public let signalToNoise: Estimate
  /// |m| / |g*|: the scale of the method.
  public let size: Measured<Double>
}

/// Gradients of the batches of one method, summed up as they come.
///
/// The jackknife needs inner products of all pairs of its units. So that they stay few, more than ``mostBlocks`` batches are
/// left out in blocks of 2, 4, 8, ... consecutive ones, whose means are as independent as the batches are; up to one less
/// than a block of the last batches is left out of the intervals, not of the estimates.
struct GradientSums {
  /// Most units of the jackknife, before they are joined in pairs.
  private static let mostBlocks = 256

  /// The exact gradient, one number a choice; zeros if it vanishes.
  private let exact: [Double]
  private let exactNorm: Double
  private var sum: [Double]
  private var squares = 0.0
  private var count = 0
  private var blocks: [SparseVector] = []
  private var blockSize = 1
  private var open = SparseVector()
  private var openCount = 0

  /// - Parameters:
  ///   - exact: The exact gradient.
  ///   - scale: Largest size of an action value: a gradient that vanishes beside it is rounding, and taken as 0.
  init(exact: [Double], scale: Double) {
    let norm = exact.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let vanishes = norm <= 1e-12 * scale
    self.exact = vanishes ? [Double](repeating: 0, count: exact.count) : exact
    exactNorm = vanishes ? 0 : norm
    sum = [Double](repeating: 0, count: exact.count)
  }

  /// Adds the gradient of a batch.
  mutating func add(_ gradient: SparseVector) {
    count += 1
    gradient.add(to: &sum)
    squares += gradient.squaredNorm
    open = open + gradient
    openCount += 1
    guard openCount == blockSize else { return }
    blocks.append(open)
    open = SparseVector()
    openCount = 0
    guard blocks.count == 2 * Self.mostBlocks else { return }
    blocks = (0..<Self.mostBlocks).map { blocks[2 * $0] + blocks[2 * $0 + 1] }
    blockSize *= 2
  }

  func fidelity(_ plan: StudyPlan) -> GradientFidelity { summary(plan).fidelity }

  /// How near, and p-values of what the direction is not.
  func summary(
    _ plan: StudyPlan
  ) -> (fidelity: GradientFidelity, misled: Measured<Double>, reversed: Measured<Double>) {
    let units = BlockMeans(blocks, size: Double(blockSize), exact: exact)
    let without = (0..<units.count).map { measures(of: units.sums(without: $0)).map(\.optional) }
    let found = measures(of: sampleSums)
    let direction = units.direction
    let estimates = (0..<4).map { index in
      let rule = Self.rules[index]
      let interval: Measured<ConfidenceInterval> =
        if found[index].optional != nil, let obstacle = rule.obstacle(found: count, of: count) {
          .undefined(obstacle)
        } else {
          found[index].flatMap { estimate in
            switch index {
            case 0: direction?.cosine(estimate, plan) ?? .undefined(.undefinedOnSample)
            case 2: direction?.distance(estimate, plan) ?? .undefined(.undefinedOnSample)
            default:
              Jackknife.measured(estimate: estimate, without: without.map { $0[index] }).flatMap {
                $0.interval(confidence: plan.confidence)
              }
            }
          }
        }
      let image = Self.image(ofMeasure: index)
      return Estimate(
        mean: found[index].map(image),
        interval: interval.map { $0.mapped(by: image) }, batches: count)
    }
    let fidelity = GradientFidelity(
      cosine: estimates[0], relativeError: estimates[1], scaledError: estimates[2],
      signalToNoise: estimates[3],
      size: exactNorm > 0 ? .value(meanNorm / exactNorm) : .undefined(.allZero))
    let test = { (pValue: (ExpectedDirection) -> Double) -> Measured<Double> in
      if let obstacle = Self.rules[0].obstacle(found: count, of: count) { return .undefined(obstacle) }
      return direction.map { .value(pValue($0)) } ?? .undefined(.allZero)
    }
    return (fidelity, test { $0.misled }, test { $0.reversed })
  }

  /// When the intervals of the measures are shown.
  private static let rules: [IntervalRule] = [.ratios, .rare, .ratios, .lumped]

  /// What is reported of a measure: within its range, and the root of what is measured as a square. Rising, so that the ends
  /// of an interval have images.
  private static func image(ofMeasure index: Int) -> (Double) -> Double {
    switch index {
    case 0: { min(1, max(-1, $0)) }
    case 1: { max(0, $0).squareRoot() }
    case 2: { min(1, max(0, $0)).squareRoot() }
    default: { max(0, $0) }
    }
  }

  private var meanNorm: Double { sum.reduce(0) { $0 + $1 * $1 }.squareRoot() / Double(max(1, count)) }

  /// The sums of the sample itself, with the distance from the exact gradient entry by entry: from inner products it would
  /// lose half its digits where it is small.
  private var sampleSums: InnerSums {
    let n = Double(max(1, count))
    var inner = 0.0
    var distance = 0.0
    for (entry, exact) in zip(sum, exact) {
      inner += entry / n * exact
      distance += (entry / n - exact) * (entry / n - exact)
    }
    let square = meanNorm * meanNorm
    return InnerSums(
      square: square, inner: inner, distance: distance, batches: n,
      noise: count < 2 ? nil : max(0, squares - n * square) / (n - 1))
  }

  /// Cosine, squares of the relative error and of the error after the best scale, signal-to-noise ratio; the first ones may
  /// pass the ends of their ranges, as what was corrected for noise does by chance.
  private func measures(of sums: InnerSums) -> [Measured<Double>] {
    guard let noise = sums.noise else {
      let tooFew = Measured<Double>.undefined(.tooFew(found: Int(sums.batches), needed: 2))
      return exactNorm > 0
        ? [tooFew, tooFew, tooFew, tooFew]
        : [.undefined(.allZero), .undefined(.allZero), .undefined(.allZero), tooFew]
    }
    let excess = noise / sums.batches
    let cosine: Measured<Double> =
      exactNorm > 0 && sums.square > 0
      ? sums.square > excess
        ? .value(sums.inner / ((sums.square - excess).squareRoot() * exactNorm)) : .undefined(.belowNoise)
      : .undefined(.allZero)
    let error: Measured<Double> =
      exactNorm > 0
      ? .value((sums.distance - excess) / (exactNorm * exactNorm)) : .undefined(.allZero)
    // What is left of equal gradients by rounding is no noise.
    let ratio: Measured<Double> =
      noise > 1e-24 * sums.square ? .value((sums.square - excess) / noise) : .undefined(.noVariance)
    return [cosine, error, cosine.map { 1 - $0 * $0 }, ratio]
  }

  /// What the measures are functions of: |m|², m · g*, |m - g*|², the number of batches in m, and the trace of the covariance
  /// of a batch's gradient.
  fileprivate struct InnerSums {
    let square, inner, distance, batches: Double
    let noise: Double?
  }
}

/// The means of blocks of batches as units of a bootstrap, by their inner products.
private struct BlockMeans {
  let count: Int
  private let size: Double
  private let products: [Double]
  private let inner: [Double]
  private let exactSquare: Double
  /// Of each block, the sum of its inner products with all.
  private let rowSums: [Double]
  private let totalSquare, totalOwn, totalInner: Double

  init(_ blocks: [SparseVector], size: Double, exact: [Double]) {
    count = blocks.count
    self.size = size
    inner = blocks.map { $0.dot(exact) / size }
    exactSquare = exact.reduce(0) { $0 + $1 * $1 }
    var products = [Double](repeating: 0, count: blocks.count * blocks.count)
    var dense = [Double](repeating: 0, count: exact.count)
    for (row, block) in blocks.enumerated() {
      block.add(to: &dense)
      for column in 0...row {
        let product = blocks[column].dot(dense) / (size * size)
        products[row * blocks.count + column] = product
        products[column * blocks.count + row] = product
      }
      block.clear(in: &dense)
    }
    self.products = products
    let count = blocks.count
    rowSums = (0..<count).map { row in products[row * count..<(row + 1) * count].reduce(0, +) }
    totalSquare = rowSums.reduce(0, +)
    totalOwn = (0..<count).reduce(0) { $0 + products[$1 * count + $1] }
    totalInner = inner.reduce(0, +)
  }

  /// Of the gradient that the blocks have in common; `nil` where there are too few of them, or nothing to compare.
  var direction: ExpectedDirection? {
    guard exactSquare > 0 else { return nil }
    let norm = exactSquare.squareRoot()
    return ExpectedDirection(
      components: inner.map { $0 / norm }, own: (0..<count).map { products[$0 * count + $0] },
      withAll: rowSums)
  }

  /// The sums of all blocks but one.
  ///
  /// - Complexity: O(1).
  func sums(without block: Int) -> GradientSums.InnerSums {
    let n = Double(count - 1)
    let own = products[block * count + block]
    let square = max(0, (totalSquare - 2 * rowSums[block] + own) / (n * n))
    let inner = (totalInner - self.inner[block]) / n
    // A block's mean has 1/size of a batch's variance.
    return GradientSums.InnerSums(
      square: square, inner: inner, distance: square - 2 * inner + exactSquare, batches: size * n,
      noise: count < 3 ? nil : size * max(0, totalOwn - own - n * square) / (n - 1))
  }
}
