import Importers
import Testing
import Trajectories

/// Samples of Inspect AI in which an orchestrator goes back to an anchor and on in another way.
@Suite struct InspectBranchTests {
  private static func span(_ id: String, _ type: String, _ name: String) -> String {
    #"{"event":"span_begin","id":"\#(id)","parent_id":null,"type":"\#(type)","name":"\#(name)"}"#
  }

  private static func call(_ span: String, _ answer: String, seeing: String = "go") -> String {
    #"{"event":"model","span_id":"\#(span)","role":"model","input":[{"role":"user","content":"\#(seeing)"}],"#
      + #""output":{"choices":[{"message":{"role":"assistant","content":"\#(answer)"}}]}}"#
  }

  private static func anchor(_ span: String, _ id: String) -> String {
    #"{"event":"anchor","span_id":"\#(span)","anchor_id":"\#(id)"}"#
  }

  private static func branch(_ span: String, _ id: String) -> String {
    #"{"event":"branch","span_id":"\#(span)","from_anchor":"\#(id)"}"#
  }

  private static func log(_ events: String..., more: String = "") -> String {
    #"{"version":2,"eval":{},"plan":{},"samples":[{"id":"s","epoch":1,"scores":{"a":{"value":"C"}},"#
      + #""events":[\#(events.joined(separator: ","))]\#(more)}]}"#
  }

  /// Two turns, a branch after the first that plays it again, and a branch of the branch.
  private static let branched = log(
    span("m", "agent", "auditor"), call("m", "one"), anchor("m", "A"), call("m", "two"),
    span("b", "branch", "retry"), call("b", "one"), anchor("b", "A"), branch("b", "A"), call("b", "three"),
    anchor("b", "B"), call("b", "four"), span("c", "branch", "retry"), branch("c", "B"), call("c", "five"))

  @Test func aBranchIsAnEpisodeThatSharesTheTurnsBefore() throws {
    let log = try imported("inspect", Self.branched, outcome: "failure")
    #expect(log.names == ["s/1", "s/1/retry", "s/1/retry-2"])
    #expect(log.actions(of: 0) == [["auditor: one"], ["auditor: two"]])
    #expect(log.actions(of: 1) == [["auditor: one"], ["model: three"], ["model: four"]])
    #expect(log.actions(of: 2) == [["auditor: one"], ["model: three"], ["model: five"]])
    let forks = try #require(log.batch.episodes.fork)
    #expect(forks == [nil, .init(episode: "s/1", turn: 1), .init(episode: "s/1/retry", turn: 2)])
    // The score is that of the way that went on to the end.
    #expect(log.batch.episodes.status == [.failure, .failure, .success])
    #expect(log.read("branches (episodes that share the turns before)") == 2)
    #expect(log.dropped("calls of the model that a branch replays") == 1)
    #expect(log.guessed("the end of a sample, that of the branch with the last call of the model") == 1)
  }

  @Test func aWayThatWasLeftHasNoEnd() throws {
    let expected: String =
      #"log.json: field "samples[0]: outcome" is missing for episode "s/1", which ended with no end of its own (the "#
      + #"sample went on in another branch); expected what the log says of success, or a rule: --outcome success, "#
      + "failure, truncated or skip."
    #expect(refusal("inspect", Self.branched) == expected)
    let log = try imported("inspect", Self.branched, outcome: "skip")
    #expect(log.names == ["s/1/retry-2"])
    #expect(log.batch.episodes.fork == [.init(episode: "s/1/retry", turn: 2)])
  }

  /// Forks name the episode that a name became.
  @Test func forksFollowTheNamesOfTheTrace() throws {
    let text = Array(Self.branched.utf8)
    let log = try imported("inspect", [("a.json", text), ("b.json", text)], outcome: "failure")
    #expect(log.names[3...] == ["s/1#2", "s/1/retry#2", "s/1/retry-2#2"])
    #expect(log.batch.episodes.fork?[5] == .init(episode: "s/1/retry#2", turn: 2))
  }

  /// A span of the type without the event is a part of the way that it stands in.
  @Test func aSpanWithoutTheEventIsNoBranch() throws {
    let log = try imported(
      "inspect", Self.log(Self.call("m", "one"), Self.span("b", "branch", "x"), Self.call("b", "two")))
    #expect(log.names == ["s/1"])
    #expect(log.batch.turnCount == 2)
    #expect(log.batch.episodes.fork == nil)
  }

  @Test func anUnknownAnchorIsRefused() {
    let text = Self.log(
      Self.call("m", "one"), Self.anchor("m", "anchor-1"), Self.span("b", "branch", "x"),
      Self.branch("b", "anchor-2"))
    let expected: String =
      #"log.json: field "samples[0].events[3].from_anchor" is "anchor-2"; expected an anchor of the events before. "#
      + #"Did you mean "anchor-1"?"#
    #expect(refusal("inspect", text) == expected)
  }
}
