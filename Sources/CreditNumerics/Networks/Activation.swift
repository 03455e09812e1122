import Glibc

/// What a layer makes of its sums.
package enum Activation: Sendable, CaseIterable {
  /// The sums themselves.
  case identity
  /// `x` above 0, `exp(x) - 1` below (Clevert et al. 2016, arXiv 1511.07289, with alpha = 1).
  case elu
  /// `max(0, x)`.
  case relu
  /// `exp(x_j) / sum exp(x_k)` over the units of the layer.
  case softmax

  /// Replaces the sums of some rows by their activations.
  ///
  /// - Parameters:
  ///   - units: Sums of the rows, one row after the other.
  ///   - width: Units of a row.
  package func apply(to units: UnsafeMutableBufferPointer<Double>, width: Int) {
    switch self {
    case .identity: return
    case .elu:
      for unit in units.indices where unsafe units[unit] < 0 {
        unsafe units[unit] = unsafe expm1(units[unit])
      }
    case .relu: for unit in units.indices where unsafe units[unit] < 0 { unsafe units[unit] = 0 }
    case .softmax:
      for first in stride(from: 0, to: units.count, by: width) {
        let row = first..<first + width
        let largest = row.reduce(-Double.infinity) { unsafe max($0, units[$1]) }
        var sum = 0.0
        for unit in row {
          unsafe units[unit] = unsafe exp(units[unit] - largest)
          unsafe sum += units[unit]
        }
        for unit in row { unsafe units[unit] /= sum }
      }
    }
  }

  /// Turns derivatives by the activations of some rows into derivatives by their sums.
  ///
  /// - Parameters:
  ///   - derivatives: Derivatives of the rows, one row after the other.
  ///   - units: Activations of the same rows.
  ///   - width: Units of a row.
  package func pullBack(
    _ derivatives: UnsafeMutableBufferPointer<Double>, at units: UnsafeBufferPointer<Double>, width: Int
  ) {
    switch self {
    case .identity: return
    case .elu:
      for unit in units.indices where unsafe units[unit] < 0 { unsafe derivatives[unit] *= units[unit] + 1 }
    case .relu: for unit in units.indices where unsafe units[unit] <= 0 { unsafe derivatives[unit] = 0 }
    case .softmax:
      for first in stride(from: 0, to: units.count, by: width) {
        let row = first..<first + width
        let mean = row.reduce(0) { unsafe $0 + derivatives[$1] * units[$1] }
        for unit in row { unsafe derivatives[unit] = unsafe units[unit] * (derivatives[unit] - mean) }
      }
    }
  }
}
