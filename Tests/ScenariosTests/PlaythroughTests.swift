import Foundation
import Scenarios
import Testing
import Simulation

/// Golden playthroughs, one a scenario, in `Playthroughs/`.
///
/// After a change that is meant, write them again with
/// `ASCRIBE_WRITE_PLAYTHROUGHS=1 swift test --filter PlaythroughTests`, look at the differences, and commit them apart
/// from the change.
struct PlaythroughTests {
  @Test(arguments: ScenarioCatalogue.builtIn.map(\.name))
  func playthroughIsAsRecorded(name: String) throws {
    let found = try Playthrough(of: name).text
    guard !Self.isWriting else {
      try found.write(to: Self.source.appending(path: "\(name).txt"), atomically: true, encoding: .utf8)
      return
    }
    let recorded = try String(contentsOf: Self.recorded.appending(path: "\(name).txt"), encoding: .utf8)
    #expect(Self.firstDifference(found, recorded, in: "\(name).txt") == nil)
  }

  /// A scenario that comes without a playthrough, or goes without its playthrough, is noticed.
  @Test(.disabled(if: Self.isWriting)) func everyScenarioHasOne() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.recorded.path)
    #expect(files.sorted() == ScenarioCatalogue.builtIn.map { "\($0.name).txt" }.sorted())
  }

  @Test func theFirstDifferingLineIsNamed() {
    #expect(Self.firstDifference("a\nb\n", "a\nb\n", in: "x.txt") == nil)
    #expect(
      Self.firstDifference("a\nb\nc", "a\nB\nC", in: "x.txt") == "x.txt:2: found \"b\", recorded \"B\"")
    #expect(Self.firstDifference("a", "a\nb", in: "x.txt") == "x.txt:2: found the end, recorded \"b\"")
  }

  private static func firstDifference(_ found: String, _ recorded: String, in file: String) -> String? {
    let lines = { (text: String) in text.split(separator: "\n", omittingEmptySubsequences: false) }
    let (foundLines, recordedLines) = (lines(found), lines(recorded))
    for line in 0..<max(foundLines.count, recordedLines.count) {
      let quoted = { (lines: [Substring]) in line < lines.count ? "\"\(lines[line])\"" : "the end" }
      guard quoted(foundLines) == quoted(recordedLines) else {
        return "\(file):\(line + 1): found \(quoted(foundLines)), recorded \(quoted(recordedLines))"
      }
    }
    return nil
  }

  private static let isWriting = ProcessInfo.processInfo.environment["ASCRIBE_WRITE_PLAYTHROUGHS"] != nil
  private static let recorded = Bundle.module.bundleURL.appending(path: "Playthroughs")
  private static let source = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "Playthroughs")
}
