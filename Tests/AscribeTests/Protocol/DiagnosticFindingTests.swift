import Ascribe
import CreditMethods
import Foundation
import Scenarios
import Simulation
import TestSupport
import Testing
import Trajectories

/// The six diagnostics and the preconditions, of scenarios and of traces.
@Suite struct DiagnosticFindingTests {
  private static func solved(_ name: String, _ settings: [(name: String, value: String)] = []) throws
    -> TaskMetadata
  {
    let scenario = try ScenarioCatalogue.entry(named: name).scenario(settings)
    let mdp = try TurnMDP(compiling: scenario, memory: .lastObservation)
    return TaskMetadata(try ExactSolution(of: mdp, under: .behaviour(of: mdp)), facts: scenario.facts)
  }

  private static func present(_ task: TaskMetadata) -> String {
    DiagnosticFinding.all(of: task).filter { $0.status == .present }.map(\.code.rawValue).joined()
  }

  /// Each task has what it was made to exercise, and not what it was made without.
  @Test(arguments: [
    ("luck", "T"), ("witness-plus", "T"), ("witness-minus", "T"), ("memory", "TOHV"), ("typed", "H"),
    ("or", "C"),
    ("and", "C"), ("coupling", "HVC"), ("chain", "V"),
  ])
  func aTaskHasWhatItIsFor(_ name: String, _ codes: String) throws {
    #expect(try Self.present(Self.solved(name)) == codes)
  }

  /// A fork whose outcome is hidden: what agents see afterwards is of states of different value, though no credit differs.
  @Test func aHiddenForkIsPartiallyObservable() throws {
    let hidden = try Self.solved("single", [(name: "hidden", value: "true")])
    #expect(Self.present(hidden) == "TOHV")
    #expect(hidden.aliasingGap == 0)
    // Two turns follow the fork at turn 3 of 6.
    #expect(hidden.aliasedViews == 2 && hidden.views == 6)
    #expect(try Self.present(Self.solved("single")) == "HV")
  }

  /// Gates: the credits of both agents add up to 1/4 where the team's is 3/16. Of two turns that are worth 49/99 and 50/99,
  /// the first is open when its own reward is in.
  @Test func sharesAreExact() throws {
    let gate = try Self.solved("or")
    #expect(abs(try #require(gate.interaction) - 1.0 / 3) < 1e-12)
    #expect(gate.delayedShare == 0)
    let team = try Self.solved("coupling")
    #expect(team.interaction == 0)
    #expect(abs(try #require(team.delayedShare) - 0.1225 / 0.2475) < 1e-12)
    // No decision matters: nothing is open, and nothing is divided.
    let luck = try Self.solved("luck")
    #expect(luck.delayedShare == nil && luck.interaction == nil && luck.luckShare == 1)
  }

  @Test func preconditionsNameTheirMetadata() throws {
    func failing(_ task: TaskMetadata) -> [String] {
      Precondition.all(of: task).filter { $0.status == .fails }.map(\.name)
    }
    #expect(try failing(Self.solved("chain")) == [])
    #expect(try failing(Self.solved("memory")) == ["closed effective state"])
    var task = try Self.solved("chain")
    task.replay = .text
    task.verifierError = 0.1
    task.medianTurns = 31
    #expect(
      failing(task) == [
        "branchable and checkpointable", "checkable outcome", "short episodes, for credit of whole episodes",
      ])
    let evidence = Precondition.all(of: task).map(\.evidence)
    #expect(evidence[1] == "replay grade: the text is fed in again")
    #expect(evidence[2] == "verifier error 0.1")
    task.verifierError = 0
    #expect(Precondition.all(of: task)[2].status == .holds)
    #expect(Precondition.all(of: TaskMetadata()).allSatisfy { $0.status == .unknown })
    #expect(DiagnosticFinding.all(of: TaskMetadata()).allSatisfy { $0.status == .unknown })
  }

  /// Two episodes of a task whose equal situation goes on in two ways.
  private static func trace(_ lines: [String]) throws -> TrajectoryBatch {
    try TraceReader.read(Array((lines.joined(separator: "\n") + "\n").utf8), named: "t.jsonl")
  }

  private static func episode(
    _ name: String, states: [String], action: String = "go", privileged: [String] = [],
    rewards: [Double] = [],
    agent: String = "a", final: String = "end"
  ) -> String {
    let turns = states.enumerated().map { index, state in
      let hidden = privileged.isEmpty ? "" : #","privileged":"\#(privileged[index])""#
      let reward = rewards.isEmpty ? 0 : rewards[index]
      return
        #"{"state":"\#(state)"\#(hidden),"decisions":[{"agent":"\#(agent)","action":"\#(action)"}],"reward":\#(reward)}"#
    }
    return
      #"{"schema":"ascribe.trace/1","episode":"\#(name)","task":"t","turns":[\#(turns.joined(separator: ","))],"final":"\#(final)","outcome":{"status":"success","score":1}}"#
  }

  private static func status(_ task: TaskMetadata, _ code: DiagnosticFinding.Code) -> DiagnosticFinding
    .Status?
  {
    DiagnosticFinding.all(of: task).first { $0.code == code }?.status
  }

  @Test func aTraceShowsSomeAndNotOthers() throws {
    let forked = TaskMetadata(
      try Self.trace([Self.episode("e1", states: ["s", "x"]), Self.episode("e2", states: ["s", "y"])]))
    #expect(forked.situations == 1 && forked.chanceSituations == 1)
    #expect(Self.status(forked, .transitions) == .present)
    #expect(Self.status(forked, .observability) == .unknown)
    #expect(Self.status(forked, .replay) == .present)
    #expect(Self.status(forked, .heterogeneity) == .unknown)
    #expect(Self.status(forked, .verifiability) == .present)
    #expect(Self.status(forked, .coupling) == .absent)
    #expect(Precondition.all(of: forked).map(\.status) == [.unknown, .fails, .unknown, .holds])

    // The same twice: nothing differs, which proves nothing.
    let equal = TaskMetadata(
      try Self.trace([Self.episode("e1", states: ["s", "x"]), Self.episode("e2", states: ["s", "x"])]))
    #expect(equal.situations == 2 && equal.chanceSituations == 0)
    #expect(Self.status(equal, .transitions) == .unknown)
  }

  @Test func aTraceShowsHiddenStatesAndKindsOfActions() throws {
    let calls = TaskMetadata(
      try Self.trace([
        Self.episode(
          "e1", states: ["s", "x"], action: "search(q)", privileged: ["p", "r"], rewards: [0.5, 0]),
        Self.episode("e2", states: ["s", "y"], action: "click(b)", privileged: ["q", "r"]),
      ]))
    #expect(calls.aliasedViews == 1 && calls.views == 3)
    #expect(Self.status(calls, .observability) == .present)
    #expect(calls.actionKinds == 2)
    #expect(Self.status(calls, .heterogeneity) == .present)
    #expect(calls.rewardedTurns == 0.5)
    #expect(Self.status(calls, .verifiability) == .unknown)
    let agents = TaskMetadata(
      try Self.trace([
        Self.episode("e1", states: ["s"], action: "plan", agent: "a"),
        Self.episode("e2", states: ["s"], action: "act", agent: "b"),
      ]))
    #expect(agents.agents == 2 && agents.actionKinds == 2)
    #expect(Self.status(agents, .coupling) == .present)
  }

  /// What follows in every state depends on where an episode came from: 40 episodes tell, at any usual level.
  @Test func dependenceOnTheTurnBeforeIsFound() throws {
    let lines = (0..<40).map { index in
      let side = index % 2 == 0 ? "l" : "r"
      return Self.episode("e\(index)", states: [side, "m", "to-\(side)"])
    }
    let task = TaskMetadata(try Self.trace(lines))
    #expect(task.markovProbability == 1.0 / 200)
    #expect(Self.status(task, .observability) == .present)
    #expect(Precondition.all(of: task)[0].status == .fails)
  }

  @Test func anEmptyTraceSaysNothing() throws {
    let task = TaskMetadata(try Self.trace([Self.episode("e", states: ["s"])]).selecting([]))
    #expect(task.agents == nil && task.situations == nil)
    #expect(throws: TaskMetadataError.self) { _ = try DecisionTree.walk(task) }
  }

  @Test func filesOfMetadataAreChecked() throws {
    func read(_ text: String) throws(TaskMetadataError) -> TaskMetadata {
      try TaskMetadata(Data(text.utf8), path: "m.json")
    }
    let task = try read(#"{"agents": 1, "medianTurns": 40, "replay": "text", "auxiliaryModel": true}"#)
    #expect(task.source == .given && task.medianTurns == 40 && task.replay == .text)
    let refused: [(String, String)] = [
      (#"{"agent": 1}"#, #"m.json: there is no field "agent". Did you mean "agents"?"#),
      (#"{"source": "solved"}"#, #"m.json: there is no field "source"."#),
      (#"{"agents": 0}"#, "m.json: agents is 0; accepted: a whole number of at least 1."),
      (#"{"agents": "two"}"#, #"m.json: agents is the string "two"; accepted: a number."#),
      (
        #"{"setting": "chess"}"#,
        #"m.json: setting is the string "chess"; accepted: reasoning, agentic, multi-agent."#
      ),
      (#"{"agents": [2]}"#, "m.json: agents is [2]; accepted: a number."),
      (#"{"verifierError": 1.5}"#, "m.json: verifierError is 1.5; accepted: a number in 0...1."),
      (
        #"{"medianTurns": 9, "mostTurns": 3}"#,
        "m.json: mostTurns is 3; accepted: a whole number of at least 9, which is medianTurns."
      ),
      ("[]", "m.json: no JSON object with metadata of a task: it is another value."),
      (#"{"agents": "#, "m.json: no JSON object with metadata of a task: it is cut off, or no JSON."),
    ]
    for (text, message) in refused {
      let error = #expect(throws: TaskMetadataError.self) { _ = try read(text) }
      #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    }
  }
}
