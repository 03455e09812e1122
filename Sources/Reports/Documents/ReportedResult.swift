public import Ascribe

/// A result with a report, which is made from the result alone.
public protocol ReportedResult: StoredResult {
  /// The report.
  var document: Document { get }
}
