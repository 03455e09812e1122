import CreditStatistics
import Ground

/// What methods are held to where the credits of some decisions are known, in the order of the tables: the first one ranks the
/// methods.
///
/// Each is a ratio of sums over all batches, with the jackknife over batches. It is corrected for the noise of sampled credits,
/// which would otherwise hold it down; where credits lie between bounds, its interval is from the lower end of the least that it
/// can be to the upper end of the most.
struct SampledQuantity: Sendable {
  let quantity: Quantity
  /// When its interval is shown.
  let rule: IntervalRule
  let measure: @Sendable (SampledSums, BoundSide) -> Measured<Double>
  /// Whether it is the sine of the angle whose cosine is measured.
  var isSine = false

  static let all: [SampledQuantity] = [
    SampledQuantity(quantity: .sampledAlignment, rule: .usual) { $0.alignment($1) },
    SampledQuantity(quantity: .sampledPearson, rule: .usual) { $0.pearson($1) },
    SampledQuantity(quantity: .sampledError, rule: .usual, measure: { $0.cosine($1) }, isSine: true),
    SampledQuantity(quantity: .sampledSign, rule: .sparse) { sums, _ in sums.signAgreement },
    SampledQuantity(quantity: .resolvedShare, rule: .skewed) { sums, _ in sums.resolvedShare },
  ]

  /// How they are shown: where the truth has bounds, all that these allow is shown of each.
  static func shown(isBounded: Bool) -> [Quantity] {
    all.map { quantity in
      var shown = quantity.quantity
      if isBounded, quantity.quantity.key == Quantity.sampledError.key { shown.showsInterval = true }
      return shown
    }
  }

  /// Its estimate from the sums of all batches.
  func estimate(_ batches: [SampledSums], _ plan: StudyPlan) -> Estimate {
    let measured = Estimate(
      batches, isBounded: batches.contains(where: \.isBounded), plan,
      within: isSine ? -1...1 : quantity.range ?? .unbounded, shown: rule, measure)
    return isSine ? measured.sineOfAngle : measured
  }

  /// One number a batch whose mean it is, for tests between methods: the jackknife's pseudovalues.
  func values(_ batches: [SampledSums], _ side: BoundSide = .middle) -> [Measured<Double>] {
    let found = LeftOut(batches) { sums in
      let measured = measure(sums, side)
      return isSine ? measured.map(Sine.sine) : measured
    }
    let jackknife = found.estimate.flatMap { Jackknife.measured(estimate: $0, without: found.without) }
    switch jackknife {
    case .value(let jackknife): return jackknife.pseudovalues.map { .value($0) }
    case .undefined(let reason): return batches.map { _ in .undefined(reason) }
    }
  }
}

extension Quantity {
  /// Cosine of the gradient on the decisions whose truth was sampled with the true one at their places.
  public static let sampledAlignment = Quantity(
    key: "sampledAlignment", name: "gradient", better: .higher,
    meaning:
      "cosine of the gradient that the credits induce on the sampled decisions with the true one at their places",
    table: .agreement, showsInterval: true, range: -1...1)
  /// Linear correlation with the sampled truth.
  public static let sampledPearson = Quantity(
    key: "sampledPearson", name: "Pearson", better: .higher, table: .agreement, showsInterval: true,
    range: -1...1)
  /// Relative error after the best scale.
  public static let sampledError = Quantity(
    key: "sampledError", name: "error", better: .lower,
    meaning: "after the best scale, 1 is what a credit of 0 gets", table: .agreement, range: 0...1)
  /// Share of the decisions with a known sign that have it.
  public static let sampledSign = Quantity(
    key: "sampledSign", name: "sign", unit: "share", better: .higher,
    meaning: "share of the decisions whose true credit is known to be above 0, or below, that have its sign",
    table: .agreement,
    range: 0...1)
  /// Share of the decisions whose sign is known.
  public static let resolvedShare = Quantity(
    key: "resolvedShare", name: "resolved", unit: "share", better: .neither,
    meaning: "share of the sampled decisions whose true credit is known to be above 0, or below",
    table: .diagnostics,
    range: 0...1)
}
