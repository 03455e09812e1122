import Ascribe
import CreditMethods
import Testing
import TestSupport
import Trajectories

/// What the methods of single reasoning steps refuse, word by word.
@Suite struct RefusedReasoningTests {
  private let batch = threeTurns

  @Test(arguments: ["treg", "qstar", "dpo_implicit", "spro", "prl"])
  func logProbabilitiesOfBothPoliciesAreNeeded(id: String) throws {
    var batch = batch
    #expect(
      try failure(id, batch)
        == "method \"\(id)\" needs \"logProbability\" of every decision. Write the field \"logProbability\" on every "
        + "decision of the trace.")
    batch.decisions.logProbability = [-1, -1, -1]
    #expect(
      try failure(id, batch)
        == "method \"\(id)\" needs \"referenceLogProbability\" of every decision. Write the field "
        + "\"referenceLogProbability\" on every decision of the trace, or give the run --reference.")
    batch.decisions.referenceLogProbability = [-1, -1, .nan]
    #expect(
      try failure(id, batch)
        == "method \"\(id)\" needs \"referenceLogProbability\" of every decision. Agent \"planner\" at turn 1 of episode "
        + "\"e1\" has none. Write the field \"referenceLogProbability\" on every decision of the trace, or give the "
        + "run --reference.")
    for wrong in [0.5, -.infinity] {
      batch.decisions.referenceLogProbability = [-1, wrong, -1]
      #expect(
        try failure(id, batch)
          == "method \"\(id)\": Agent \"planner\" at turn 0 of episode \"e1\" has \"referenceLogProbability\" \(wrong); "
          + "accepted: finite numbers of at most 0.0.")
    }
  }

  @Test(arguments: ["pure", "finepo"]) func processScoresAreNeeded(id: String) throws {
    var batch = batch
    #expect(
      try failure(id, batch)
        == "method \"\(id)\" needs \"process\" of every turn. Write the field \"process\" on every turn of the trace, "
        + "or give the run --judge granularity=turn.")
    batch.turns.process = [0, .nan, 1]
    #expect(try failure(id, batch).contains("Turn 0 of episode \"e1\" has none."))
    batch.turns.process = [0, 1, 1.5]
    #expect(
      try failure(id, batch)
        == "method \"\(id)\": Turn 1 of episode \"e1\" has \"process\" 1.5; accepted: -1.0...1.0.")
  }

  @Test func noveltyNeedsBothPolicies() throws {
    var batch = batch
    batch.turns.process = [0, 1, 0.5]
    #expect(
      try failure("finepo(lambda=1)", batch)
        == "method \"finepo\" needs \"logProbability\" of every decision. Write the field \"logProbability\" on every "
        + "decision of the trace, or use lambda=0.")
  }

  @Test func labelsAreNeeded() throws {
    var batch = batch
    #expect(
      try failure("capo", batch)
        == "method \"capo\" needs \"judge\" of every decision. Write the field \"judge\" on every decision of the trace, "
        + "give the run --judge, or read refused actions with errors=invalid.")
    batch.decisions.judge = [1, 2, 0]
    #expect(
      try failure("capo", batch)
        == "method \"capo\": Agent \"planner\" at turn 0 of episode \"e1\" has \"judge\" 2.0; accepted: -1.0...1.0."
    )
    #expect(
      try failure("capo(weightProcess=2)", batch)
        == "method \"capo\": weightWhole is 2.0 and weightProcess 2.0; accepted: weightWhole above weightProcess."
    )
  }

  @Test func entropiesAreNotNegative() throws {
    var batch = batch
    #expect(
      try failure("hicra(planning=entropy)", batch)
        == "method \"hicra\" needs \"entropy\" of every decision. Write the field \"entropy\" on every decision of the "
        + "trace, give the run --entropy, or use planning=first.")
    batch.decisions.entropy = [0, 1, -0.25]
    #expect(
      try failure("hicra(planning=entropy)", batch)
        == "method \"hicra\": Agent \"planner\" at turn 1 of episode \"e1\" has \"entropy\" -0.25; accepted: finite "
        + "numbers of at least 0.0.")
    #expect(try failure("hicra(planning=rare)", batch).contains("\"logProbability\" of every decision"))
  }

  @Test func aModelOfOutcomesNeedsProbabilities() throws {
    var drafts = [EpisodeDraft(name: "e0", score: 2, turns: [TurnDraft(state: "A")])]
    drafts.append(EpisodeDraft(name: "e1", turns: [TurnDraft(state: "A")]))
    #expect(
      try failure("prime(fit=always)", makeBatch(drafts))
        == "method \"prime\": the reward model is fitted to scores in 0...1; episode \"e0\" scored 2.0.")
    #expect(try failure("prime", makeBatch(drafts)).contains("or fit the policy with fit=always"))
  }

  @Test(arguments: ["red", "acpo"]) func replaysAreNeeded(id: String) throws {
    #expect(try failure(id, batch).contains("values=trace"))
  }

  @Test(arguments: [
    "qstar(beta=-1)", "prl(eta=0)", "pure(temperature=-0.1)", "finepo(beta=-1)", "hicra(rho=1.1)",
    "red(betaC=1.5)", "red(noise=-1)", "tree_grpo(form=both)", "tempo(node=auto)", "spro(action=team)",
    "capo(vote=greedy)", "acpo(ddof=2)", "prime(beta=0)", "treg(beta=1)",
  ])
  func settingsAreChecked(call: String) {
    #expect(throws: (any Error).self) { try MethodRequest(call) }
  }

  /// An episode of no turns, or none at all, earns nothing.
  @Test(arguments: ReasoningReferenceTests.plain.keys.sorted()) func nothingEarnsNothing(id: String) throws {
    let settings = ["red": "(values=trace)", "acpo": "(values=trace)", "prime": "(fit=always)"][id] ?? ""
    #expect(
      try MethodRequest(id + settings).attribute(makeBatch([]), in: AttributionContext()).credits.isEmpty)
  }
}
