import Glibc

/// A number with its derivative by every named parameter that went into it: how plain references differentiate.
struct Dual {
  var value: Double
  var slopes: [String: Double] = [:]

  init(_ value: Double) { self.value = value }

  init(_ value: Double, slopes: [String: Double]) {
    self.value = value
    self.slopes = slopes
  }

  /// A function of this number with a derivative.
  private func mapped(_ value: Double, _ slope: Double) -> Dual {
    Dual(value, slopes: slopes.mapValues { $0 * slope })
  }

  var size: Dual { mapped(abs(value), value < 0 ? -1 : 1) }
  var exponential: Dual { mapped(exp(value), exp(value)) }
  var inverse: Dual { mapped(1 / value, -1 / (value * value)) }
  var elu: Dual { value > 0 ? self : mapped(exp(value) - 1, exp(value)) }
  /// The same number as a constant.
  var detached: Dual { Dual(value) }

  static func + (left: Dual, right: Dual) -> Dual {
    Dual(left.value + right.value, slopes: left.slopes.merging(right.slopes, uniquingKeysWith: +))
  }

  static func - (left: Dual, right: Dual) -> Dual { left + right * -1 }

  static func * (left: Dual, right: Double) -> Dual { left.mapped(left.value * right, right) }

  static func * (left: Dual, right: Dual) -> Dual {
    left.mapped(left.value * right.value, right.value) + Dual(0, slopes: right.slopes) * left.value
  }
}

extension Sequence<Dual> {
  var sum: Dual { reduce(Dual(0), +) }
}
