package import Ascribe

/// A result with a report, which is made from the result alone.
package protocol ReportedResult: StoredResult {
  /// The report.
  var document: Document { get }
}
