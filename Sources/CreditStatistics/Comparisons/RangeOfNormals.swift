import CreditNumerics

/// The studentised range with infinite degrees of freedom: the range of `count` independent standard normal values.
enum RangeOfNormals {
  /// P(range > q) = k ∫ φ(z) (Φ(z)^(k-1) - (Φ(z) - Φ(z - q))^(k-1)) dz, by quadrature, to about 1e-13 of its size.
  ///
  /// The difference of powers is taken as a product of the difference and a sum, which keeps the digits of small tails.
  static func upperTail(_ q: Double, count: Int) -> Double {
    guard q > 0 else { return 1 }
    let integral = GaussLegendre.integral(through: [-9, 9 + min(q, 40)], panels: 24) { z in
      let below = Distributions.normalCDF(z)
      let far = Distributions.normalCDF(z - q)
      let near = below - far
      var sum = 0.0
      var power = 1.0
      // Horner's form of Σ below^i near^(k-2-i).
      for _ in 0..<(count - 1) {
        sum = sum * near + power
        power *= below
      }
      return Distributions.normalDensity(z) * far * sum
    }
    return min(1, Double(count) * integral)
  }

  /// q with P(range > q) = `tail`.
  static func quantile(upperTail tail: Double, count: Int) -> Double {
    RootSearch.falling(to: tail, from: 3, step: 1) { upperTail($0, count: count) } ?? 0
  }
}
