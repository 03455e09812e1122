import Ground
import CreditStatistics

extension Estimate {
  /// An estimate whose parts were computed elsewhere.
  init(mean: Measured<Double>, interval: Measured<ConfidenceInterval>, batches: Int) {
    self.mean = mean
    self.interval = interval
    self.batches = batches
  }

  /// Nothing, for one reason.
  static func undefined(_ reason: UndefinedReason) -> Estimate {
    Estimate(mean: .undefined(reason), interval: .undefined(reason), batches: 0)
  }
}
