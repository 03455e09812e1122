import Ascribe
import Testing

@Suite struct CallSyntaxTests {
  private func setting(_ name: String, _ value: String) -> Call.Setting {
    Call.Setting(name: name, value: value)
  }

  @Test func aNameAlone() throws {
    #expect(try Call("single") == Call(name: "single"))
    #expect(try Call("  witness-plus ") == Call(name: "witness-plus"))
    #expect(try Call("single()") == Call(name: "single"))
    #expect(try Call("single( )") == Call(name: "single"))
  }

  @Test func settingsKeepTheirOrder() throws {
    let expected = Call(name: "single", settings: [setting("turns", "10"), setting("fork", "5")])
    #expect(try Call("single(turns=10,fork=5)") == expected)
    #expect(try Call(" single ( turns = 10 , fork = 5 ) ") == expected)
    // The first equals sign parts name and value; what a value may be is for the parameter to say.
    #expect(try Call("a(b=c=d)") == Call(name: "a", settings: [setting("b", "c=d")]))
  }

  @Test(arguments: ["single", "single(turns=10,fork=5)", "c3(baseline=fullMean)"])
  func aCallIsWrittenAsItIsRead(text: String) throws {
    #expect(try Call(text).description == text)
  }

  @Test(arguments: [
    "", " ", "()", "(a=1)", "a)", "a=1", "a,b", "a(", "a(b", "a(b)", "a(b=)", "a(=1)", "a(b=1", "a(b=1,)",
    "a(,b=1)", "a(b=1)c", "a(b=(1))", "a((b=1)", "a(b=1))", "a=b(c=1)", "a),b()", "a,b(c=1)",
  ])
  func anythingElseIsMalformed(text: String) {
    #expect(throws: CallError.malformed(text)) { try Call(text) }
  }

  @Test func theErrorQuotesTheText() {
    #expect(
      CallError.malformed("a(b=1").description == "\"a(b=1\" is not a name or name(key=value,...).")
  }

  @Test func listsAreSplitOutsideOfBrackets() throws {
    let calls = try Call.list("grpo, c3(alternatives=16,continuations=2),coma")
    #expect(calls.map(\.description) == ["grpo", "c3(alternatives=16,continuations=2)", "coma"])
  }

  /// The part that is no call is quoted, not the whole list.
  @Test(arguments: [
    ("", ""), ("a,", ""), ("a,,b", ""), ("a,b(c)", "b(c)"), ("a,b(c=1", "b(c=1"), ("a),b()", "a),b()"),
  ])
  func aBadPartIsNamed(text: String, part: String) {
    #expect(throws: CallError.malformed(part)) { try Call.list(text) }
  }
}
