import Ground

/// Where in the bounds of the truth something is measured.
enum BoundSide {
  /// The least that it can be.
  case lowest
  /// At the middle of the bounds; where there are none, at the truth as it was sampled.
  case middle
  /// The most that it can be.
  case highest
}

extension Estimate {
  /// A measure of all batches together with the jackknife's interval: where the truth has bounds, from the lower end of the least
  /// that it can be to the upper end of the most.
  ///
  /// - Parameter isBounded: Whether the truth has bounds.
  init<Sums: AdditiveArithmetic>(
    _ batches: [Sums], isBounded: Bool, _ plan: StudyPlan, within range: ClosedRange<Double>,
    shown rule: IntervalRule = .usual, _ measure: (Sums, BoundSide) -> Measured<Double>
  ) {
    func estimate(_ side: BoundSide) -> Estimate {
      Estimate(LeftOut(batches) { measure($0, side) }, plan, within: range, shown: rule)
    }
    let middle = estimate(.middle)
    self = isBounded ? middle.reaching(from: estimate(.lowest), to: estimate(.highest)) : middle
  }

  /// The same estimate of something that is known between two others, with an interval from the lower end of the one to the upper
  /// end of the other.
  ///
  /// - Parameter range: What it can be.
  func reaching(
    from lowest: Estimate, to highest: Estimate, within range: ClosedRange<Double> = .unbounded
  ) -> Estimate {
    Estimate(
      mean: mean,
      interval: interval.flatMap { own in
        guard let lower = lowest.interval.optional?.lower ?? lowest.mean.optional,
          let upper = highest.interval.optional?.upper ?? highest.mean.optional
        else { return .undefined(.withinBounds) }
        return .value(
          own.reaching(from: min(own.lower, lower), to: max(own.upper, upper)).cut(to: range))
      }, batches: batches)
  }
}
