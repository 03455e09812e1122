import CreditMethods
import Foundation
import Testing

/// `ascribe replay`.
@Suite struct ReplayTests {
  /// What the tests read of a record.
  struct Record: Decodable {
    struct Difference: Decodable { let exact: Double? }
    struct Branch: Decodable {
      struct Path: Decodable {
        struct Step: Decodable { let turn: Int }
        let steps: [Step]
        let status: String
        let `return`: Double
      }
      struct Outcomes: Decodable { let mean: Double }
      struct Exact: Decodable { let `return`: Double }
      let action: String
      let outcomes: Outcomes
      let exact: Exact?
      let path: Path
    }
    struct Floor: Decodable { let restored: String }
    struct Alternative: Decodable { let action: String }
    let schema, episode, agent, taken, tier: String
    let trace: String?
    let turn, continuations, simulatedTurns: Int
    let difference: Difference
    let factual, counterfactual: Branch
    let alternatives: [Alternative]
    let noiseFloor: [Floor]
    let contrast: Contrast
  }

  private func record(_ call: FinishedCall) throws -> Record {
    expectSuccess(call)
    return try decode(Record.self, from: call.output)
  }

  /// After `right` at the fork of `single` success has probability .9, after `wrong` .1.
  @Test func aDecisionIsReplayed() throws {
    try Workplace.use { place in
      let found = try record(
        place.ascribe("replay single --episode 0 --turn 3 --action right --continuations 200 --json"))
      #expect(found.schema == "ascribe.replay/2")
      #expect(found.episode == "b0-e0" && found.agent == "solver" && found.turn == 3)
      #expect(found.counterfactual.action == "right" && found.factual.action == found.taken)
      expectEqual(found.counterfactual.exact?.return, 0.9, within: 1e-12)
      expectEqual(found.difference.exact, found.taken == "right" ? 0 : -0.8, within: 1e-12)
      #expect(found.alternatives.map(\.action).sorted() == ["right", "wrong"])
      #expect(found.noiseFloor.map(\.restored) == ["privileged", "public", "actions"])
      #expect(found.factual.path.steps.map(\.turn) == [3, 4, 5])
      #expect(found.tier == "restored-interventional")
      #expect(found.contrast.reference == .action("right"))
      #expect(found.simulatedTurns == 200 * (4 * 3 + 2 * (3 + 3 + 6)))

      let text = try place.ascribe(
        "replay single --episode b0-e0 --turn 3 --agent solver --continuations 200")
      expectSuccess(text)
      for line in [
        "policy default, memory last, seed 0, common random numbers", "What is compared",
        "instead    an action of the behaviour policy", "Every action of solver there",
        "The record, and one continuation of the other branch",
        "Noise floor: two replicas of the factual branch, which differ in their draws alone",
      ] {
        #expect(text.output.contains("\n\(line)\n"), "\(line)")
      }
    }
  }

  @Test func theSeedAloneDecides() throws {
    try Workplace.use { place in
      let line = "replay coupling --episode 5 --turn 1 --continuations 300 --json"
      let first = try place.ascribe(line)
      expectSuccess(first)
      #expect(try place.ascribe("\(line) --threads 1").output == first.output)
      #expect(try place.ascribe("\(line) --threads 3").output == first.output)
      #expect(try place.ascribe("\(line) --seed 1").output != first.output)
      #expect(try place.ascribe("\(line) --noise independent").output != first.output)
    }
  }

  /// A trace that `run` wrote has the same episodes, and replays of them the same outcomes.
  @Test func aTraceIsReplayed() throws {
    try Workplace.use { place in
      expectSuccess(
        try place.ascribe("run coupling --methods grpo --episodes 16 --batches 2 --output out"))
      let line = "replay coupling --turn 0 --agent planner --continuations 100 --json"
      let simulated = try record(place.ascribe("\(line) --episode 3"))
      for episode in ["3", "b0-e3"] {
        let read = try record(place.ascribe("\(line) --episode \(episode) --trace out/trace.jsonl"))
        #expect(read.trace == "out/trace.jsonl" && read.episode == "b0-e3")
        #expect(read.taken == simulated.taken)
        #expect(read.factual.outcomes.mean == simulated.factual.outcomes.mean)
        #expect(read.counterfactual.outcomes.mean == simulated.counterfactual.outcomes.mean)
        #expect(read.factual.path.status == simulated.factual.path.status)
        #expect(read.factual.path.return == simulated.factual.path.return)
      }
      // Episodes of the second batch stand behind those of the first.
      #expect(try record(place.ascribe("\(line) --episode 16 --trace out/trace.jsonl")).episode == "b1-e0")
    }
  }

  @Test func aTraceOfOtherRulesIsRefused() throws {
    try Workplace.use { place in
      expectSuccess(
        try place.ascribe("run coupling --methods grpo --episodes 8 --batches 2 --output out"))
      let refused = try place.ascribe("replay single --episode 0 --turn 0 --trace out/trace.jsonl")
      #expect(refused.code == 2)
      #expect(
        refused.complaints.hasPrefix(
          "ascribe: error: out/trace.jsonl: not a trace of \"single\" under --memory last: episode \"b0-e0\" was simulated "
            + "on \"coupling\" with memory last, whose rules have the fingerprint "))
      let memory = try place.ascribe(
        "replay coupling --memory history --episode 0 --turn 0 --trace out/trace.jsonl")
      #expect(memory.code == 2 && memory.complaints.contains("with memory history have"))
      // A trace that says nothing of its origin is followed until it leaves the rules.
      try place.addWorkedTrace()
      let foreign = try place.ascribe("replay single --episode 0 --turn 0 --trace E1.jsonl")
      #expect(foreign.code == 2)
      #expect(
        foreign.complaints.hasPrefix(
          "ascribe: error: E1.jsonl: not a trace of \"single\" under --memory last: episode "))
      #expect(foreign.complaints.contains("turn 0: found state "))
    }
  }

  @Test(arguments: [
    (
      "single --episode x --turn 0",
      #"--episode is "x"; accepted: a whole number in 0...999999, or b0-e and that number."#
    ),
    (
      "single --episode -1 --turn 0",
      #"--episode is "-1"; accepted: a whole number in 0...999999, or b0-e and that number."#
    ),
    ("single --episode 0 --turn 6", "The episode has no turn 6; accepted: 0..<6."),
    ("single --episode 0 --turn -1 --agent solver", "The episode has no turn -1; accepted: 0..<6."),
    ("single --episode 0 --turn 3 --agent solvr", #"There is no agent "solvr". Did you mean "solver"?"#),
    (
      "coupling --episode 0 --turn 1 --agent planner",
      #"Agent "planner" does not act at turn 1; acting: executor."#
    ),
    (
      "single --episode 0 --turn 3 --action fly",
      #"Action "fly" of agent "solver" is not legal at turn 3; legal: right, wrong."#
    ),
    ("and --episode 0 --turn 0", "Several agents act at turn 0: agent-0, agent-1. Name one with --agent."),
    (
      "single --episode 0 --turn 3 --continuations 0",
      "--continuations is 0; accepted: a whole number in 1...1000000."
    ),
    ("single --episode 0 --turn 3 --threads 0", "--threads is 0; accepted: a whole number in 1...1024."),
    (
      "single --episode 0 --turn 3 --restore all",
      #"--restore is "all"; accepted: privileged, public, actions."#
    ),
    ("single --episode 0 --turn 3 --noise loud", #"--noise is "loud"; accepted: common, independent."#),
    (
      "single --episode 0 --turn 3 --group-size 0",
      "--group-size is 0; accepted: a whole number in 1...1000000."
    ),
    ("singel --episode 0 --turn 3", #"There is no scenario "singel". Did you mean "single"?"#),
    (
      "single --episode 0 --turn 3 --trace no.jsonl",
      "no.jsonl: the file is missing; expected a file of ascribe.trace/1 records."
    ),
  ])
  func badInputIsRefused(line: String, message: String) throws {
    try Workplace.use { place in
      try expectRefusal(
        of: ["replay"] + line.split(separator: " ").map(String.init), in: place, message)
    }
  }
}
