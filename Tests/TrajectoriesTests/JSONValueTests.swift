import Testing

@testable import Trajectories

@Suite struct JSONValueTests {
  private func value(_ text: String) throws -> JSONValue { try parsed(Array(text.utf8)) }

  @Test func typesAreNamedWithTheirValues() throws {
    #expect(try value("null").typedSummary == "null")
    #expect(try value("false").typedSummary == "the boolean false")
    #expect(try value("-3").typedSummary == "the integer -3")
    #expect(try value("3.0").typedSummary == "the number 3.0")
    #expect(try value("\"a\\nb\"").typedSummary == "the string \"a\\nb\"")
    #expect(try value("[1,[true,null],{}]").typedSummary == "the array [1,[true,null],{}]")
    #expect(try value(#"{"b":1,"a":"x"}"#).typedSummary == #"the object {"a":"x","b":1}"#)
  }

  @Test func longValuesAreCut() throws {
    let letters = String(repeating: "x", count: 40)
    #expect(JSONValue.string(letters).summary == "\"\(letters)\"")
    #expect(JSONValue.string(letters + "y").summary == "\"\(letters)…\"")
    // Bracket and k elements of two digits take 3k bytes: 39 leave room for one more, 42 (or 40, in one
    // more bracket) do not.
    let many = JSONValue.array(Array(repeating: .integer(10), count: 100_000))
    #expect(many.summary == "[10,10,10,10,10,10,10,10,10,10,10,10,10,10,…")
    let nested = JSONValue.array([many, .integer(1)])
    #expect(nested.summary == "[[10,10,10,10,10,10,10,10,10,10,10,10,10,…")
    let wide = JSONValue.object(JSONObject([("k", .string(letters)), ("l", .null)]))
    #expect(wide.summary == "{\"k\":\"\(letters)\",…")
  }

  @Test func integersAreWrittenToTheirBounds() {
    for integer in [0, 7, -7, 10, 1_234_567_890, Int.max, Int.min] {
      var text: [UInt8] = []
      text.append(integer: integer)
      #expect(String(decoding: text, as: UTF8.self) == "\(integer)")
    }
  }

  @Test func stringsAreEscapedOnlyWhereJSONDemandsIt() {
    var text: [UInt8] = []
    text.append(string: "a\"b\\c/\n\r\t\u{0}\u{1f}é😀\u{7f}")
    #expect(String(decoding: text, as: UTF8.self) == #""a\"b\\c/\n\r\t\u0000\u001fé😀"# + "\u{7f}\"")
  }

  @Test func everyScalarBelowTheSurrogatesReadsBack() throws {
    let string = String(String.UnicodeScalarView((0..<0xD800).compactMap { Unicode.Scalar(UInt32($0)) }))
    var text: [UInt8] = []
    text.append(string: string)
    guard case .string(let found) = try parsed(text) else {
      Issue.record("no string")
      return
    }
    // Bytes, because Swift's strings are equal by canonical equivalence.
    #expect(Array(found.utf8) == Array(string.utf8))
  }
}
