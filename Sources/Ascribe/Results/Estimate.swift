public import CreditStatistics
public import Ground

/// A quantity of batches: its mean over them, with an interval whose units are the batches.
public struct Estimate: Sendable, Hashable, Codable {
  /// Mean over the batches on which the quantity is defined.
  public let mean: Measured<Double>
  /// Interval of that mean: a percentile bootstrap, unless the quantity says otherwise.
  public let interval: Measured<ConfidenceInterval>
  /// Number of batches on which the quantity is defined.
  public let batches: Int

  /// An estimate whose parts were computed elsewhere.
  init(mean: Measured<Double>, interval: Measured<ConfidenceInterval>, batches: Int) {
    self.mean = mean
    self.interval = interval
    self.batches = batches
  }

  /// The mean of a quantity over batches with its bootstrap interval.
  init(_ values: [Measured<Double>], _ plan: StudyPlan) throws(GSLError) {
    let defined = values.compactMap(\.optional)
    batches = defined.count
    if defined.isEmpty, let reason = values.compactMap(\.reason).first {
      mean = .undefined(reason)
      interval = .undefined(reason)
      return
    }
    mean = Descriptive.mean(of: defined)
    interval = ConfidenceInterval.bootstrap(
      ofMean: defined, resamples: plan.resamples, confidence: plan.confidence, seed: plan.seed)
  }

  /// Nothing, for one reason.
  static func undefined(_ reason: UndefinedReason) -> Estimate {
    Estimate(mean: .undefined(reason), interval: .undefined(reason), batches: 0)
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
