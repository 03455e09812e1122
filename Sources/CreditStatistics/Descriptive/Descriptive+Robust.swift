import CreditNumerics
public import Ground
import CGSL

extension Descriptive {
  /// The mean without the floor(`trim` · *n*) smallest and as many largest values; denominator: the values left.
  ///
  /// Nothing is interpolated: whole values are cut. 0 gives the mean. Undefined for no values (at least one is
  /// always left), and, with `UndefinedReason/notAccepted(_:)`, for another share.
  ///
  /// - Parameters:
  ///   - values: The sample, in any order.
  ///   - trim: The share cut on either side, in `0..<0.5`.
  ///   - stride: The step from one value that counts to the next; 1 where all do.
  /// - Complexity: O(*n* log *n*), one sorted copy.
  ///
  /// Source: Tukey and McLaughlin, Sankhya A 25 (1963).
  public static func trimmedMean(
    of values: some Numbers, trim: Double, stride: Int = 1
  ) -> Measured<Double> {
    guard trim >= 0, trim < 0.5 else { return .notAccepted("trim", trim, accepted: "0..<0.5") }
    return values.measured(stride: stride, atLeast: 1) { sample in
      let cut = Int(trim * Double(sample.count))
      return mean(of: sample.sorted[cut..<(sample.count - cut)])
    }
  }

  /// The interquartile mean: ``trimmedMean(of:trim:stride:)`` with a quarter cut on either side, floor(*n* / 4)
  /// values each.
  ///
  /// Source: Agarwal et al., "Deep reinforcement learning at the edge of the statistical precipice", NeurIPS 2021,
  /// section 4.3; their library cuts whole values in this way.
  public static func interquartileMean(of values: some Numbers, stride: Int = 1) -> Measured<Double> {
    trimmedMean(of: values, trim: 0.25, stride: stride)
  }

  /// The mean after the floor(`trim` · *n*) smallest values are replaced by the smallest one left, and as many largest
  /// by the largest one left; denominator *n*. Undefined as ``trimmedMean(of:trim:stride:)``.
  ///
  /// - Parameters:
  ///   - values: The sample, in any order.
  ///   - trim: The share replaced on either side, in `0..<0.5`.
  ///   - stride: The step from one value that counts to the next; 1 where all do.
  /// - Complexity: O(*n* log *n*), one sorted copy.
  public static func winsorizedMean(
    of values: some Numbers, trim: Double, stride: Int = 1
  ) -> Measured<Double> {
    guard trim >= 0, trim < 0.5 else { return .notAccepted("trim", trim, accepted: "0..<0.5") }
    return values.measured(stride: stride, atLeast: 1) { sample in
      var sorted = sample.sorted
      let cut = Int(trim * Double(sample.count))
      let last = sample.count - 1
      for index in 0..<cut {
        sorted[index] = sorted[cut]
        sorted[last - index] = sorted[last - cut]
      }
      return mean(of: sorted)
    }
  }

  /// The median of the absolute deviations from the median, in the unit of the values, without a factor: times
  /// ``normalConsistency`` it estimates the standard deviation of normal values. 0 when more than half of the values
  /// are equal. Undefined for no values.
  ///
  /// - Complexity: O(*n* log *n*), two sorted copies.
  public static func medianAbsoluteDeviation(of values: some Numbers, stride: Int = 1) -> Measured<Double> {
    values.measured(stride: stride, atLeast: 1) { sample in
      let center = median(of: sample.sorted)
      return center.flatMap { center in
        let deviations = (0..<sample.count).map { abs(sample[$0] - center) }
        guard deviations.allSatisfy(\.isFinite) else { return .undefined(.outOfRange) }
        return median(of: deviations)
      }
    }
  }

  /// The factor 1 / Φ⁻¹(3/4) that makes the median absolute deviation estimate a normal standard deviation.
  public static let normalConsistency = 1.482602218505602

  /// The scale *Qn*: about the first quartile of the distances between all pairs, times 2.2219, and corrected for
  /// small *n* so that it estimates the standard deviation of normal values. 0 when more than half of the values are
  /// equal. Half of the values can be outliers before it breaks down. Undefined for fewer than 2 values.
  ///
  /// - Complexity: O(*n* log *n*).
  ///
  /// Source: Rousseeuw and Croux, "Alternatives to the median absolute deviation", JASA 88 (1993); corrections of
  /// Croux and Rousseeuw, COMPSTAT 1992, which GSL takes for n up to 9 (and beyond from the R library robustbase).
  public static func qnScale(of values: some Numbers, stride: Int = 1) -> Measured<Double> {
    values.measured(stride: stride, atLeast: 2) { sample in
      let sorted = sample.sorted
      var work = [Double](repeating: 0, count: 3 * sorted.count)
      var counts = [Int32](repeating: 0, count: 5 * sorted.count)
      let scale = unsafe sorted.withUnsafeBufferPointer { sorted in
        unsafe work.withUnsafeMutableBufferPointer { work in
          unsafe counts.withUnsafeMutableBufferPointer { counts in
            GSL.call {
              unsafe gsl_stats_Qn_from_sorted_data(
                sorted.baseAddress, 1, sorted.count, work.baseAddress, counts.baseAddress)
            }
          }
        }
      }
      return Measured(inRange: scale)
    }
  }

  /// The scale *Sn*: the median over the values of the median distance to the others, times 1.1926, and corrected for
  /// small *n* so that it estimates the standard deviation of normal values. 0 when more than half of the values are
  /// equal. Undefined for fewer than 2 values.
  ///
  /// - Complexity: O(*n* log *n*).
  ///
  /// Source: Rousseeuw and Croux, "Alternatives to the median absolute deviation", JASA 88 (1993); corrections of
  /// Croux and Rousseeuw, COMPSTAT 1992.
  public static func snScale(of values: some Numbers, stride: Int = 1) -> Measured<Double> {
    values.measured(stride: stride, atLeast: 2) { sample in
      let sorted = sample.sorted
      var work = [Double](repeating: 0, count: sorted.count)
      let scale = unsafe sorted.withUnsafeBufferPointer { sorted in
        unsafe work.withUnsafeMutableBufferPointer { work in
          GSL.call {
            unsafe gsl_stats_Sn_from_sorted_data(sorted.baseAddress, 1, sorted.count, work.baseAddress)
          }
        }
      }
      return Measured(inRange: scale)
    }
  }
}
