/// Sums over the decisions of each cell, see ``AgentTurnCells``, of one batch, of a method's credits c beside those of the
/// reference r: what bias, variance and squared error follow from at any scale of the method.
struct CellSums: Sendable, Codable {
  /// Decisions.
  let count: [Int]
  /// Sums of c, c², c r, r and r².
  let credit, creditSquare, product, reference, referenceSquare: [Double]

  /// - Parameter unit: The unit of each decision.
  init(_ credits: [Double], against reference: [Double], unit: [Int32], units: Int) {
    var count = [Int](repeating: 0, count: units)
    var sums = [Double](repeating: 0, count: 5 * units)
    for (decision, unit) in unit.enumerated() {
      let (c, r) = (credits[decision], reference[decision])
      let place = 5 * Int(unit)
      count[Int(unit)] += 1
      sums[place] += c
      sums[place + 1] += c * c
      sums[place + 2] += c * r
      sums[place + 3] += r
      sums[place + 4] += r * r
    }
    self.count = count
    let column = { (offset: Int) in (0..<units).map { sums[5 * $0 + offset] } }
    credit = column(0)
    creditSquare = column(1)
    product = column(2)
    self.reference = column(3)
    referenceSquare = column(4)
  }

  /// The means of c, c², c r, r and r² over the decisions of some units; `nil` if there are none.
  func means(in units: [Int]) -> ScaledErrors? {
    var n = 0.0
    var sum = ScaledErrors()
    for unit in units {
      n += Double(count[unit])
      sum += ScaledErrors(
        credit: credit[unit], creditSquare: creditSquare[unit], product: product[unit],
        reference: reference[unit], referenceSquare: referenceSquare[unit])
    }
    return n > 0 ? sum.divided(by: n) : nil
  }
}

/// Means or sums of c, c², c r, r and r², from which errors k c - r at every scale k follow.
struct ScaledErrors {
  var credit = 0.0
  var creditSquare = 0.0
  var product = 0.0
  var reference = 0.0
  var referenceSquare = 0.0

  static func += (sum: inout ScaledErrors, other: ScaledErrors) { sum = sum.plus(other, 1) }

  /// The numbers plus so many times others.
  func plus(_ other: ScaledErrors, _ factor: Double) -> ScaledErrors {
    ScaledErrors(
      credit: credit + factor * other.credit, creditSquare: creditSquare + factor * other.creditSquare,
      product: product + factor * other.product, reference: reference + factor * other.reference,
      referenceSquare: referenceSquare + factor * other.referenceSquare)
  }

  func divided(by n: Double) -> ScaledErrors {
    ScaledErrors(
      credit: credit / n, creditSquare: creditSquare / n, product: product / n, reference: reference / n,
      referenceSquare: referenceSquare / n)
  }

  /// The mean error at a scale; 0 where it is rounding.
  func bias(_ k: Double) -> Double {
    let bias = k * credit - reference
    return abs(bias) <= 1e-12 * (2 * size(k)).squareRoot() ? 0 : bias
  }

  /// The mean square of the error at a scale; 0 where it is rounding.
  func meanSquare(_ k: Double) -> Double {
    let square = k * k * creditSquare - 2 * k * product + referenceSquare
    return square <= 1e-13 * size(k) ? 0 : square
  }

  private func size(_ k: Double) -> Double { k * k * creditSquare + referenceSquare }
}
