import Ascribe
import CreditMethods
import Testing
import TestSupport
import Trajectories

/// What the agentic critics refuse, word by word, and what they report.
@Suite struct AgenticErrorTests {
  private let pair = [
    EpisodeDraft(
      name: "e0", status: .success, turns: [TurnDraft(state: "A")]),
    EpisodeDraft(
      name: "e1",
      turns: [TurnDraft(state: "A"), TurnDraft(state: "B", decisions: [DecisionDraft(action: "x")])]),
  ]

  private func edited(_ change: (inout DecisionDraft) -> Void) -> [EpisodeDraft] {
    pair.map { draft in
      var draft = draft
      for turn in draft.turns.indices { change(&draft.turns[turn].decisions[0]) }
      return draft
    }
  }

  @Test func missingLogProbabilitiesAreNamed() throws {
    #expect(
      try failure("istar", makeBatch(pair))
        == "method \"istar\" needs \"logProbability\" of every decision. Write the field \"logProbability\" on every "
        + "decision of the trace, or fit the policy with fit=always.")
    var drafts = edited {
      $0.logProbability = -1
      $0.referenceLogProbability = -1
    }
    drafts[1].turns[1].decisions[0].referenceLogProbability = nil
    #expect(
      try failure("itpo", makeBatch(drafts))
        == "method \"itpo\" needs \"referenceLogProbability\" of every decision. Agent \"planner\" at turn 1 of episode "
        + "\"e1\" has none. Write the field \"referenceLogProbability\" on every decision of the trace, or fit the policy "
        + "with fit=always.")
    #expect(
      try failure("archer", makeBatch(pair), "weights=policy")
        == "method \"archer\" needs \"logProbability\" of every decision. Write the field \"logProbability\" on every "
        + "decision of the trace, or use weights=visits.")
  }

  @Test func missingFactorsAreNamed() throws {
    let advice =
      "Write the field \"factors\", an array of numbers of one length, on every decision of the trace, or run it on a "
      + "scenario with an exact solution (ascribe run SCENARIO --methods lare)."
    #expect(try failure("lare", makeBatch(pair)) == "method \"lare\" needs evaluation factors. \(advice)")
    var drafts = edited { $0.factors = [1, 0] }
    drafts[1].turns[0].decisions[0].factors = nil
    #expect(
      try failure("lare", makeBatch(drafts))
        == "method \"lare\" needs evaluation factors. Agent \"planner\" at turn 0 of episode \"e1\" has none. \(advice)"
    )
  }

  /// Without two scores nothing can be preferred: all is 0, and the report says why.
  @Test func noPairIsReported() throws {
    let equal = makeBatch([pair[1], EpisodeDraft(name: "e2", turns: [TurnDraft(state: "B")])])
    for settings in ["", "form=normalised", "pairs=all"] {
      let found = try attribution("sweet", equal, settings)
      #expect(found.credits == [0, 0, 0])
      #expect(found.fits.map(\.what) == ["advantages of sweet, 0 pairs"])
      #expect(found.fits[0].hasConverged)
    }
    let implicit = try attribution("istar", equal, "fit=always")
    #expect(implicit.credits == [0, 0, 0])
    #expect(implicit.fits.map(\.what) == ["policy of istar, 0 pairs"])
    // The best score of a task has to be good enough.
    #expect(
      try attribution("sweet", makeBatch(pair), "leastScore=2").fits.map(\.what) == [
        "advantages of sweet, 0 pairs"
      ])
  }

  @Test(arguments: ["sweet", "istar", "itpo"]) func aRidgeIsPositive(id: String) throws {
    let batch = makeBatch(pair)
    for ridge in ["-1", "0"] {
      let error = #expect(throws: ParameterError.self) { try attribution(id, batch, "ridge=\(ridge)") }
      #expect(error.map { "\($0)".contains("ridge") } == true)
    }
  }

  @Test func rewardModelsNeedScoresBetweenZeroAndOne() throws {
    var drafts = pair
    drafts[1].score = 2
    #expect(
      try failure("itpo", makeBatch(drafts), "fit=always")
        == "method \"itpo\": the reward model is fitted to scores in 0...1; episode \"e1\" scored 2.0.")
  }

  @Test func exactValuesNeedAScenario() throws {
    #expect(
      try failure("turn_ppo", makeBatch(pair), "values=exact")
        == "method \"turn_ppo\" needs the exact solution. Only a scenario has one: run it on a scenario (ascribe run "
        + "SCENARIO --methods turn_ppo), or use values=mc.")
    #expect(
      try failure("turn_ppo", makeBatch(pair), "values=/nowhere").hasPrefix(
        "method \"turn_ppo\" needs a readable file of values. "))
  }

  @Test func tooManyAgentsForAllOrders() throws {
    let crowd = TurnDraft(state: "A", decisions: (0..<13).map { DecisionDraft(agent: "agent \($0)") })
    let batch = makeBatch([EpisodeDraft(name: "e0", turns: [crowd])])
    #expect(
      try failure("poad", batch, "order=average")
        == "method \"poad\": a turn has 13 agents; order=average is for at most 12. Use order=listed.")
    #expect(try attribution("poad", batch).credits.count == 13)
  }

  /// 4500 successes and 4500 failures make 20,250,000 pairs. What is not fitted needs none.
  @Test func tooManyPairs() throws {
    var batch = TrajectoryBatch()
    let count = 9000
    _ = (batch.symbols.tasks.intern("t"), batch.symbols.agents.intern("a"))
    _ = (batch.symbols.keys.intern("s"), batch.symbols.actions.intern("x"))
    batch.episodes.names = .numbered(prefix: "e", first: 0)
    batch.episodes.task = Array(repeating: 0, count: count)
    batch.episodes.status = (0..<count).map { $0 % 2 == 0 ? .success : .failure }
    batch.episodes.score = (0..<count).map { $0 % 2 == 0 ? 1 : 0 }
    batch.episodes.final = batch.episodes.task
    batch.episodes.turnStart = (0...Int32(count)).map { $0 }
    batch.turns.state = batch.episodes.task
    batch.turns.reward = Array(repeating: 0, count: count)
    batch.turns.decisionStart = batch.episodes.turnStart
    batch.decisions.agent = batch.episodes.task
    batch.decisions.action = batch.episodes.task
    let reason = "20250000 pairs of episodes have different scores; accepted: at most 20000000."
    #expect(try failure("istar", batch, "fit=always") == "method \"istar\": \(reason)")
    #expect(try failure("sweet", batch, "pairs=all") == "method \"sweet\": \(reason)")
    batch.decisions.logProbability = batch.turns.reward
    batch.decisions.referenceLogProbability = batch.turns.reward
    #expect(try attribution("istar", batch).credits.count == count)
  }

  @Test func fitsThatOverflowSayWhatWasLast() throws {
    var drafts = pair
    drafts[0].score = .greatestFiniteMagnitude
    drafts[1].score = -.greatestFiniteMagnitude
    #expect(
      try failure("agentprm", makeBatch(drafts))
        == "method \"agentprm\": the fit of promises diverged at step 0; no loss before was finite.")
    drafts[0].turns = [
      TurnDraft(state: "A", reward: .greatestFiniteMagnitude),
      TurnDraft(state: "A", reward: .greatestFiniteMagnitude),
    ]
    #expect(
      try failure("archer", makeBatch([drafts[0]]), "reward=trace gamma=1")
        == "method \"archer\": the fit of values of archer diverged at step 1; no change before was finite.")
    #expect(try failure("spa", makeBatch(drafts), "successReward=2").contains("cannot be fitted"))
  }

  @Test(arguments: ["sweet", "agentprm", "turn_ppo", "archer", "spa", "poad", "bilevel"])
  func anEmptyBatchHasNoCredits(id: String) throws {
    #expect(try attribution(id, TrajectoryBatch()).credits == [])
  }

  /// A penalty that lowers rows is the own turn's alone, whatever is fitted.
  @Test(arguments: [
    "sweet", "agentprm", "turn_ppo", "archer", "spa", "poad", "bilevel", "lare", "istar", "itpo",
  ])
  func rowPenaltiesLowerTheirRows(id: String) throws {
    for seed in UInt64(40)..<50 {
      let batch = makeBatch(agenticDrafts(seed: seed))
      let plain = try attribution(id, batch).credits
      let lowered = try attribution(id, batch, "penalty=row invalidPenalty=3").credits
      let expected = (0..<batch.turnCount).flatMap { turn in
        let isInvalid = batch.decisions(of: turn).contains { batch.decisions.valid?[$0] == false }
        return batch.decisions(of: turn).map { plain[$0] - (isInvalid ? 3 : 0) }
      }
      expectEqual(lowered, expected, within: 1e-12, "seed \(seed)")
    }
  }
}
