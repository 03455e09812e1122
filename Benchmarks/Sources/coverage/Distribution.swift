/// What values are drawn from.
enum Distribution: String, CaseIterable {
  case normal, exponential, bernoulli
  /// Student's t with 3 degrees of freedom: a variance, but no fourth moment.
  case heavyTailed = "heavy-tailed"

  var mean: Double {
    switch self {
    case .normal, .heavyTailed: 0
    case .exponential: 1
    case .bernoulli: 0.3
    }
  }

  var variance: Double {
    switch self {
    case .normal, .exponential: 1
    case .bernoulli: 0.21
    case .heavyTailed: 3
    }
  }

  func draw(_ count: Int, _ generator: inout Generator) -> [Double] {
    (0..<count).map { _ in
      switch self {
      case .normal: generator.normal()
      case .exponential: -(generator.uniform().logarithm)
      case .bernoulli: generator.uniform() < 0.3 ? 1 : 0
      case .heavyTailed:
        generator.normal()
          / ((0..<3).reduce(0) { sum, _ in
            let value = generator.normal()
            return sum + value * value
          } / 3).squareRoot()
      }
    }
  }
}

/// SplitMix64, and normal values by the polar method.
struct Generator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// Strictly between 0 and 1.
  mutating func uniform() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }

  mutating func normal() -> Double {
    while true {
      let (u, v) = (2 * uniform() - 1, 2 * uniform() - 1)
      let square = u * u + v * v
      if square < 1 { return u * (-2 * square.logarithm / square).squareRoot() }
    }
  }
}
