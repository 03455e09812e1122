/// What a comparison of methods found on scenarios that are too large to be solved: a study of each, whose credits are held
/// against a sampled truth.
///
/// Its numbers are corrected for the noise of the truth and are no means over batches, so that they are not put together with
/// those of a ``ComparisonResult``.
public struct SampledComparisonResult: StoredResult, Hashable {
  /// The schema of the JSON, with its number.
  public static let schema = "ascribe.sampled-comparison/1"

  /// A study of each scenario, as they were named, of the same methods.
  public let studies: [StudyResult]
  /// What of it is shown.
  public var view: ResultView

  /// The result of studies of the same methods.
  public init(_ studies: [StudyResult], view: ResultView = ResultView()) {
    self.studies = studies
    self.view = view
  }
}

extension SampledComparisonResult {
  /// What does not fit together in a result that was read; `nil` if all does.
  public var flaw: String? {
    guard let first = studies.first else { return "studies is empty" }
    for study in studies {
      if let flaw = study.flaw { return flaw }
      if study.methods.map(\.method.label) != first.methods.map(\.method.label) {
        return "studies has other methods for one scenario than for another"
      }
      if study.quantities.isEmpty { return "quantities is empty" }
    }
    return nil
  }
}
