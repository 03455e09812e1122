/// The value of a statistic, or the reason why it has none.
///
/// A correlation with a constant, a variance of one number or a share of no units is not zero and not an error of
/// the program: it is undefined, and stays so through ``map(_:)`` and ``flatMap(_:)`` until somebody decides what to
/// show. No statistic of this module has a ``value(_:)`` that is NaN or infinite.
///
/// ```swift
/// switch Association.spearman(credits, truth) {
/// case .value(let rho): print("rho = \(rho)")
/// case .undefined(let reason): print("no correlation: \(reason)")
/// }
/// ```
public enum Measured<Value> {
  /// The statistic has this value.
  case value(Value)
  /// The statistic has no value, for this reason.
  case undefined(UndefinedReason)

  /// The value, or `nil` when undefined.
  public var optional: Value? {
    switch self {
    case .value(let value): value
    case .undefined: nil
    }
  }

  /// The reason, or `nil` when there is a value.
  public var reason: UndefinedReason? {
    switch self {
    case .value: nil
    case .undefined(let reason): reason
    }
  }

  /// The image of the value; an undefined statistic keeps its reason.
  public func map<Image, Failure: Error>(
    _ transform: (Value) throws(Failure) -> Image
  ) throws(Failure) -> Measured<Image> {
    switch self {
    case .value(let value): .value(try transform(value))
    case .undefined(let reason): .undefined(reason)
    }
  }

  /// The measurement that follows from the value; an undefined statistic keeps its reason.
  public func flatMap<Image, Failure: Error>(
    _ transform: (Value) throws(Failure) -> Measured<Image>
  ) throws(Failure) -> Measured<Image> {
    switch self {
    case .value(let value): try transform(value)
    case .undefined(let reason): .undefined(reason)
    }
  }
}

extension Measured: Sendable where Value: Sendable {}
extension Measured: Equatable where Value: Equatable {}
extension Measured: Hashable where Value: Hashable {}

extension Measured: CustomStringConvertible {
  /// The value, or "undefined" and the reason as a sentence.
  public var description: String {
    switch self {
    case .value(let value): "\(value)"
    case .undefined(let reason): "undefined: \(reason)"
    }
  }
}

extension Measured<Double> {
  /// A result computed from finite data: what is not finite has overflowed.
  package init(inRange result: Double) {
    self = result.isFinite ? .value(result) : .undefined(.outOfRange)
  }
}
