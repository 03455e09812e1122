import CreditStatistics
import Ground

/// A number of a result that says how it came out, for tables of many results.
package struct ResultMetric: Sendable, Hashable {
  /// What is measured, and of what: `gradientAlignment/grpo`.
  package let name: String
  /// What its steps are: a batch, or simulated turns; `nil` for a number of the whole result.
  package let axis: Axis?
  /// The step; 0 for a number of the whole result.
  package let step: Int
  /// The number; `nil` where it is undefined.
  package let value: Double?
  /// The ends of its interval, if it has one.
  package let low, high: Double?

  /// What steps are.
  package enum Axis: String, Sendable, Hashable {
    /// A batch. Those of the same number, seed and scenario have the same draws in all results.
    case batch
    /// Simulated turns.
    case turns
    /// Simulated turns that there are for a batch.
    case budget
  }

  /// The same of one of several scenarios.
  package func of(_ scenario: String) -> ResultMetric {
    ResultMetric(name: "\(name)/\(scenario)", axis: axis, step: step, value: value, low: low, high: high)
  }
}

/// A result that says how it came out in numbers.
package protocol MetricResult: StoredResult {
  /// Its numbers, the most telling first.
  var metrics: [ResultMetric] { get }
}

/// Numbers of a result, put together.
struct ResultMetrics {
  private(set) var all: [ResultMetric] = []

  /// Adds a number with the ends of its interval.
  mutating func add(
    _ name: String, _ value: Double?, low: Double? = nil, high: Double? = nil,
    axis: ResultMetric.Axis? = nil, step: Int = 0
  ) {
    let finite = { (value: Double?) in value.flatMap { $0.isFinite ? $0 : nil } }
    all.append(
      ResultMetric(
        name: name, axis: axis, step: step, value: finite(value), low: finite(low), high: finite(high)))
  }

  /// Adds a number with its interval.
  mutating func add(
    _ name: String, _ value: Measured<Double>, _ interval: Measured<ConfidenceInterval>,
    axis: ResultMetric.Axis? = nil, step: Int = 0
  ) {
    add(
      name, value.optional, low: interval.optional?.lower, high: interval.optional?.upper, axis: axis,
      step: step)
  }

  /// Adds an estimate.
  mutating func add(
    _ name: String, _ estimate: Estimate, axis: ResultMetric.Axis? = nil, step: Int = 0
  ) {
    add(name, estimate.mean, estimate.interval, axis: axis, step: step)
  }

  /// Adds one number a batch.
  mutating func add(_ name: String, byBatch values: [Measured<Double>]) {
    for (batch, value) in values.enumerated() { add(name, value.optional, axis: .batch, step: batch) }
  }
}
