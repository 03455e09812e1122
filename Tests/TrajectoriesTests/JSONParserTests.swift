import Testing
import TestSupport

@testable import Trajectories

@Suite struct JSONParserTests {
  private func value(_ text: String) throws(JSONLineError) -> JSONValue {
    try parsed(Array(text.utf8))
  }

  private func fault(_ bytes: [UInt8]) -> String {
    do {
      _ = try parsed(bytes)
      return "accepted"
    } catch {
      return (error.field.map { "\($0): " } ?? "") + error.found
    }
  }

  private func fault(_ text: String) -> String { fault(Array(text.utf8)) }

  @Test func typesAreToldApart() throws {
    #expect(try value("null") == .null)
    #expect(try value("true") == .flag(true))
    #expect(try value("false") == .flag(false))
    #expect(try value("0") == .integer(0))
    #expect(try value("1") == .integer(1))
    #expect(try value("-7") == .integer(-7))
    #expect(try value("1.0") == .number(1))
    #expect(try value("1e0") == .number(1))
    #expect(try value("\"1\"") == .string("1"))
    #expect(try value("\"\"") == .string(""))
    #expect(try value("[]") == .array([]))
    #expect(try value("{}") == .object(JSONObject([])))
  }

  @Test func valuesNestToAnyMixture() throws {
    let expected = JSONObject([
      ("a", .array([.integer(1), .flag(true), .null, .array([])])),
      ("b", .object(JSONObject([("c", .string("d"))]))),
    ])
    #expect(try value(#" {"a" : [1, true ,null,[]],"b":{"c":"d"}} "#) == .object(expected))
  }

  @Test func integersReachTheBoundsOfInt() throws {
    #expect(try value("9223372036854775807") == .integer(.max))
    #expect(try value("-9223372036854775808") == .integer(.min))
    #expect(try value("-1000000000000000001") == .integer(-1_000_000_000_000_000_001))
    #expect(try value("-1000000000000000001.0") == .number(-1e18))
    #expect(try value("-999999999999999999") == .integer(-999_999_999_999_999_999))
    #expect(try value("9223372036854775808") == .number(0x1p63))
    #expect(try value("-9223372036854775809") == .number(-0x1p63))
    #expect(try value("18446744073709551616") == .number(0x1p64))
  }

  /// Long decimals, short ones, subnormals and the bounds: each must be the Double nearest to its text.
  @Test(arguments: [
    "-0.6931471805599453", "0.30000000000000004", "0.1", "-0.0", "5e-324", "2.2250738585072014e-308",
    "1.7976931348623157e308", "1.7976931348623157E+308", "4.177678510412868",
    "0.1000000000000000055511151231257827021181583404541015625", "123456789012345678901234567890.5",
    "1e-999", "0.000000000000000000000000000000000000000000001234567890123456789",
  ])
  func numbersAreExact(_ text: String) throws {
    guard case .number(let number) = try value(text) else {
      Issue.record("no number")
      return
    }
    #expect(number.bitPattern == Double(text)?.bitPattern)
  }

  @Test func randomDoublesReadBackBitByBit() throws {
    var generator = SplitMix64(seed: 7)
    for _ in 0..<2000 {
      let number = Double(bitPattern: generator.next())
      guard number.isFinite else { continue }
      var text: [UInt8] = []
      text.append(number: number)
      #expect(try parsed(text) == .number(number))
    }
  }

  @Test func randomIntegersReadBack() throws {
    var generator = SplitMix64(seed: 8)
    for _ in 0..<2000 {
      let integer = Int(truncatingIfNeeded: generator.next())
      #expect(try value("\(integer)") == .integer(integer))
    }
  }

  @Test func stringsAreUnescaped() throws {
    #expect(try value(#""\"\\\/\b\f\n\r\t""#) == .string("\"\\/\u{8}\u{c}\n\r\t"))
    #expect(try value(#""\u0000\u00e9\ud83d\ude00""#) == .string("\u{0}é😀"))
    #expect(try value("\"é😀\u{7f}\"") == .string("é😀\u{7f}"))
  }

  /// Bytes are compared, because Swift's strings are equal by canonical equivalence.
  @Test(arguments: [
    ("\"\u{FEFF}a\"", "\u{FEFF}a"), ("\"\\n\u{FEFF}\u{FEFF}a\u{FEFF}\"", "\n\u{FEFF}\u{FEFF}a\u{FEFF}"),
    (#""\ufeffa""#, "\u{FEFF}a"), ("\"\u{FEFE}\u{FE7F}\u{F000}\"", "\u{FEFE}\u{FE7F}\u{F000}"),
  ])
  func byteOrderMarksInStringsStay(_ text: String, _ expected: String) throws {
    guard case .string(let string) = try value(text) else {
      Issue.record("no string")
      return
    }
    #expect(Array(string.utf8) == Array(expected.utf8))
  }

  @Test func anEscapedByteOrderMarkIsRefused() {
    #expect(fault("\"\\\u{FEFF}\"").hasPrefix("not JSON"))
  }

  @Test func aRepeatedNameIsKeptTwice() throws {
    guard case .object(let object) = try value(#"{"a":1,"b":3,"a":2}"#) else {
      Issue.record("no object")
      return
    }
    #expect(object.fields.map(\.name) == ["a", "b", "a"])
    #expect(object.repeats("a") && !object.repeats("b") && !object.repeats("c"))
    #expect(object.sorted.repeatedName() == "a")
  }

  @Test(arguments: [
    "{", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":tr", "{\"a\":1,", "[1,2", "{\"a\":[1]",
    "{\"a\":\"b\\",
  ])
  func aLineCutShortIsIncomplete(_ text: String) {
    #expect(fault(text).hasPrefix("incomplete JSON (it"))
  }

  @Test func faultsAreNamedWithTheirByte() {
    #expect(fault("{\"a\":\"bc") == "incomplete JSON (it ends inside a string)")
    #expect(fault("{\"a\":1") == "incomplete JSON (its brackets are not all closed)")
    #expect(fault("{\"a\":1}{\"b\":2}") == "more than one JSON value (the second begins at byte 8)")
    #expect(fault("{\"a\":1} x") == "more than one JSON value (the second begins at byte 9)")
    #expect(fault("{\"a\":1,}") == "not JSON (a comma before \"}\" at byte 8)")
    #expect(fault("{\"a\":[1 , ]}") == "not JSON (a comma before \"]\" at byte 11)")
    #expect(fault("{\"a\":\"x\ty\"}") == "not JSON (an unescaped control character at byte 8)")
    #expect(fault("{\u{0}\"a\":1}") == "not JSON (an unescaped control character at byte 2)")
    #expect(fault("{'a':1}") == "not JSON ('a' at byte 2)")
    #expect(fault("{\"b\":1,a:2}") == "not JSON (a at byte 8)")
    #expect(fault("NaN") == "not JSON (NaN at byte 1)")
  }

  @Test func wordsThatAreNoValuesAreNamedWithTheirField() {
    #expect(fault("{\"a\":1,\"b\":NaN}") == "b: NaN")
    #expect(fault("{\"b\":[0.5,-Infinity],\"c\":1}") == "b: -Infinity")
    #expect(fault("{\"b\":None}") == "b: None")
    #expect(fault("{\"b\":-}") == "b: -")
    #expect(fault("{\"b\":1e999}") == "b: 1e999")
    #expect(fault("{\"b\":-2E400}") == "b: -2E400")
    #expect(fault("{\"b\":1\(String(repeating: "0", count: 320))}") == "b: 100000000000000000000000…")
  }

  @Test func whatTheParserRefusesIsRefused() {
    for text in [
      "{\"a\":01}", "{\"a\":1.}", "{\"a\" 1}", "{1:2}", "{\"a\":\"\\x\"}", "[1 2]", "{]", "]",
    ] {
      #expect(fault(text).hasPrefix("not JSON"), "\(text)")
    }
  }

  @Test(arguments: [
    ("", "nothing stands there"), (" \r\n", "nothing stands there"),
    (#"{"a":01}"#, "01 at byte 6 begins with a zero"), (#"{"a":-01}"#, "-01 at byte 6 begins with a zero"),
    (#"{"a":1.}"#, "1. at byte 6 is no number"), (#"{"a":1e}"#, "1e at byte 6 is no number"),
    ("[1_0]", "1_0 at byte 2 is no number"), (#"{"a" 1}"#, "1 at byte 6 where a colon should stand"),
    ("[1 2]", "2 at byte 4 where a comma should stand"), ("{1:2}", "1 at byte 2"), ("{]", #""]" at byte 2"#),
    ("[1}", #""}" at byte 3"#), ("[}", #""}" at byte 2"#),
    ("]", #""]" at byte 1"#), ("[,1]", #""," at byte 2"#),
    (#"{"a":1,,"b":2}"#, #""," at byte 8"#), (#"{"a":1}}"#, #""}" at byte 8"#), ("1,", #""," at byte 2"#),
    (#""\x""#, #"the escape \x at byte 2"#), (#""\u12x4""#, #"the escape \u at byte 2"#),
    (#"["\ud83d"]"#, "half of a surrogate pair before byte 9"),
    (#"["\ud83d\u0041"]"#, "half of a surrogate pair before byte 9"),
  ])
  func faultsOfTheGrammarHaveWords(_ text: String, _ words: String) {
    #expect(fault(text) == "not JSON (\(words))")
  }

  @Test func nestingIsAcceptedToTheParsersDepth() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + "1" + String(repeating: "]", count: depth)
    }
    #expect(fault(nested(JSONParser.depth)) == "accepted")
    #expect(
      fault(nested(JSONParser.depth + 1))
        == "not JSON (too many nested arrays or objects at byte \(JSONParser.depth + 1))")
  }

  /// A field is named in the array that a value stands in, also after an object in it.
  @Test func aFieldIsThatOfTheNearestObject() {
    #expect(fault(#"{"b":[{"c":1},NaN]}"#) == "b: NaN")
    #expect(fault(#"{"b":[{"c":NaN}]}"#) == "c: NaN")
    #expect(fault(#"[{"c":1},NaN]"#) == "not JSON (NaN at byte 10)")
  }

  @Test func bytesThatAreNotUTF8AreNamed() {
    #expect(fault(Array("{\"a\":\"".utf8) + [0xFF] + Array("\"}".utf8)) == "not UTF-8 (byte 7 is 0xFF)")
    // An overlong slash, a lone surrogate, a character cut off by the quote.
    #expect(fault([0x22, 0xC0, 0xAF, 0x22]).hasPrefix("not UTF-8 (byte 2"))
    #expect(fault([0x22, 0xED, 0xA0, 0x80, 0x22]).hasPrefix("not UTF-8 (byte 2"))
    #expect(fault([0x22, 0xE2, 0x82, 0x22]).hasPrefix("not UTF-8 (byte 2"))
  }

  @Test func nestingBeyondTheParsersDepthIsAnErrorNotACrash() {
    let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
    #expect(fault(deep).hasPrefix("not JSON (too many nested"))
  }
}
