import CreditNumerics
public import Ground
import CGSL

/// A sample in ascending order, from which quantiles are read in constant time.
public struct SortedSample: Sendable, Hashable {
  /// The values, ascending; never empty, all finite.
  public let values: [Double]

  /// A sorted copy of the elements `0, stride, 2 stride, ...` of some numbers. Undefined for no values, and for a
  /// NaN or an infinity among them.
  ///
  /// - Complexity: O(*n* log *n*), one allocation.
  public static func sorting(_ values: some Numbers, stride: Int = 1) -> Measured<SortedSample> {
    values.measured(stride: stride, atLeast: 1) { .value(SortedSample(values: $0.sorted)) }
  }

  private init(values: [Double]) { self.values = values }

  /// The smallest value.
  public var minimum: Double { values[0] }

  /// The largest value.
  public var maximum: Double { values[values.count - 1] }

  /// The middle value, or halfway between the two middle ones: the quantile at 1/2, which unlike half the sum of the
  /// two cannot overflow.
  public var median: Double { value(atShare: 0.5) }

  /// The quantile at `probability` by linear interpolation: with *h* = `probability` (*n* - 1), the value at position
  /// floor(*h*), counted from 0, moved by the fraction of *h* towards the next one. 0 gives the smallest value, 1 the
  /// largest; a sample of one value has that value at all probabilities. Undefined, with
  /// `UndefinedReason/notAccepted(_:)`, for what is no probability.
  ///
  /// Source: Hyndman and Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996),
  /// definition 7, which is GSL's.
  ///
  /// - Parameter probability: In `0...1`.
  public func quantile(_ probability: Double) -> Measured<Double> {
    guard (0...1).contains(probability) else { return .unaccepted(probability: probability) }
    return .value(value(atShare: probability))
  }

  /// The same at a share that is known to be in `0...1`.
  package func value(atShare probability: Double) -> Double {
    unsafe values.withUnsafeBufferPointer { buffer in
      GSL.call {
        unsafe gsl_stats_quantile_from_sorted_data(buffer.baseAddress, 1, buffer.count, probability)
      }
    }
  }
}

extension Measured {
  /// Undefined, because a number is no probability.
  static func unaccepted(probability: Double, _ parameter: String = "probability") -> Measured {
    .notAccepted(parameter, probability, accepted: "0...1")
  }
}
