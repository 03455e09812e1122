import CreditMethods
import Foundation
import Testing
import Trajectories

@testable import Ascribe

/// One turn of a trace for keys.
private struct Step {
  var state: String
  var agent = "a"
  var action: String
  var valid = true
}

private func line(_ episode: String, _ steps: [Step], final: String = "end") throws -> String {
  func quoted(_ text: String) throws -> String {
    String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
  }
  let turns = try steps.map { step in
    let decision =
      #"{"agent":"\#(step.agent)","action":\#(try quoted(step.action)),"valid":\#(step.valid)}"#
    return #"{"state":\#(try quoted(step.state)),"decisions":[\#(decision)]}"#
  }
  return
    #"{"schema":"ascribe.trace/1","task":"t","episode":"\#(episode)","outcome":{"status":"failure"},"turns":["#
    + turns.joined(separator: ",") + #"],"final":\#(try quoted(final))}"# + "\n"
}

/// The states of a batch by a rule, and what follows its episodes.
private func states(_ rule: String, _ batch: TrajectoryBatch) throws -> (turns: [String], finals: [String]) {
  var use = StateKeyUse()
  let keyed = try StateKeyRule(rule).rekeyed(batch, use: &use)
  return (
    keyed.turns.state.map { keyed.symbols.keys[$0] }, keyed.episodes.final.map { keyed.symbols.keys[$0] }
  )
}

@Suite struct StateKeyRuleTests {
  /// A booking: two calls that read, one that is refused, one that writes; and prose.
  private static func booking() throws -> TrajectoryBatch {
    try trace([
      try line(
        "e0",
        [
          Step(state: "s0", action: #"get_user({"id": "u1", "all": true})"#),
          Step(state: "s0", agent: "b", action: "I will book it now."),
          Step(state: "s0", action: #"book_flight({"n":1})"#, valid: false),
          Step(state: "s0", action: #"book_flight({"n":2}); get_user({"all":true,"id":"u1"})"#),
          Step(state: "s1", action: "stop"),
        ], final: "s1")
    ])
  }

  /// What each rule makes of it, by hand.
  @Test(arguments: [
    ("state", ["s0", "s0", "s0", "s0", "s1"], "s1"),
    ("turn", ["0", "1", "2", "3", "4"], "5"),
    ("agent", ["a", "b", "a", "a", "a"], ""),
    (
      "actions|last(1)",
      [
        "", #"a=get_user({"id": "u1", "all": true})"#, "b=I will book it now.", #"a=book_flight({"n":1})!"#,
        #"a=book_flight({"n":2})\; get_user({"all":true,"id":"u1"})"#,
      ], "a=stop"
    ),
    (
      "calls|names",
      [
        "", "get_user", "get_user", "get_user;book_flight!", "get_user;book_flight!;book_flight;get_user",
      ], "get_user;book_flight!;book_flight;get_user;stop"
    ),
    (
      "calls|set",
      [
        "", #"get_user({"all":true,"id":"u1"})"#, #"get_user({"all":true,"id":"u1"})"#,
        #"book_flight({"n":1})!;get_user({"all":true,"id":"u1"})"#,
        #"book_flight({"n":1})!;book_flight({"n":2});get_user({"all":true,"id":"u1"})"#,
      ], #"book_flight({"n":1})!;book_flight({"n":2});get_user({"all":true,"id":"u1"});stop"#
    ),
    (
      "writes(book*,cancel*)", ["", "", "", "", #"book_flight({"n":2})"#], #"book_flight({"n":2})"#
    ),
    (
      "calls|names|last(2)", ["", "get_user", "get_user", "get_user;book_flight!", "book_flight;get_user"],
      "get_user;stop"
    ),
    ("state + agent", ["s0+a", "s0+b", "s0+a", "s0+a", "s1+a"], "s1+"),
    (
      "writes(book_flight)|names + calls|names|last(1)|lower",
      ["+", "+get_user", "+get_user", "+book_flight!", "book_flight+get_user"], "book_flight+stop"
    ),
  ])
  func rulesGiveTheseStates(rule: String, turns: [String], final: String) throws {
    let found = try states(rule, Self.booking())
    #expect(found.turns == turns)
    #expect(found.finals == [final])
  }

  /// Blanks between commas name no call, and what is written reads back the same.
  @Test(arguments: [
    ("writes(book*, ,cancel)", "writes(book*,cancel)"), ("writes(,  ,book)|names", "writes(book)|names"),
  ])
  func blanksAreNoNames(written: String, read: String) throws {
    let rule = try StateKeyRule(written)
    #expect(rule.description == read)
    #expect(try StateKeyRule(rule.description).description == read)
    #expect(try StateKeyRule("writes( , )").needsLearning)
  }

  /// Agents go on observing what they observed.
  @Test func observationsStay() throws {
    let batch = try Self.booking()
    var use = StateKeyUse()
    let keyed = try StateKeyRule("turn").rekeyed(batch, use: &use)
    let observed = keyed.decisions.observation?.map { keyed.symbols.keys[$0] }
    #expect(observed == ["s0", "s0", "s0", "s0", "s1"])
    #expect(keyed.decisions.action == batch.decisions.action && keyed.episodes.names[0] == "e0")
  }

  /// Texts edited by hand.
  @Test(arguments: [
    ("state|lower", "The  DOOR\n is", "the  door\n is"),
    ("state|spaces", " The  DOOR\n is ", "The DOOR is"),
    ("state|numbers", "take 12 of -3.5e4, a1 stays, 1,000", "take <number> of <number>, a1 stays, <number>"),
    ("state|times", "at 2026-11-29T02:14:30.5Z or 9:05, on 2026-11-29", "at <time> or <time>, on <time>"),
    (
      "state|ids", "user mia_li_3668 has EHGLP3 and 0c8f7c1e-9b1d-4c1c-8f6e-0123456789ab",
      "user <id> has <id> and <id>"
    ),
    ("state|until(@)", "book@get@2", "book"),
    ("state|until(@)", "no mark", "no mark"),
    (
      "state|json", #"{"b": [1, 2.0, null], "a": {"d": true, "c": "x y"}}"#,
      #"{"a":{"c":"x y","d":true},"b":[1,2.0,null]}"#
    ),
    ("state|json", "no json", "no json"),
    ("state|path(cart.items[1].id)", #"{"cart":{"items":[{"id":"p"},{"id":"q"}]}}"#, "q"),
    ("state|path(cart)", #"{"cart": {"z": 1, "a": []}}"#, #"{"a":[],"z":1}"#),
    ("state|path([0])", "[7, 8]", "7"),
    // Independently: FNV-1a of the bytes and one of 0xff.
    ("state|hash", "abc", "fc182483ee0806dc"),
  ])
  func textsAreEdited(rule: String, text: String, expected: String) throws {
    let batch = try trace([try line("e", [Step(state: text, action: "x")], final: text)])
    let found = try states(rule, batch)
    #expect(found.turns == [expected] && found.finals == [expected])
  }

  /// What is absent at a path is counted, and refused where no state has it.
  @Test func pathsThatAreNowhere() throws {
    let batch = try trace([
      try line(
        "e", [Step(state: #"{"a":1}"#, action: "x"), Step(state: #"{"b":2}"#, action: "x")],
        final: #"{"b":3}"#)
    ])
    var use = StateKeyUse()
    _ = try StateKeyRule("state|path(a)").rekeyed(batch, use: &use)
    try use.requirePaths()
    #expect(use.paths["a"].map { [$0.texts, $0.lacking] } == [3, 2])
    var other = StateKeyUse()
    _ = try StateKeyRule("state|path(c.d)").rekeyed(batch, use: &other)
    #expect(throws: StateKeyError.unknownPath("c.d", states: 3)) { try other.requirePaths() }
    let plain = try trace([try line("e", [Step(state: "s", action: "x")])])
    #expect(throws: StateKeyError.noJSON(path: "a", state: "s")) { try states("state|path(a)", plain) }
  }

  /// A separator within a text does not make two histories one.
  @Test func differentHistoriesStayDifferent() throws {
    let batch = try trace([
      try line("e0", [Step(state: "s", action: "x;a=y"), Step(state: "s", action: "z")]),
      try line(
        "e1", [Step(state: "s", action: "x"), Step(state: "s", action: "y"), Step(state: "s", action: "z")]),
    ])
    let found = try states("actions", batch)
    #expect(Set(found.turns).count == 4)  // Before anything; x;a=y; x; x then y.
    #expect(Set(found.finals).count == 2)
  }

  /// Long histories are told apart, in texts that stay short.
  @Test(arguments: ["calls", "calls|set"])
  func longHistoriesStayShort(rule: String) throws {
    let batch = try trace(
      try (0..<3).map { episode in
        try line(
          "e\(episode)", (0..<500).map { Step(state: "s", action: "call(\(episode == 2 ? 499 - $0 : $0))") })
      })
    let found = try states(rule, batch)
    #expect(found.turns.allSatisfy { $0.utf8.count <= 256 })
    #expect(Set(found.turns[..<500]).count == 500)
    #expect(Array(found.turns[..<500]) == Array(found.turns[500..<1000]))
    // The third does the same in the other order, which a set forgets in the end.
    #expect(Set(found.turns[1000...]).intersection(found.turns[..<500]) == [""])
    #expect((found.finals[2] == found.finals[0]) == (rule == "calls|set"))
    #expect(found.finals[0] == found.finals[1])
  }

  /// Calls in other spellings.
  @Test(arguments: [
    ("say", ["say"]), ("get#a1; put#b2!", ["get#a1", "put#b2!"]), ("Hello there", []), ("", []),
    (
      #"[{"name": "f", "arguments": "{\"b\": 1, \"a\": 2}"}, {"function": {"name": "g", "arguments": {}}}]"#,
      [#"f({"a":2,"b":1})"#, "g({})"]
    ),
    (#"f("a)b", 'c(')  g()"#, [#"f("a)b", 'c(')"#, "g()"]), ("f(1", []), ("3 + 4", []),
  ])
  func callsAreFound(action: String, calls: [String]) {
    #expect(CallText.calls(in: action).map(\.text) == calls)
  }

  @Test(arguments: [
    ("book*", "book_flight", true), ("book*", "rebook", false), ("*book", "rebook", true), ("*", "", true),
    ("a*b*c", "aXbYbc", true), ("a*b*c", "acb", false), ("", "", true), ("", "a", false), ("ab", "a", false),
  ])
  func patternsFit(pattern: String, name: String, fits: Bool) {
    #expect(Glob.matches(name, pattern) == fits)
  }

  /// Names whose valid calls change the state in more than half of their uses.
  @Test func writesAreLearned() throws {
    let batch = try trace([
      try line(
        "e",
        [
          Step(state: "0", action: "get(1)"), Step(state: "0", action: "put(1)"),
          Step(state: "1", action: "put(2)"),
          Step(state: "2", action: "put(2)"), Step(state: "2", action: "drop(1)", valid: false),
          Step(state: "3", action: "toggle(1)"), Step(state: "4", action: "toggle(1)"),
        ], final: "4")
    ])
    let rule = try StateKeyRule("writes|names|set")
    #expect(rule.needsLearning)
    #expect(throws: StateKeyError.notLearned) { try states("writes", batch) }
    // put 2 of 3, toggle 1 of 2, get 0 of 1, drop never valid.
    let learned = try rule.learning(from: batch)
    #expect(learned.description == "writes(put)|names|set" && !learned.needsLearning)
    let still = try trace([try line("e", [Step(state: "0", action: "get(1)")], final: "0")])
    #expect(throws: StateKeyError.noWrites) { try rule.learning(from: still) }
  }

  @Test(arguments: [
    ("", "", "a source (state"), ("stat", "stat", "perhaps state,"), ("state|lowr", "lowr", "perhaps lower,"),
    ("state|last(2)", "last(2)", "after actions"), ("calls|last(0)", "last(0)", "K in 1...1000"),
    ("calls|set|last(2)", "last(2)", "before set"), ("state|names", "names", "names after calls"),
    ("state|hash|lower", "lower", "hash and similar come last"),
    ("state|similar(2)", "similar(2)", "at most 1"),
    ("state|similar(0.9,first)", "similar(0.9,first)", "similar(T,greedy)"),
    ("state|path(a[x])", "path(a[x])", "a rule"),
    ("state(1)", "state(1)", "a source"), ("state + ", "", "a source"),
    ("state|until()", "until()", "a rule"),
    ("state|path(a", "path(a", "parentheses are closed"),
  ])
  func badRulesAreRefused(text: String, place: String, words: String) {
    let error = #expect(throws: StateKeyError.self) { try StateKeyRule(text) }
    #expect(error?.description.hasPrefix("the state key \"\(text)\" has \"\(place)\" where ") == true)
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }
}
