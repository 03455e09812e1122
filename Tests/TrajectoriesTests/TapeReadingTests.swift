import Foundation
import Testing
import TestSupport

@testable import Trajectories

/// Lines are read from simdjson's tape where that suffices, and as records elsewhere: nobody can tell which.
@Suite struct TapeReadingTests {
  private func text(_ name: String) throws -> String {
    String(decoding: try contents(of: worked(name)), as: UTF8.self)
  }

  private func expectSameReading(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let quick = Reading(of: text, usingTapes: true)
    let plain = Reading(of: text, usingTapes: false)
    #expect(quick == plain, "\(text)", sourceLocation: sourceLocation)
  }

  @Test(arguments: ["E1", "single", "team", "fork", "demo"])
  func recordedTracesAreTheSame(_ name: String) throws { expectSameReading(try text(name)) }

  @Test(arguments: 0..<60)
  func randomTracesAreTheSame(_ seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var bytes: [UInt8] = []
    TraceWriter.append(.random(using: &generator), to: &bytes)
    expectSameReading(String(decoding: bytes, as: UTF8.self))
  }

  /// The quick way is taken by every line that a writer makes, or it would not be quick.
  @Test func plainLinesNeedNoRecord() throws {
    var generator = SplitMix64(seed: 3)
    var bytes: [UInt8] = []
    TraceWriter.append(.random(using: &generator), to: &bytes)
    let texts =
      try ["E1", "single", "team", "fork", "demo"].map(text) + [String(decoding: bytes, as: UTF8.self)]
    for text in texts {
      var lines = EpisodeLines(ByteSource(Array(text.utf8), named: "trace.jsonl"))
      var columns = TraceColumns(limit: Int(Int32.max))
      while let line = try lines.next() {
        let (tape, fields) = try #require(line.tape)
        let isPlain = columns.append(tape, fields, line: line.source.line, byteCount: line.byteCount)
        #expect(isPlain)
      }
    }
  }

  /// Every form of a number in every field that holds one.
  @Test(arguments: [
    "0", "-0", "0.0", "-0.0", "1", "-1", "3.0", "1e2", "1E+2", "1e-2", "0.1e1", "0.5", "-0.5", "1e-400",
    "-1e-400",
    "4.9e-324", "2.4703282292062327e-324", "2.2250738585072011e-308", "1.7976931348623157e308",
    "1.7976931348623159e308", "1e400", "0e99999999999", "1e-99999999999999999999", "9007199254740993",
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
    "18446744073709551615", "18446744073709551616", "123456789012345678901234567890",
    "0.1000000000000000055511151231257827021181583404541015625", "2147483647", "2147483648", "00", "01",
    "-01",
    "-", "+1", ".5", "5.", "1.e1", "1e", "1e+", "0x1", "1_0", "NaN", "Infinity", "-Infinity", "null", "true",
    "\"1\"", "[1]", "[]", "{}",
  ])
  func everyNumberIsTheSame(_ number: String) {
    for field in ["reward", "belief", "process", "segment"] {
      expectSameReading(TraceText.lineOfTurn(#","\#(field)":\#(number)"#))
    }
    for field in [
      "logProbability", "referenceLogProbability", "tokens", "judge", "entropy", "valid", "factors", "row",
    ] {
      expectSameReading(TraceText.lineOfDecision(#","\#(field)":\#(number)"#))
    }
    expectSameReading(TraceText.lineOfDecision(#","factors":[1,\#(number)]"#))
    for field in ["finalBelief", "expert", "unknown"] {
      expectSameReading(TraceText.line(more: #","\#(field)":\#(number)"#))
    }
    expectSameReading(TraceText.line(more: #","forkOf":"x","forkTurn":\#(number)"#))
    expectSameReading(TraceText.line(more: #","counterfactuals":{"p":\#(number),"a":0}"#))
    expectSameReading(TraceText.line(outcome: #"{"status":"failure","score":\#(number)}"#))
    expectSameReading(TraceText.lineOfTurn(#","rewards":{"p":\#(number),"a":1}"#))
    expectSameReading(TraceText.lineOfTurn(#","rewards":{"p":\#(number)},"reward":2"#))
    expectSameReading(TraceText.lineOfTurn(#","rewards":\#(number)"#))
  }

  @Test(arguments: [
    #""""#, #""é""#, #""e\u0301""#, #""\u00e9""#, #""\ud83d\ude00""#, #""\ud83d""#, #""\udc00""#,
    #""\ud83dx""#,
    #""\udc00\ud800""#, #""\u0000""#, #""\/\b\f\n\r\t\"\\""#, #""\x""#, #""\u12""#, #""\uFEFF""#,
    "\"\u{FEFF}\"",
    "\"\\\u{FEFF}\"", "\"\u{212A}\"", #""K""#, "\"a\tb\"", "\"\u{7F}\"", "\"\u{10FFFF}\"", "1", "null",
    "[\"a\"]",
    #"{"a":"b"}"#, #""task""#,
  ])
  func everyStringIsTheSame(_ string: String) {
    let first = TraceText.line(
      episode: #""0""#, turns: "[\(TraceText.turn(state: "\"\u{E9}\""))]", final: #""K""#)
    for line in [
      TraceText.line(task: string), TraceText.line(episode: string), TraceText.line(final: string),
      TraceText.line(schema: string), TraceText.line(outcome: #"{"status":\#(string)}"#),
      TraceText.line(more: #","rollout":\#(string)"#), TraceText.lineOfDecision(#","row":\#(string)"#),
      TraceText.lineOfTurn(#","rewards":{\#(string):1,"K":2}"#),
      TraceText.line(more: #","unknown":\#(string)"#), TraceText.line(more: #","forkOf":\#(string)"#),
      TraceText.line(more: #","counterfactuals":{\#(string):1,"K":2,"\u00e9":3}"#),
      TraceText.line(turns: "[\(TraceText.turn(state: string))]"),
      TraceText.lineOfTurn(#","privileged":\#(string)"#),
      TraceText.lineOfDecision(#","observation":\#(string)"#),
      TraceText.line(
        turns: "[\(TraceText.turn(decisions: "[\(TraceText.decision(agent: string, action: string))]"))]"),
      TraceText.line(more: #",\#(string):1"#),
    ] {
      expectSameReading("\(first)\n\(line)\n\(TraceText.line(episode: #""é""#))")
    }
  }

  @Test(arguments: [
    ("task", TraceText.line(more: #","task":"u""#)), ("final", TraceText.line(more: #","final":"A""#)),
    ("outcome.score", TraceText.line(outcome: #"{"status":"failure","score":1,"score":1}"#)),
    ("reward", TraceText.lineOfTurn(#","reward":2,"reward":2"#)),
    ("agent", TraceText.lineOfDecision(#","agent":"p""#)),
    ("row", TraceText.lineOfDecision(#","row":1,"row":1"#)),
    ("rewards.p", TraceText.lineOfTurn(#","rewards":{"p":1,"a":2,"p":1}"#)),
    ("judge", TraceText.lineOfDecision(#","judge":1,"judge":1"#)),
    ("counterfactuals.p", TraceText.line(more: #","counterfactuals":{"p":1,"a":2,"p":1}"#)),
  ])
  func aNameGivenTwiceIsRefused(_ field: String, _ line: String) {
    expectSameReading(line)
    let words = "field \"\(field)\" is given twice; expected a name at most once in an object."
    #expect(Reading(of: line, usingTapes: true).error?.hasSuffix(words) == true)
  }

  /// What the format does not have is not looked at.
  @Test func otherFieldsMayStandTwice() {
    #expect(Reading(of: TraceText.line(more: #","x":1,"x":2"#), usingTapes: true).error == nil)
  }

  @Test func nestingDeeperThanTheTapesIsTheSame() {
    for depth in [100, 254, 255, 256, 257, 500, 511, 512, 513, 600] {
      let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      expectSameReading(TraceText.line(more: #","deep":\#(nested)"#))
    }
  }

  @Test func whatTheFormatLeavesOpenIsTheSame() {
    let turn = TraceText.turn()
    for line in [
      TraceText.line(more: #","task":"u","episode":"f","final":"Y","final":"X""#),
      TraceText.lineOfTurn(#","reward":"x","reward":2,"state":"B""#),
      TraceText.line(turns: "[\(turn),\(TraceText.turn(more: #","segment":0"#)),\(turn)]"),
      TraceText.line(
        turns: "[\(turn),\(TraceText.turn(more: #","segment":7"#)),\(TraceText.turn(more: #","segment":7"#))]"
      ),
      TraceText.line(
        turns: "[\(TraceText.turn(decisions: "[\(TraceText.decision()),\(TraceText.decision())]"))]"),
      #"{"final":"Z","turns":[{"decisions":[{"action":"x","agent":"p"}],"state":"A"}],"outcome":{"status":"success"},"episode":"e","task":"t","schema":"ascribe.trace/1"}"#,
      "\u{FEFF}\(TraceText.line())", " \t\(TraceText.line()) \t", "[\(TraceText.line())]",
      "\(TraceText.line()){}",
      "\(TraceText.line())\r", "", " ", "1", "\"a\"", "null",
    ] {
      let before = TraceText.line(episode: #""before""#)
      let after = TraceText.lineOfDecision(#","observation":"O","factors":[1]"#)
      expectSameReading(line)
      expectSameReading("\(before)\n\(line)\n\(after)")
    }
  }
}
