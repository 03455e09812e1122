/// What holds of every row of probabilities of a model.
package enum ProbabilityRow {
  /// How far the sum of a row may lie from 1: files carry rounded numbers.
  package static let tolerance = 1e-6

  /// A sum this near to 1 comes from the rounding of exact numbers, and the row is left as it is. A row that was
  /// divided by its sum lies nearer, so that dividing again changes nothing.
  package static let rounding = 2 * Double.ulpOfOne

  /// The sum of some numbers, with the rounding errors of the additions carried along (Neumaier's variant of Kahan's
  /// summation), so that it is right to the last place whatever their number.
  package static func sum(_ values: ArraySlice<Double>) -> Double {
    var sum = 0.0
    var lost = 0.0
    for value in values {
      let next = sum + value
      lost += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
      sum = next
    }
    return sum + lost
  }
}
