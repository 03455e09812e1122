import Foundation
import TestSupport
import Testing

@testable import Trajectories

/// Commands that go on where they stopped. `Fuzzing/kill-runs` kills them at random moments; here what a kill leaves is made.
@Suite struct ResumeTests {
  private static let run = "run or --methods grpo,symmetric --batches 6 --episodes 8 --fit-episodes 16"

  /// What a command leaves that is killed when some of its bytes are written: a part's file with the header of the whole.
  private func leave(_ place: Workplace, share: Double) throws {
    expectSuccess(try place.ascribe("\(Self.run) --shard 1/1 --output part"))
    let whole = try Data(contentsOf: URL(filePath: place.path("part")))
    try FileManager.default.removeItem(atPath: place.path("part"))
    let end = try #require(whole.firstIndex(of: UInt8(ascii: "\n")))
    let header = String(decoding: whole[..<end], as: UTF8.self).replacing(#","shard":"1/1""#, with: "")
    let cut = Int(share * Double(whole.count - end))
    try (Data(header.utf8) + whole[end...].prefix(cut))
      .write(to: URL(filePath: place.path("out.unfinished")))
  }

  @Test(arguments: [0.001, 0.3, 0.5, 0.99, 1.0])
  func resultsAreThoseOfUndisturbedRuns(share: Double) throws {
    try Workplace.use { place in
      let whole = try place.ascribe("\(Self.run) --output whole")
      try leave(place, share: share)
      let refused = try place.ascribe("\(Self.run) --output out")
      #expect(refused.code == 2 && refused.complaints.contains("give --resume to go on, or remove the file."))
      let other = try place.ascribe("\(Self.run) --seed 3 --output out --resume")
      #expect(other.code == 2)
      #expect(
        other.complaints.contains(
          "out.unfinished keeps batches of another command (studies[0].seed: 0 then, 3 now)"))
      let resumed = try place.ascribe("\(Self.run) --output out --resume --threads 3")
      #expect(resumed.code == 0)
      #expect(resumed.complaints.contains("done before, and "))
      #expect(resumed.output.replacing("to out:", with: "to whole:") == whole.output)
      let files = try place.files()
      #expect(!files.contains("out.unfinished"))
      for file in files where file.hasPrefix("out/") {
        let twin = file.replacing("out/", with: "whole/")
        #expect(
          try Data(contentsOf: URL(filePath: place.path(file)))
            == Data(contentsOf: URL(filePath: place.path(twin))), "\(file)")
      }
      #expect(files.count { $0.hasPrefix("out/") } == 5)
    }
  }

  /// Pages show all batches, so those that were kept are judged again for them.
  @Test func pagesOfResumedRunsAreWhole() throws {
    try Workplace.use { place in
      expectSuccess(try place.ascribe("\(Self.run) --output whole --html whole.html"))
      try leave(place, share: 0.6)
      #expect(try place.ascribe("\(Self.run) --output out --resume --html out.html").code == 0)
      // They differ in the command that they tell of.
      let pages = try ["whole", "out"].map { name in
        try String(contentsOfFile: place.path("\(name).html"), encoding: .utf8)
          .split(separator: "\n").filter { !$0.contains("<dt>command</dt>") }
      }
      #expect(pages[0] == pages[1] && pages[0].count > 100)
    }
  }

  /// `--resume` begins where there is nothing to go on with, so that a script may always give it.
  @Test func nothingToResumeIsABeginning() throws {
    try Workplace.use { place in
      expectSuccess(try place.ascribe("\(Self.run) --output out --resume"))
      #expect(try place.files().filter { !$0.hasPrefix("out/") } == ["out"])
    }
  }

  /// A process that was killed before it had said what a folder is for leaves a temporary file, which is nobody's.
  @Test func whatAKilledProcessLeftIsRemoved() throws {
    try Workplace.use { place in
      let gone = Process()
      gone.executableURL = URL(filePath: "/bin/true")
      try gone.run()
      gone.waitUntilExit()
      try place.makeFolder("out")
      let name = Leftovers.newName().replacing("-\(getpid())-", with: "-\(gone.processIdentifier)-")
      try place.write("half a plan", to: "out/\(name)")
      let call = try place.ascribe(
        "train or --methods grpo --budget 100 --episodes 8 --starts 2 --output out")
      expectSuccess(call)
      #expect(try place.files().allSatisfy { !$0.contains(".ascribe-") })
    }
  }

  @Test(arguments: ["text", "{\"schema\":\"x\"}\n"])
  func otherFilesAreLeftAlone(text: String) throws {
    try Workplace.use { place in
      try place.write(text, to: "out.unfinished")
      let call = try place.ascribe("\(Self.run) --output out --resume")
      #expect(call.code == 2 && call.complaints.contains("out.unfinished"))
      #expect(try place.files() == ["out.unfinished"])
      #expect(try String(contentsOfFile: place.path("out.unfinished"), encoding: .utf8) == text)
    }
  }
}
