/// Numbers that lie side by side in memory and can be read there.
///
/// The statistics of this module take `some` ``Numbers``: an `Array<Double>`, an `ArraySlice`, a `ContiguousArray`,
/// or a `Span<Double>` of any of these, of an unsafe buffer or of a part of them. None of them is copied to be read.
///
/// ```swift
/// Descriptive.mean(of: [1, 2, 6])
/// Descriptive.mean(of: credits[3..<9])
/// Descriptive.mean(of: matrix.span.extracting(column...), stride: columns)
/// ```
public protocol ContiguousNumbers: ~Escapable {
  /// Calls `body` with the numbers in place, in their order, and returns what it returns.
  func withNumbers<Result, Failure: Error>(
    _ body: (Span<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result
}

/// ``ContiguousNumbers`` that may also be a view of memory owned by somebody else.
public typealias Numbers = ContiguousNumbers & ~Escapable

extension Span: ContiguousNumbers where Element == Double {
  /// Calls `body` with this span.
  public func withNumbers<Result, Failure: Error>(
    _ body: (Span<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result { try body(self) }
}

extension Array: ContiguousNumbers where Element == Double {
  /// Calls `body` with the elements in place.
  public func withNumbers<Result, Failure: Error>(
    _ body: (Span<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result { try body(span) }
}

extension ArraySlice: ContiguousNumbers where Element == Double {
  /// Calls `body` with the elements in place.
  public func withNumbers<Result, Failure: Error>(
    _ body: (Span<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result { try body(span) }
}

extension ContiguousArray: ContiguousNumbers where Element == Double {
  /// Calls `body` with the elements in place.
  public func withNumbers<Result, Failure: Error>(
    _ body: (Span<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result { try body(span) }
}
