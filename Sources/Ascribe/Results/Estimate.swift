public import CreditStatistics
public import Ground

/// A quantity of batches: its mean over them, or its value on all of them together, with an interval whose units are the
/// batches.
///
/// What the batches show no variation of has no interval: one of no width would say that it is known.
public struct Estimate: Sendable, Hashable, Codable {
  /// Mean over the batches on which the quantity is defined.
  public let mean: Measured<Double>
  /// Interval of that mean: Student's t over the batches, for a quantity that has a range on a scale on which the range has
  /// no ends; with the jackknife's standard error where the quantity is no mean of batches. It is undefined where too few
  /// batches have the quantity for an interval that covers as often as it says.
  public let interval: Measured<ConfidenceInterval>
  /// Number of batches on which the quantity is defined.
  public let batches: Int

  /// An estimate whose parts were computed elsewhere.
  init(mean: Measured<Double>, interval: Measured<ConfidenceInterval>, batches: Int) {
    self.mean = mean
    self.interval = interval.withWidth()
    self.batches = batches
  }

  /// The mean of a quantity over batches with Student's t interval.
  ///
  /// - Parameters:
  ///   - range: What the quantity can be.
  ///   - rule: When the interval is shown.
  ///   - size: The size of numbers that the quantity is a difference of; see `withWidth(besides:)`.
  init(
    _ values: [Measured<Double>], _ plan: StudyPlan, within range: ClosedRange<Double> = .unbounded,
    shown rule: IntervalRule = .usual, besides size: Double = 0
  ) throws(GSLError) {
    let defined = values.compactMap(\.optional)
    if defined.isEmpty, let reason = values.compactMap(\.reason).first {
      self = .undefined(reason)
      return
    }
    let interval: Measured<ConfidenceInterval> =
      if let obstacle = rule.obstacle(defined, of: values.count) {
        .undefined(obstacle)
      } else {
        try .studentT(ofUnits: defined, confidence: plan.confidence, within: range, besides: size)
      }
    self.init(mean: Descriptive.mean(of: defined), interval: interval, batches: defined.count)
  }

  /// A quantity of all batches together with the jackknife's interval, which follows everything that was fitted to them.
  ///
  /// - Parameters:
  ///   - estimate: The quantity of all batches.
  ///   - without: The same of all batches but one, for each of them; `nil` where it has no value.
  ///   - batches: The batches that the quantity comes from, one more than its degrees of freedom.
  ///   - range: What the quantity can be; the interval is cut to it.
  ///   - rule: When the interval is shown.
  ///   - size: The size of numbers that the quantity is a difference of; see `withWidth(besides:)`.
  init(
    _ estimate: Measured<Double>, without: [Double?], batches: Int, _ plan: StudyPlan,
    within range: ClosedRange<Double> = .unbounded, shown rule: IntervalRule = .usual,
    besides size: Double = 0
  ) {
    let interval: Measured<ConfidenceInterval> =
      if estimate.optional != nil, let obstacle = rule.obstacle(found: batches, of: without.count) {
        .undefined(obstacle)
      } else {
        Jackknife.ofBatches(estimate, without: without, batches: batches).flatMap {
          $0.interval(confidence: plan.confidence, units: batches)
        }.map { $0.cut(to: range) }.withWidth(besides: size)
      }
    self.init(mean: estimate, interval: interval, batches: batches)
  }

  /// Nothing, for one reason.
  static func undefined(_ reason: UndefinedReason) -> Estimate {
    Estimate(mean: .undefined(reason), interval: .undefined(reason), batches: 0)
  }
}

extension ClosedRange<Double> {
  /// What can be any number.
  static var unbounded: ClosedRange<Double> { -Double.infinity...Double.infinity }
}

extension Jackknife {
  /// The jackknife over batches, see ``Estimate``; undefined where only one of them has the quantity, and where leaving
  /// out none of them changes it by more than rounding.
  static func ofBatches(
    _ estimate: Measured<Double>, without: [Double?], batches: Int
  ) -> Measured<Jackknife> {
    estimate.flatMap { estimate in
      guard batches >= 2 else { return .undefined(.tooFew(found: batches, needed: 2)) }
      return Jackknife.measured(estimate: estimate, without: without).flatMap { jackknife in
        jackknife.standardError > 1e-12 * abs(estimate) ? .value(jackknife) : .undefined(.noVariance)
      }
    }
  }
}

extension Measured<ConfidenceInterval> {
  /// Student's t interval of a mean over batches or other independent units; undefined where all are equal but for rounding.
  ///
  /// - Parameters:
  ///   - range: What the values can be; on a scale on which it has no ends, if it has one.
  ///   - size: The size of numbers that the values are differences of.
  static func studentT(
    ofUnits values: [Double], confidence: Double, within range: ClosedRange<Double> = .unbounded,
    besides size: Double = 0
  ) throws(GSLError) -> Measured<ConfidenceInterval> {
    let size = values.reduce(size) { Swift.max($0, abs($1)) }
    if values.count >= 2, values.allSatisfy({ abs($0 - values[0]) <= 1e-12 * size }) {
      return .undefined(.noVariance)
    }
    guard range != .unbounded else {
      return try ConfidenceInterval.studentT(ofMean: values, confidence: confidence).withWidth(besides: size)
    }
    return Descriptive.mean(of: values).flatMap { mean in
      Descriptive.standardErrorOfMean(of: values).flatMap { error in
        ConfidenceInterval.bounded(
          mean, standardError: error, units: values.count, within: range, confidence: confidence)
      }
    }.withWidth(besides: size)
  }
}

/// A mean over batches, with Student's t interval.
public struct CellMean: Sendable, Hashable, Codable {
  /// Mean over the batches that have such a decision.
  public let mean: Measured<Double>
  /// Standard error over those batches.
  public let standardError: Measured<Double>
  /// Interval of the mean over those batches.
  public let interval: Measured<ConfidenceInterval>
}

extension CellMean {
  /// The mean of the numbers times a positive factor.
  package func scaled(by factor: Double) -> CellMean {
    CellMean(
      mean: mean.map { factor * $0 }, standardError: standardError.map { factor * $0 },
      interval: interval.map { $0.scaled(by: factor) })
  }
}

/// How much was simulated.
public struct SampleSizes: Sendable, Hashable, Codable {
  /// Batches.
  public let batches: Int
  /// Episodes.
  public let episodes: Int
  /// Turns.
  public let turns: Int
  /// Decisions.
  public let decisions: Int
}
