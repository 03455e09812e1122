/// Why an operator cannot take what it was given, such as three rewards for four turns.
public struct OperandError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The operator, as it is called.
  public let operation: String
  /// The name of its parameter.
  public let operand: String
  /// What was given, in words that follow "is".
  public let found: String
  /// What it takes.
  public let accepted: String

  /// The error as a sentence.
  public var description: String { "\(operation): \(operand) is \(found); accepted: \(accepted)." }
}

extension OperandError {
  /// Checks that there is one value a row.
  ///
  /// - Throws: ``AttributionError/operand(_:)``.
  @inline(__always)
  package static func check(
    _ count: Int, of operand: StaticString, equals rows: Int, _ row: StaticString, in operation: StaticString
  ) throws(AttributionError) {
    guard count != rows else { return }
    throw .operand(
      OperandError(
        operation: "\(operation)", operand: "\(operand)", found: "of length \(count)",
        accepted: "length \(rows), one value per \(row)"))
  }

  /// Checks that a number is in a range.
  ///
  /// - Throws: ``AttributionError/operand(_:)``, for what is not a number too.
  @inline(__always)
  static func check<Number: Comparable>(
    _ number: Number, of operand: StaticString, in range: ClosedRange<Number>, _ operation: StaticString
  ) throws(AttributionError) {
    guard !range.contains(number) else { return }
    throw .operand(
      OperandError(
        operation: "\(operation)", operand: "\(operand)", found: "\(number)",
        accepted: "\(range.lowerBound)...\(range.upperBound)"))
  }
}
