/// What was measured on consecutive batches: a value that can be kept in a file, and joined with that of the batches
/// after it.
///
/// One partial a batch is kept, in the order of the batches, and nothing is summed up before all are together. Whoever folds
/// them therefore adds the same numbers in the same order however the batches were split.
package struct BatchMeasures<Partial: Codable & Sendable>: Codable, Sendable {
  /// Index of the first batch.
  package let first: Int
  /// One a batch, in order.
  package private(set) var partials: [Partial]

  /// The measures of no batch yet.
  package init(from first: Int) {
    self.first = first
    partials = []
  }

  /// The batches that were measured.
  package var batches: Range<Int> { first..<first + partials.count }

  /// Adds the next batch.
  package mutating func append(_ partial: Partial) { partials.append(partial) }

  /// Adds the measures of the batches that follow.
  ///
  /// - Throws: ``BatchOrderError`` for batches that do not follow on these.
  package mutating func append(_ next: BatchMeasures) throws(BatchOrderError) {
    guard next.first == batches.upperBound else {
      throw BatchOrderError(expected: batches.upperBound, found: next.first)
    }
    partials += next.partials
  }

  /// The measures of several ranges of batches, in any order, as one.
  ///
  /// - Throws: ``BatchOrderError`` for a gap between them, and for a batch that two of them hold.
  package static func joined(_ parts: [BatchMeasures]) throws(BatchOrderError) -> BatchMeasures {
    let ordered = parts.filter { !$0.partials.isEmpty }.sorted { $0.first < $1.first }
    var whole = BatchMeasures(from: ordered.first?.first ?? 0)
    for part in ordered { try whole.append(part) }
    return whole
  }
}

/// Measures of batches that do not follow on each other.
package struct BatchOrderError: Error, Hashable, CustomStringConvertible {
  /// The batch that should come next.
  package let expected: Int
  /// The batch that does.
  package let found: Int

  package var description: String {
    found > expected
      ? "The measures of batches \(expected)..<\(found) are missing."
      : "Batch \(found) was measured twice: the measures go up to batch \(expected - 1) already."
  }
}
