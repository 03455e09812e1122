import CreditStatistics
import Ground

/// The scale of a method, and the scales that all batches but one would give it: what jackknives of its errors refit.
struct RefittedScales {
  /// The factor of all batches; undefined where all credits are 0.
  let factor: Measured<Double>
  /// The factor without each batch; `nil` where the others hold no credit.
  let without: [Double?]

  /// The factor on which errors are measured.
  var scale: Double { factor.optional ?? 1 }

  /// The scale of a method: sum of c r over sum of c² where all batches are one sample.
  ///
  /// - Parameter fixed: A scale that is not fitted; `nil` for the best one.
  init(fixed: Double?, of method: Int, _ batches: [BatchComparison]) {
    if let fixed {
      factor = .value(fixed)
      without = batches.map { _ in fixed }
      return
    }
    let products = batches.map { $0.methods[method].cells.product.reduce(0, +) }
    let squares = batches.map { $0.methods[method].cells.creditSquare.reduce(0, +) }
    let (product, square) = (products.reduce(0, +), squares.reduce(0, +))
    factor = square > 0 ? .value(product / square) : .undefined(.allZero)
    without = zip(products, squares).map { own in
      guard square > 0 else { return 1 }
      let rest = square - own.1
      // What rounding leaves of a batch that holds all credit is none.
      return rest > 1e-12 * square ? (product - own.0) / rest : nil
    }
  }

  /// A number of the mean over batches of some sums, without each batch in turn, at the scale of the others.
  ///
  /// - Parameters:
  ///   - sums: One a batch; `nil` where the batch has none, and is left out of the mean.
  ///   - number: The number of the mean of some batches, at a scale.
  /// - Complexity: O(batches).
  func without(_ sums: [ScaledErrors?], _ number: (ScaledErrors, Double) -> Double) -> [Double?] {
    var total = ScaledErrors()
    var count = 0.0
    for case .some(let sum) in sums {
      total += sum
      count += 1
    }
    return zip(sums, without).map { own, scale in
      guard let scale else { return nil }
      guard let own else { return count > 0 ? number(total.divided(by: count), scale) : nil }
      return count > 1 ? number(total.plus(own, -1).divided(by: count - 1), scale) : nil
    }
  }
}
