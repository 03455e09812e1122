import Ascribe
import Foundation
import Reports
import Trajectories

/// A result that stands where a command with `--resume` would write it, and is that command's own: there is nothing to go on
/// with then, and it stays as it is.
struct FinishedResult {
  private let output: String
  private let text: String
  private let report: StoredReport

  /// The result of an order.
  ///
  /// - Parameters:
  ///   - output: What `--output` says.
  ///   - file: The result in that folder; `nil` where the output is the result.
  ///   - order: The order, see ``ResultHeader/name(ofOrder:)``.
  /// - Returns: `nil` where nothing stands there, or anything else.
  init?(_ output: String, _ file: String?, order: String, details: Bool, cells: Bool) {
    let path = FileRoles.path(of: file.map { "\(output)/\($0)" } ?? output)
    let place = URL(filePath: path).resolvingSymlinksInPath().path
    let type = (try? FileManager.default.attributesOfItem(atPath: place))?[.type] as? FileAttributeType
    // It is not read as an input is, which could not be written to if it turns out to be another command's.
    guard type == .typeRegular, let data = FileManager.default.contents(atPath: place),
      let report = try? StoredReports.reader(details: details, cells: cells).read(data, path: path),
      report.header.order == order
    else { return nil }
    let text = String(decoding: data, as: UTF8.self)
    self.output = output
    self.report = report
    self.text = text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  /// Shows the result as the command that made it did.
  func show(asJSON: Bool) throws {
    try Terminal.show(report.result, asJSON: asJSON, text: text)
    Terminal.complain("ascribe: note: \(output) has this result already; it is left as it is.")
  }
}

extension KeepingOptions {
  /// The result that `--resume` finds complete; `nil` where there is something to be done.
  ///
  /// - Parameters:
  ///   - output: What `--output` says.
  ///   - file: The result in that folder; `nil` where the output is the result.
  ///   - order: Everything that the measures depend on, as text.
  ///   - files: What the command writes beside it: all of them must be there too.
  ///   - details: Whether the details are shown.
  ///   - cells: Whether what is by agent and turn is shown.
  func finished(
    _ output: String?, in file: String? = nil, order: String, files: [String?], details: Bool,
    cells: Bool = false
  ) -> FinishedResult? {
    guard resume, shard == nil, MergedShards.current == nil, let output,
      files.allSatisfy({ $0.map(UnfinishedFiles.stands) ?? true }),
      let result = FinishedResult(
        output, file, order: ResultHeader.name(ofOrder: order), details: details, cells: cells)
    else { return nil }
    // The command may have been killed when its result stood and before it had cleared up.
    UnfinishedFiles(of: output).remove(ofOrder: order)
    return result
  }
}
