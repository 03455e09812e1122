import Ground

/// A measure of what batches sum up to, of all of them and of all but one: what the jackknife needs.
struct LeftOut {
  /// Of all batches.
  let estimate: Measured<Double>
  /// Without each batch in turn; `nil` where it has no value.
  let without: [Double?]

  /// - Complexity: O(batches).
  init<Sums: AdditiveArithmetic>(_ batches: [Sums], _ measure: (Sums) -> Measured<Double>) {
    let total = batches.reduce(.zero, +)
    estimate = measure(total)
    without = batches.map { measure(total - $0).optional }
  }
}

extension Estimate {
  /// The measure of all batches together with the jackknife's interval.
  init(
    _ found: LeftOut, _ plan: StudyPlan, within range: ClosedRange<Double>, shown rule: IntervalRule = .usual
  ) {
    self.init(
      found.estimate, without: found.without, batches: found.without.count, plan, within: range, shown: rule)
  }
}
