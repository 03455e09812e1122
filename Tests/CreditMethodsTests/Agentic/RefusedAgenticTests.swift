import Ascribe
import CreditMethods
import Testing
import TestSupport
import Trajectories

/// What the agentic methods that read a trace refuse, word by word.
@Suite struct RefusedAgenticTests {
  private let batch = threeTurns

  @Test(arguments: ["igpo", "a2tgpo"]) func beliefsAreNeeded(id: String) throws {
    var batch = batch
    let advice =
      "Write the field \"belief\" on every turn of the trace, give the run --belief, or take the visits of states with "
      + "belief=visits."
    #expect(try failure(id, batch) == "method \"\(id)\" needs \"belief\" of every turn. \(advice)")
    batch.turns.belief = [0.5, 0.5, .nan]
    #expect(
      try failure(id, batch)
        == "method \"\(id)\" needs \"belief\" of every turn. Turn 1 of episode \"e1\" has none. \(advice)")
    batch.turns.belief = [0.5, 1.5, 0]
    #expect(
      try failure(id, batch)
        == "method \"\(id)\": Turn 0 of episode \"e1\" has \"belief\" 1.5; accepted: 0.0...1.0.")
    #expect(
      try MethodRequest("\(id)(belief=visits)").attribute(batch, in: AttributionContext()).credits.count == 3)
  }

  @Test(arguments: ["criticsearch", "tarl", "sepo"]) func labelsAreNeeded(id: String) throws {
    var batch = batch
    #expect(
      try failure(id, batch)
        == "method \"\(id)\" needs \"judge\" of every decision. Write the field \"judge\" on every decision of the trace, "
        + "or give the run --judge.")
    batch.decisions.judge = [1, .infinity, 0]
    #expect(try failure(id, batch).contains("has \"judge\" inf; accepted: "))
    batch.decisions.judge = [1, .nan, 0]
    #expect(try failure(id, batch).contains("Agent \"planner\" at turn 0 of episode \"e1\" has none."))
  }

  @Test func ratingsAreNotNegative() throws {
    var batch = batch
    batch.decisions.judge = [1, -1, 0]
    #expect(try failure("sepo", batch).contains("has \"judge\" -1.0; accepted: "))
    #expect(
      try failure("sepo(ratings=factors)", batch)
        == "method \"sepo\" needs two \"factors\" of every decision. Write the field \"factors\", an agent's rating by "
        + "itself and by its peers, on every decision of the trace, or use ratings=judge.")
  }

  @Test(arguments: ["mt_grpo", "aslr"]) func processScoresAreNeededWhereTheyAreAskedFor(id: String) throws {
    #expect(
      try failure("\(id)(turns=process)", batch)
        == "method \"\(id)\" needs \"process\" of every turn. Write the field \"process\" on every turn of the trace, give "
        + "the run --judge granularity=turn, or read the rewards of turns with turns=reward.")
  }

  @Test func policiesAreNeeded() throws {
    var batch = batch
    #expect(
      try failure("sorl", batch).hasPrefix("method \"sorl\" needs \"logProbability\" of every decision."))
    for id in ["aem", "t2po"] {
      #expect(
        try failure(id, batch)
          == "method \"\(id)\" needs \"logProbability\" of every decision. Write the field \"logProbability\" on every "
          + "decision of the trace, or use uncertainty=entropy.")
      #expect(
        try failure("\(id)(uncertainty=entropy)", batch)
          == "method \"\(id)\" needs \"entropy\" of every decision. Write the field \"entropy\" on every decision of the "
          + "trace, give the run --entropy, or use uncertainty=surprise.")
    }
    batch.decisions.entropy = [1, -1, 1]
    #expect(
      try failure("aem", batch).contains("has \"entropy\" -1.0; accepted: finite numbers of at least 0.0."))
    batch.decisions.logProbability = [-1, -1, -1]
    #expect(
      try failure("sorl", batch).hasPrefix(
        "method \"sorl\" needs \"referenceLogProbability\" of every decision."))
    #expect(try failure("stepagent(form=implicit)", batch).contains("or count with form=inverse"))
  }

  @Test(arguments: [
    "igpo(norm=both)", "igpo(gamma=2)", "a2tgpo(clipShare=2)", "sepo(eta=-1)", "criticsearch(weightLocal=2)",
    "mt_grpo(lambda=2)", "starpo_s(share=1.5)", "tarl(scale=-1)", "stepagent(smoothing=0)", "vspo(best=x)",
    "aslr(delta=-1)", "sorl(ratio=mean)", "identical(reward=none)", "aem(lambda=-1)", "t2po(eta=-1)",
    "gvpo(weightStep=-1)", "a3(gamma=2)",
  ])
  func settingsAreChecked(call: String) {
    #expect(throws: (any Error).self) { try MethodRequest(call) }
  }

  @Test(arguments: AgenticReferenceTests.plain.keys.sorted()) func nothingEarnsNothing(id: String) throws {
    #expect(try MethodRequest(id).attribute(makeBatch([]), in: AttributionContext()).credits.isEmpty)
  }
}
