import Ascribe
import CreditMethods
import Foundation
import Testing
import Trajectories

@Suite struct TraceResultTests {
  private func requests(_ text: String) throws -> [MethodRequest] {
    try Call.list(text).map { try MethodRequest($0) }
  }

  private func report(_ methods: String, on batches: [TrajectoryBatch]) throws -> TraceCollector {
    let requests = try requests(methods)
    var report = TraceCollector(on: requests)
    for batch in batches {
      try report.add(
        batch, attributions: try requests.map { try $0.attribute(batch, in: AttributionContext()) })
    }
    return report
  }

  private static let lines = [
    traceLine(task: "t0", "a", "success", [("A", ["p"]), ("B", ["q"])]),
    traceLine(task: "t0", "b", "failure", [("A", ["p"]), ("A", ["q"])]),
    traceLine(task: "t1", "c", "failure", [("A", ["q"]), ("C", ["p", "q"])]),
  ]

  @Test func attributionsOfAnotherNumberAreRefused() throws {
    let batch = try trace(Self.lines)
    var collector = TraceCollector(on: try requests("grpo,gigpo"))
    let seven = Attribution(credits: [Double](repeating: 0, count: 7))
    for (attributions, words) in [
      ([seven], "attributions is of length 1; accepted: length 2, one value per method."),
      (
        [seven, Attribution(credits: [0])],
        "credits is of length 1; accepted: length 7, one value per decision."
      ),
    ] {
      let error = #expect(throws: AttributionError.self) {
        try collector.add(batch, attributions: attributions)
      }
      #expect(error?.description == "TraceCollector.add(_:attributions:in:): \(words)")
    }
    #expect(collector.agents.isEmpty && collector.views[0].summary.turns == 0)
  }

  /// Methods that see the same states and returns share a view; one without a parameter has its default.
  @Test func methodsShareViews() throws {
    let report = try report(
      "grpo,gigpo(key=observation),graphpo,hgpo(key=observation,reward=trace),gigpo(key=observation,gamma=1)",
      on: [trace(Self.lines)])
    #expect(report.methods.map(\.view) == [0, 1, 0, 2, 1])
    #expect(report.views.map(\.key) == [.state, .observation, .observation])
    #expect(report.views.map(\.reward) == [.outcome, .outcome, .trace])
    // C of two agents is "p=C|q=C"; no turn pays in the trace.
    #expect(report.views.map(\.summary.states) == [4, 4, 4])
    #expect(report.views.map(\.summary.groupsWithoutVariance) == [1, 1, 2])
    #expect(report.agents == ["p", "q"])
    #expect(report.methods.map(\.credits) == [7, 7, 7, 7, 7])
  }

  /// Task by task or at once: the result is the same, letter by letter (its means are over one group).
  @Test func aResultGrows() throws {
    let methods = "grpo,gigpo,graph,graphpo"
    let whole = try report(methods, on: [trace(Self.lines)])
    let parts = try report(
      methods, on: [trace(Array(Self.lines[..<2])), trace(Array(Self.lines[2...]))])
    let text = { (report: TraceCollector) in
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      return String(decoding: try encoder.encode(TraceResult(report, seed: 3)), as: UTF8.self)
    }
    #expect(try text(whole) == text(parts))
    #expect(whole.notes == parts.notes)
  }

  /// Two episodes share their first turn, of one decision and of two, with the one that they were forked from.
  @Test func notesSayWhoCountsForks() throws {
    let lines = ["a", "b", "c"].map { name in
      let line = traceLine(name, name == "a" ? "success" : "failure", [("A", ["p", "q"]), ("B", ["p"])])
      return name == "a" ? line : line.replacing(#""final""#, with: #""forkOf":"a","forkTurn":1,"final""#)
    }
    let forks =
      "2 episodes are forks, and share 4 decisions with the episodes forked from, where each was made once: "
    let counting = " it in every episode that shows it, so that it may have several credits."
    #expect(
      try report("grpo(forks=each)", on: [trace(lines)]).notes == [
        forks + "grpo(forks=each) counts" + counting
      ])
    #expect(
      try report("mc,carl(tree=trace),grpo,gepo", on: [trace(lines)]).notes.first
        == forks + "mc and gepo count" + counting)
    for method in ["carl(tree=trace)", "grpo", "rloo", "drgrpo", "gigpo", "hgpo"] {
      #expect(try report(method, on: [trace(lines)]).notes.allSatisfy { !$0.contains("fork") })
    }
  }

  /// A is started from three times, B and C once each: two of five values are what happened.
  @Test func notesSayWhatRestsOnOneTurn() throws {
    let lines = [
      traceLine("a", "success", [("A", ["p"]), ("B", ["p"])]),
      traceLine("b", "failure", [("A", ["p"]), ("C", ["p"])]), traceLine("c", "failure", [("A", ["p"])]),
    ]
    for method in ["symmetric", "turn_ppo", "archer", "poad", "bilevel"] {
      let found = try report(method, on: [trace(lines)])
      #expect(found.methods[0].support == ValueSupport(values: 5, ofOneTurn: 2))
      #expect(TraceResult(found, seed: 0).methods[0].values == ValueSupport(values: 5, ofOneTurn: 2))
      #expect(
        found.notes.contains(
          "\(method): 2 of 5 values rest on one turn, the one that they value, in which nothing surprises then; fit=folds "
            + "values each turn by a fit to other groups."))
    }
    for method in [
      "symmetric(fit=folds)", "turn_ppo(fit=folds)", "symmetric(function=linear,ridge=1)", "gae",
    ] {
      let found = try report(method, on: [trace(lines)])
      #expect(TraceResult(found, seed: 0).methods[0].values == nil)
      #expect(found.notes.allSatisfy { !$0.contains("rest on one turn") })
    }
  }

  @Test func notesSayWhereNobodyHasSiblings() throws {
    let lines = ["a", "b"].map { traceLine($0, "success", [("A", ["p"]), ("B", ["p"])]) }
    let note =
      "grpo(group=siblings): 1 task names neither rollouts nor forks: siblings are their first turns, and all later credits "
      + "are 0."
    #expect(try report("grpo(group=siblings)", on: [trace(lines)]).notes.contains(note))
    let told = lines.map { $0.replacing(#""final""#, with: #""rollout":"r","final""#) }
    #expect(try !report("grpo(group=siblings)", on: [trace(told)]).notes.contains(note))
  }

  /// B is reached with the reward of a success, or first without it; and the first of two best episodes is preferred.
  @Test func notesSayWhereTheOrderMatters() throws {
    let lines = [
      traceLine("a", "success", [("A", ["p"])]), traceLine("b", "failure", [("A", ["p"]), ("end", ["p"])]),
      traceLine("c", "success", [("A", ["p"])]),
    ]
    let order = { (method: String) in
      "\(method): the credits of 1 task depend on the order of the episodes."
    }
    #expect(try report("rewardflow", on: [trace(lines)]).notes.contains(order("rewardflow")))
    #expect(try report("sweet", on: [trace(lines)]).notes.contains(order("sweet")))
    // Both successes reach the end with the same reward; of a success and a failure one is the best.
    for (method, lines) in [("rewardflow", [lines[0], lines[2]]), ("sweet", [lines[0], lines[1]])] {
      #expect(try !report(method, on: [trace(lines)]).notes.contains(order(method)))
    }
  }

  @Test func notesSayWhatIsNotCompared() throws {
    #expect(
      try report("grpo,gepo", on: [trace(Self.lines)]).notes == [
        "1 of 2 tasks has a single episode: nothing compares with it, and terms that compare episodes of a task are 0 "
          + "there (with singleton=raw, the episode's own score).",
        "gepo: UNVERIFIED: formulas and constants, which are our reconstruction.",
      ])
    let looping = traceLine("a", "failure", [("A", ["p"]), ("A", ["p"])])
    #expect(
      try report("gigpo,gigpo(key=privileged)", on: [trace([looping])]).notes == [
        "Every task has a single episode: nothing compares with it, and terms that compare episodes of a task are 0 "
          + "(with singleton=raw, the episode's own score).",
        "No episode of the trace succeeds: its graphs know no way to success.",
        "By key=state, no state is seen in two episodes of a task: terms that compare turns at the same state compare "
          + "turns of one episode.",
        "The trace has no privileged states: key=privileged is the same as key=state.",
      ])
    #expect(try report("grpo", on: []).notes.isEmpty)
  }

  /// What was not verified is said where it matters.
  @Test(arguments: [
    ("hgpo", [String]()),
    ("hgpo(convention=paper)", ["contexts at an episode's start and the scaling of weights"]),
    ("hgpo(baseGroup=true)", ["that the base group is left out as a level is"]),
    ("rewardflow(convention=paper)", ["how the paper normalises"]),
    ("graphgpo", []), ("graphgpo(penalty=row)", ["that the values of edges lose the penalties too"]),
    ("graphpo", ["the formula, which is our reconstruction"]),
  ])
  func unverified(method: String, what: [String]) throws {
    let request = try #require(try requests(method).first)
    #expect(request.card.unverified.filter { $0.matters(with: request.parameters) }.map(\.what) == what)
    // A condition names a parameter of the method and a value that it takes.
    for setting in request.card.unverified.compactMap(\.setting) {
      _ = try ParameterValues(
        [(setting.name, setting.value.description)], for: request.card.parameters, of: request.card.id)
    }
  }
}
