public import Ground

/// How often an estimate has the sign of its reference.
public struct SignAgreement: Sendable, Hashable {
  /// Pairs whose signs agree: both positive or both negative.
  public let agreeing: Int
  /// Pairs whose reference is away from zero; at least 1.
  public let counted: Int
  /// Pairs that were left out because their reference is zero within the tolerance.
  public let leftOut: Int

  /// The share of the counted pairs that agree, in `0...1`; denominator ``counted``.
  public var share: Double { Double(agreeing) / Double(counted) }
}

extension Association {
  /// The share of pairs in which the estimate has the sign of the reference.
  ///
  /// A pair whose reference is at most `tolerance` from 0 has no sign to agree with and is left out, and counted as
  /// such. In the other pairs an estimate of exactly 0 does not agree: the tolerance is in the unit of the reference,
  /// and an estimate may come on a scale of its own.
  ///
  /// Undefined for no pairs, with `UndefinedReason/noUnits` when every pair is left out, and with
  /// `UndefinedReason/notAccepted(_:)` for a negative tolerance. Constant samples need
  /// no special care.
  ///
  /// - Parameters:
  ///   - estimates: One number a unit.
  ///   - references: The number that each is held against, in the same order.
  ///   - tolerance: In the unit of the reference, at least 0; 0 leaves out references of exactly 0.
  /// - Complexity: O(*n*), no allocation.
  public static func signAgreement(
    of estimates: some Numbers, with references: some Numbers, tolerance: Double
  ) -> Measured<SignAgreement> {
    guard tolerance >= 0 else { return .notAccepted("tolerance", tolerance, accepted: "0 or more") }
    return estimates.measured(with: references, atLeast: 1) { estimates, references in
      var agreeing = 0
      var counted = 0
      for index in 0..<references.count where abs(references[index]) > tolerance {
        counted += 1
        if references[index] > 0 ? estimates[index] > 0 : estimates[index] < 0 { agreeing += 1 }
      }
      guard counted > 0 else { return .undefined(.noUnits) }
      return .value(
        SignAgreement(agreeing: agreeing, counted: counted, leftOut: references.count - counted))
    }
  }
}
