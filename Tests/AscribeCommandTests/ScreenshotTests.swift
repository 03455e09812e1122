import Foundation
import TestSupport
import Testing

/// Pages look as they did when somebody last looked at them: `ASCRIBE_WRITE_GOLDEN=1` records them anew, to be looked at.
@Suite("Pictures of pages", .whereBrowsersAre, .serialized, .tags(.slow), .whereSlowTestsRun)
struct ScreenshotTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Screens")
  /// Share of squares of a picture that other fonts, and other versions of the browser, may change.
  private static let tolerance = 0.06

  private static let small = "--episodes 16 --batches 3 --fit-episodes 32"
  private static let twenty = (2...21).map { "c3(alternatives=\($0))" }.joined(separator: ",")
  private static let pages = [
    "relay": "run relay --methods grpo,graphgpo,pinto \(small)",
    "simultaneous": "run dec-tiger --methods grpo,c3(alternatives=2),coma \(small)",
    "recorded": "attribute trace.jsonl --method grpo --method gigpo --summary",
    "twenty-methods": "compare coupling --methods \(twenty) --episodes 16 --batches 3",
    "empty": "attribute one.jsonl --method grpo --summary",
    "two-hundred-agents": "attribute agents.jsonl --method grpo --method mc --summary",
    "blame": "blame coupling --methods grpo,c3(alternatives=2) --judges \(small)",
  ]

  @Test(arguments: pages.keys.sorted())
  func looksAsRecorded(name: String) throws {
    try Workplace.use { place in
      try place.addWorkedTrace("E2", as: "trace.jsonl")
      try place.write(Self.episode("e0", ["a"], wins: false), to: "one.jsonl")
      let agents = (0..<200).map { "agent \($0)" }
      try place.write(
        (0..<4).map { Self.episode("e\($0)", agents, wins: $0 % 2 == 0) }.joined(), to: "agents.jsonl")
      expectSuccess(try place.ascribe("\(try #require(Self.pages[name])) --html page.html"))
      let browser = Browser(place: place)
      try browser.picture(of: "page.html", as: "page.png")
      let picture = try place.bytes("page.png")
      let file = Self.folder.appending(path: "\(name).png")
      guard ProcessInfo.processInfo.environment["ASCRIBE_WRITE_GOLDEN"] != "1" else {
        try picture.write(to: file)
        return
      }
      let recorded = try Data(contentsOf: file)
      #expect(try browser.difference(picture, recorded) <= Self.tolerance)
    }
  }

  /// Two pages are further apart than the tolerance, so that it tells pages apart.
  @Test func theToleranceTellsPagesApart() throws {
    try Workplace.use { place in
      let pictures = try ["relay", "simultaneous", "blame"].map {
        try Data(contentsOf: Self.folder.appending(path: "\($0).png"))
      }
      let browser = Browser(place: place)
      #expect(try browser.difference(pictures[0], pictures[0]) == 0)
      #expect(try browser.difference(pictures[0], pictures[1]) > 2 * Self.tolerance)
      #expect(try browser.difference(pictures[1], pictures[2]) > 2 * Self.tolerance)
    }
  }

  private static func episode(_ name: String, _ agents: [String], wins: Bool) -> String {
    let turns = agents.map { agent in
      #"{"state":"s","decisions":[{"agent":"\#(agent)","action":"go"}]}"#
    }
    return
      #"{"schema":"ascribe.trace/1","task":"t","episode":"\#(name)","outcome":{"status":"\#(wins ? "success" : "failure")"},"turns":[\#(turns.joined(separator: ","))],"final":"end"}"#
      + "\n"
  }
}
