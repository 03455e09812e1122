import Ascribe
import Foundation
import Reports

/// The runs that a plan would make.
struct SweepListing: ReportedResult {
  static let schema = "ascribe.sweep-plan/1"

  let command: String
  let axes: [String]
  let commands: [String]
  /// How long they may take, one after another; `nil` where nobody tried.
  let seconds: Double?

  var title: String { "Plan of a sweep" }

  var document: Document {
    var document = Document()
    let time =
      seconds.map { " About \(Numerals.count(max(1, Int($0.rounded())))) seconds, one after another." } ?? ""
    document.add(
      Finding(
        "\(Numerals.count(commands.count, "run")).\(time)",
        evidence: seconds == nil
          ? nil : "by a pilot with few batches, which says little where time does not grow with batches"))
    var table = Table(nil, ["command"])
    for command in commands { table.add([.text(command)]) }
    document.add(table)
    return document
  }
}
