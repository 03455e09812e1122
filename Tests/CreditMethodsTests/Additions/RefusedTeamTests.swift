import Ascribe
import CreditMethods
import Foundation
import Testing
import TestSupport
import Trajectories

/// What the methods of teams refuse.
extension TeamAdditionTests {
  @Test(arguments: ["mappa", "llm_mca"]) func judgesAreNeeded(id: String) throws {
    var batch = makeBatch([walk("e0", ["A", "B"], .success)])
    #expect(
      try failure(id, batch)
        == "method \"\(id)\" needs \"judge\" of every decision. Write the field \"judge\" on every decision of the trace, "
        + "or give the run --judge.")
    batch.decisions.judge = [1, .nan]
    #expect(try failure(id, batch).contains("Agent \"planner\" at turn 1 of episode \"e0\" has none."))
    batch.decisions.judge = [1, .infinity]
    #expect(try failure(id, batch).contains("has \"judge\" inf; accepted: "))
  }

  @Test func coachesScoreOutOfTen() throws {
    var batch = makeBatch([walk("e0", ["A", "B"], .success)])
    for wrong in [-0.5, 10.5] {
      batch.decisions.judge = [10, wrong]
      #expect(
        try failure("mappa", batch)
          == "method \"mappa\": Agent \"planner\" at turn 1 of episode \"e0\" has \"judge\" \(wrong); accepted: 0.0...10.0."
      )
    }
    batch.decisions.judge = [0, 10]
    #expect(try failure("mappa(kl=1)", batch).contains("leave the penalty out with kl=0"))
    batch.decisions.logProbability = [-1, -1]
    #expect(try failure("mappa(kl=1)", batch).contains("give the run --reference, or leave the penalty"))
  }

  @Test func theMainAgentActs() throws {
    let batch = makeBatch([walk("e0", ["A"], .success)])
    #expect(
      try failure("m_grpo(main=1)", batch)
        == "method \"m_grpo\": main is 1, and the batch has 1 agent; accepted: 0...0.")
  }

  @Test func weightsAreRead() throws {
    let batch = try replayTrace("team")
    #expect(try failure("qllm(weights=no-such-file)", batch).contains("no-such-file"))
    let cases = [
      (#"{"planner": 1}"#, "gives none for agent \"solver\" in state \"A\". Add it, or use weights=equal."),
      (
        #"{"A": {"planner": "high"}}"#,
        "state \"A\", agent \"planner\" is the string \"high\"; expected a number."
      ),
      (
        "[1]",
        "the file is the array [1]; expected a JSON object {\"state\": {\"agent\": weight}} or {\"agent\": weight}."
      ),
    ]
    for (text, words) in cases {
      try withFile(text) { path in
        let found = try failure("qllm(weights=\(path))", batch)
        #expect(found.contains(words), "\(found)")
      }
    }
  }

  @Test func returnsThatOverflowAreRefused() throws {
    let most = Double.greatestFiniteMagnitude
    let batch = makeBatch([
      EpisodeDraft(
        name: "e0", turns: [TurnDraft(state: "A", reward: most), TurnDraft(state: "B", reward: most)])
    ])
    #expect(try failure("qllm(reward=trace)", batch).contains("task \"t0\" could not be fitted"))
  }

  @Test(arguments: plain.keys.sorted()) func nothingEarnsNothing(id: String) throws {
    #expect(try credits(id, makeBatch([])).isEmpty)
  }

  @Test(arguments: [
    "m_grpo(main=-1)", "m_grpo(partial=2)", "m_grpo(unit=episode)", "dr_mas(group=task)", "mappa(kl=-1)",
    "llm_mca(gamma=2)", "llm_mca(mode=none)", "qllm(gamma=-1)", "qllm(emit=share)", "magrpo(gamma=2)",
    "magrpo(group=agent)",
  ])
  func settingsAreChecked(call: String) {
    #expect(throws: (any Error).self) { try MethodRequest(call) }
  }
}
