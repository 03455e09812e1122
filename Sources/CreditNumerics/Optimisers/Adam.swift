/// Adam's running moments of a vector of parameters.
///
/// Source: Kingma and Ba 2015, arXiv 1412.6980, algorithm 1, with its decays 0.9 and 0.999.
package struct Adam {
  private var mean: [Double]
  private var square: [Double]
  private var steps = 0

  private static let meanDecay = 0.9
  private static let squareDecay = 0.999
  private static let epsilon = 1e-8

  /// No moments yet.
  ///
  /// - Parameter count: Number of parameters.
  package init(count: Int) {
    mean = Array(repeating: 0, count: count)
    square = mean
  }

  /// Takes in parameters that were not there before, at the end of the others: so far their gradient was 0.
  package mutating func grow(by count: Int) {
    mean += [Double](repeating: 0, count: count)
    square += [Double](repeating: 0, count: count)
  }

  /// Moves the parameters one step down a gradient of their length.
  package mutating func step(_ parameters: inout [Double], down gradient: [Double], rate: Double) {
    precondition(
      parameters.count == mean.count && gradient.count == mean.count, "as many numbers as moments")
    steps += 1
    let meanScale = rate / (1 - Self.power(Self.meanDecay, steps))
    let squareScale = 1 / (1 - Self.power(Self.squareDecay, steps))
    for index in mean.indices {
      mean[index] += (1 - Self.meanDecay) * (gradient[index] - mean[index])
      square[index] += (1 - Self.squareDecay) * (gradient[index] * gradient[index] - square[index])
      parameters[index] -=
        meanScale * mean[index] / ((square[index] * squareScale).squareRoot() + Self.epsilon)
    }
  }

  /// A whole power by squaring: the same digits on every machine.
  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }
}
