/// Something that is found out of batches: how one is measured, and what the measures of all of them say.
///
/// Studies, comparisons and studies of critics are experiments. `measures(on:)` of ranges of batches can be computed
/// anywhere, written to files, joined and given to `result(of:)`: the result is the same to the last bit.
package protocol Experiment: SharedWork {
  associatedtype Measure: BatchMeasure
  associatedtype Collector: MeasureCollector where Collector.Partial == Measure.Partial

  /// What plays the batches.
  var engine: Engine { get }
  /// What is measured on each.
  var measure: Measure { get }

  /// What sums up the measures, with nothing in it.
  func makeCollector() -> Collector
}

/// Sums up what was measured on batches, in their order.
package protocol MeasureCollector {
  associatedtype Partial
  associatedtype Result

  /// Adds the next batch.
  mutating func add(_ partial: Partial)

  /// What all batches say together.
  func result() throws -> Result
}

extension Experiment {
  /// What is measured on some batches, to be joined with others'.
  ///
  /// - Throws: ``StudyError`` for a plan that cannot be run, `AttributionError` when a method cannot run, and what the
  ///   measure throws.
  package func measures(on batches: Range<Int>) throws -> BatchMeasures<Measure.Partial> {
    try engine.plan.check()
    return try engine.measures(measure, on: batches)
  }

  /// Measures some batches for others to join, and keeps what was measured.
  ///
  /// - Throws: As ``measures(on:)``, and `FileError` for a file that cannot be written.
  package func keep(
    in kept: KeptPart, on batches: Range<Int>, progress: (Int) -> Void
  ) throws {
    try engine.plan.check()
    try engine.truth.check()
    try engine.run(measure, on: batches, progress: { progress($0 - batches.lowerBound) }, keeping: kept) {
      _ in
    }
  }

  /// The result that measures of batches give.
  package func result(of measures: BatchMeasures<Measure.Partial>) throws -> Collector.Result {
    var collector = makeCollector()
    for partial in measures.partials { collector.add(partial) }
    return try collector.result()
  }
}
