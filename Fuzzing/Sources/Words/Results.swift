import Ascribe
@testable import AscribeCommand
import Foundation
import FuzzTargets
import Reports

/// A stored result is refused or shown, as text and as Markdown, in lines that hold no control characters.
func readResult(_ bytes: [UInt8]) {
  do throws(ResultError) {
    let report = try StoredReports.reader(details: true, cells: true).read(Data(bytes), path: "input")
    let document = report.result.document
    for text in [TextRenderer().render(document), MarkdownRenderer().render(document)] {
      check(!text.utf8.contains { $0 < 0x20 && $0 != 0x0A }, "a control character is shown")
    }
  } catch {
    checkSentence("\(error)")
  }
}
