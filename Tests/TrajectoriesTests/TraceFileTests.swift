import Foundation
import Testing
import TestSupport

@testable import Trajectories

/// What a trace file as a whole may look like.
@Suite struct TraceFileTests {
  private let first = TraceText.line(episode: #""e0""#)
  private let second = TraceText.line(episode: #""e1""#)

  private func fileRefusal(_ path: String) -> String {
    do {
      _ = try TraceReader.read(path)
      return "accepted"
    } catch {
      return error.description
    }
  }

  @Test(arguments: ["\n", "\r\n", "\n\n", "\n \t\n\r\n"])
  func everyLineEndAndBlankLinesAtTheEndAreAccepted(_ end: String) throws {
    let separator = end.hasPrefix("\r") ? "\r\n" : "\n"
    #expect(try read(first + separator + second + end).episodeCount == 2)
    #expect(try read(first + separator + second).episodeCount == 2)
  }

  @Test func aByteOrderMarkIsPassedOver() throws {
    #expect(try read("\u{FEFF}" + first).episodeName(0) == "e0")
    #expect(refusal(of: "\u{FEFF}\u{FEFF}" + first).hasPrefix("trace.jsonl:1: the line is "))
  }

  @Test func spacesAroundARecordAreAccepted() throws {
    #expect(try read(" \t" + first + "  \n").episodeCount == 1)
  }

  @Test(arguments: ["\n", "  \n", "\r\n"])
  func aBlankLineBeforeARecordIsRefused(_ blank: String) {
    #expect(refusal(of: blank + first) == "trace.jsonl:1: the line is blank; expected a record.")
    #expect(
      refusal(of: "\(first)\n\(blank)\(blank)\(second)")
        == "trace.jsonl:2: the line is blank; expected a record.")
  }

  @Test(arguments: ["", "\n", "\r\n \n", "\u{FEFF}"])
  func aFileWithoutRecordsIsRefused(_ text: String) {
    #expect(refusal(of: text) == "trace.jsonl: the file is empty; expected at least one episode.")
  }

  @Test func aLineThatIsNoObjectIsRefused() {
    #expect(refusal(of: "3") == "trace.jsonl:1: the line is the integer 3; expected one JSON object.")
    #expect(
      refusal(of: "\(first)\n[\(second)]").hasPrefix(
        #"trace.jsonl:2: the line is the array [{"episode":"e1","final":"Z""#))
    #expect(refusal(of: "null") == "trace.jsonl:1: the line is null; expected one JSON object.")
  }

  @Test func aLineCutShortIsRefused() {
    #expect(
      refusal(of: "\(first)\n\(second.dropLast(1))")
        == "trace.jsonl:2: the line is incomplete JSON (its brackets are not all closed); expected one JSON object."
    )
    #expect(
      refusal(of: String(first.dropLast(3)))
        == "trace.jsonl:1: the line is incomplete JSON (it ends inside a string); expected one JSON object.")
  }

  /// Whatever byte a file is cut at, the reader ends with an error about line 2, except where only the newline or
  /// the whole second record is lost.
  @Test func everyCutIsFound() {
    let bytes = Array("\(first)\n\(second)".utf8)
    let whole = first.utf8.count
    for count in (whole + 2)..<bytes.count {
      #expect(refusal(of: Array(bytes[..<count])).hasPrefix("trace.jsonl:2: the line is incomplete JSON"))
    }
    #expect(refusal(of: Array(bytes[...whole])) == "accepted")
  }

  @Test func aLineThatIsNotJSONIsRefused() {
    #expect(
      refusal(of: "\(first)\nepisode 2")
        == "trace.jsonl:2: the line is not JSON (episode at byte 1); expected one JSON object.")
    #expect(
      refusal(of: first + second)
        == "trace.jsonl:1: the line is more than one JSON value (the second begins at byte "
        + "\(first.utf8.count + 1)); expected one JSON object.")
  }

  @Test func bytesThatAreNotUTF8AreRefused() {
    var bytes = Array("\(first)\n\(second)".utf8)
    bytes[first.utf8.count + 1 + 12] = 0xFF
    #expect(
      refusal(of: bytes)
        == "trace.jsonl:2: the line is not UTF-8 (byte 13 is 0xFF); expected one JSON object.")
    // The same text in UTF-16.
    let wide = first.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(
      refusal(of: wide)
        == "trace.jsonl:1: the line is not JSON (an unescaped control character at byte 2); expected one JSON object."
    )
    #expect(
      refusal(of: [0xFF, 0xFE] + wide)
        == "trace.jsonl:1: the line is not UTF-8 (byte 1 is 0xFF); expected one JSON object.")
  }

  @Test func numbersThatNoDoubleHoldsAreRefusedWithTheirField() {
    #expect(
      refusal(of: TraceText.lineOfTurn(#","reward":1e999"#))
        == #"trace.jsonl:1: field "reward" is 1e999; expected a number that a Double can hold."#)
    #expect(
      refusal(of: TraceText.lineOfDecision(#","judge":-1e400"#))
        == #"trace.jsonl:1: field "judge" is -1e400; expected a number that a Double can hold."#)
    for word in ["NaN", "Infinity", "-Infinity", "nan", "inf"] {
      #expect(
        refusal(of: TraceText.lineOfTurn(#","reward":\#(word)"#))
          == #"trace.jsonl:1: field "reward" is \#(word); expected a JSON value."#)
    }
    #expect(refusal(of: TraceText.lineOfTurn(#","reward":1e308"#)) == "accepted")
  }

  @Test func aFileIsNamedAsItsPathIsWritten() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/t.jsonl"
      try AtomicFile.write(Array("\(first)\n{}\n".utf8), to: path)
      #expect(
        fileRefusal(path) == "\(path):2: field \"schema\" is missing; expected \"ascribe.trace/1\".")
    }
  }

  @Test func filesThatCannotBeReadAreRefused() throws {
    try withTemporaryFolder { folder in
      let expected = "expected a file of ascribe.trace/1 records."
      #expect(fileRefusal("\(folder)/none") == "\(folder)/none: the file is missing; \(expected)")
      #expect(fileRefusal(folder) == "\(folder): the file is a folder; \(expected)")
      try AtomicFile.write([], to: "\(folder)/empty")
      #expect(
        fileRefusal("\(folder)/empty")
          == "\(folder)/empty: the file is empty; expected at least one episode.")
      #expect(
        fileRefusal("\(folder)/empty/a")
          == "\(folder)/empty/a: the file is not readable (Not a directory); \(expected)")
    }
    // Opens, but does not let the process read its first page.
    #expect(
      fileRefusal("/proc/self/mem")
        == "/proc/self/mem: the file is not readable (Input/output error); expected a file of ascribe.trace/1 records."
    )
  }

  @Test func aFileLargerThanTheReadersPieceIsReadWhole() throws {
    try withTemporaryFolder { folder in
      let text = (0..<3000).map { TraceText.line(episode: "\"e\($0)\"") + "\n" }.joined()
      #expect(text.utf8.count > 1 << 18)
      try AtomicFile.write(Array(text.utf8), to: "\(folder)/t")
      let batch = try TraceReader.read("\(folder)/t")
      #expect(batch.episodeCount == 3000)
      #expect(batch.episodeName(2999) == "e2999")
    }
  }

  @Test func moreTurnsOrDecisionsThanABatchHoldsAreRefused() {
    func limitedRefusal(_ lines: [String], limit: Int) -> String {
      do {
        _ = try TraceReader.read(
          Array(lines.joined(separator: "\n").utf8), named: "trace.jsonl", limit: limit)
        return "accepted"
      } catch {
        return error.description
      }
    }
    let turn = TraceText.turn(state: #""Z""#)
    let turns = TraceText.line(episode: #""e1""#, turns: "[\(turn),\(turn)]")
    #expect(limitedRefusal([TraceText.line(turns: "[\(turn)]"), turns], limit: 3) == "accepted")
    #expect(
      limitedRefusal([TraceText.line(turns: "[\(turn)]"), turns], limit: 2)
        == "trace.jsonl:2: turn 1: the line is beyond what one batch can hold; "
        + "expected at most 2 turns in a file.")
    let pair = "[\(TraceText.decision()),\(TraceText.decision(agent: #""q""#))]"
    let decisions = TraceText.line(turns: "[\(TraceText.turn(decisions: pair))]")
    #expect(limitedRefusal([decisions], limit: 2) == "accepted")
    #expect(
      limitedRefusal([decisions], limit: 1)
        == "trace.jsonl:1: turn 0: the line is beyond what one batch can hold; "
        + "expected at most 1 decisions in a file.")
    #expect(
      limitedRefusal([first, second], limit: 2)
        == "trace.jsonl:2: turn 0: the line is beyond what one batch can hold; "
        + "expected at most 2 different state keys in a file.")
  }
}
