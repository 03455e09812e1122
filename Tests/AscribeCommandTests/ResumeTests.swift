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

  /// A script may be run again when all is done: nothing is simulated, written or touched.
  @Test(arguments: [
    (ResumeTests.run, "out/results.json"),
    ("compare or coupling --methods grpo,mc --batches 3 --episodes 8", "out"),
    ("compare or --methods grpo,mc --batches 3 --episodes 8 --truth sampled(decisions=4)", "out"),
    ("critics or --critic symmetric --batches 3 --episodes 8 --fit-episodes 16", "out"),
    ("frontier or --methods grpo --batches 3 --budgets 500,1000", "out"),
  ])
  func whatIsCompleteIsLeftAsItIs(command: String, file: String) throws {
    try Workplace.use { place in
      let whole = try place.ascribe("\(command) --output out")
      expectSuccess(whole)
      let before = try Self.look(at: place.path(file))
      // As if it had been killed just before it cleared up.
      try leaveHeader(of: command, place)
      let again = try place.ascribe("\(command) --output out --resume --threads 2")
      #expect(again.code == 0)
      #expect(again.complaints == "ascribe: note: out has this result already; it is left as it is.\n")
      #expect(again.output == whole.output)
      #expect(try Self.look(at: place.path(file)) == before)
      #expect(try place.files().allSatisfy { !$0.contains("unfinished") })
      let json = try place.ascribe("\(command) --output out --resume --json")
      #expect(json.output == String(decoding: before.bytes, as: UTF8.self))
      // Another command is no other name for it.
      let other = try place.ascribe("\(command) --seed 5 --output out --resume")
      #expect(!other.complaints.contains("left as it is"))
      let isFolder = command == Self.run
      #expect(other.code == (isFolder ? 2 : 0))
      let bytes = try Data(contentsOf: URL(filePath: place.path(file)))
      #expect((bytes == before.bytes) == isFolder)
    }
  }

  /// Files beside the result that are not there are made, which takes the batches.
  @Test func whatIsMissingBesideItIsMade() throws {
    try Workplace.use { place in
      let command = "compare or --methods grpo,mc --batches 3 --episodes 8 --output out --csv table.csv"
      expectSuccess(try place.ascribe(command))
      let table = try Data(contentsOf: URL(filePath: place.path("table.csv")))
      #expect(try place.ascribe("\(command) --resume").complaints.contains("left as it is"))
      try FileManager.default.removeItem(atPath: place.path("table.csv"))
      let again = try place.ascribe("\(command) --resume")
      #expect(again.code == 0 && !again.complaints.contains("left as it is"))
      #expect(try Data(contentsOf: URL(filePath: place.path("table.csv"))) == table)
    }
  }

  /// A study of learning that is complete says so, and its files keep their bytes.
  @Test func aCompleteStudyOfLearningStays() throws {
    try Workplace.use { place in
      let command = "train or --methods grpo --budget 100 --episodes 8 --starts 2 --output out"
      let whole = try place.ascribe(command)
      expectSuccess(whole)
      let names = try place.files().filter { $0.contains("/") }
      let before = try names.map { try Data(contentsOf: URL(filePath: place.path($0))) }
      let again = try place.ascribe("\(command) --resume")
      #expect(again.code == 0 && again.output == whole.output)
      #expect(again.complaints.contains("all 4 runs were done before and are read from out."))
      #expect(try place.files().filter { $0.contains("/") } == names)
      #expect(try names.map { try Data(contentsOf: URL(filePath: place.path($0))) } == before)
    }
  }

  /// The bytes of a file and which one it is.
  private static func look(at path: String) throws -> FileLook {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return FileLook(
      bytes: try Data(contentsOf: URL(filePath: path)),
      number: attributes[.systemFileNumber] as? Int, date: attributes[.modificationDate] as? Date)
  }

  private struct FileLook: Equatable {
    let bytes: Data
    let number: Int?
    let date: Date?
  }

  /// Leaves a file of no batches, with the header of a command's.
  private func leaveHeader(of command: String, _ place: Workplace) throws {
    expectSuccess(try place.ascribe("\(command) --shard 1/1 --output part"))
    let part = try Data(contentsOf: URL(filePath: place.path("part")))
    try FileManager.default.removeItem(atPath: place.path("part"))
    let end = try #require(part.firstIndex(of: UInt8(ascii: "\n")))
    let header = String(decoding: part[...end], as: UTF8.self).replacing(#","shard":"1/1""#, with: "")
    try Data(header.utf8).write(to: URL(filePath: place.path("out.unfinished")))
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
