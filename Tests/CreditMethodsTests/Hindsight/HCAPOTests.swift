import CreditMethods
import Glibc
import Testing
import TestSupport
import Trajectories

/// HCAPO against worked numbers, printed with 12 decimals, and by hand.
@Suite struct HCAPOTests {
  private let printed = 1e-11

  @Test(arguments: [
    Worked(
      settings: "",
      credits: [
        1.706543764652, 2.050192090733, 2.154753724231, -1.677103538349, -1.677103538349, -1.677103538349,
        1.832914650021, 2.202994225621, -1.659869631491, -1.659869631491, -1.659869631491, -1.659869631491,
      ]),
    Worked(
      settings: "smooth=true",
      credits: [
        1.809607692734, 2.025771538705, 2.076199790811, -1.681554886036, -1.681554886036, -1.681554886036,
        1.944247971158, 2.122730895660, -1.664320979179, -1.664320979179, -1.664320979179, -1.664320979179,
      ]),
  ])
  func oneAgent(_ worked: Worked) throws {
    try expectEqual(credits(HCAPO.self, workedTrace(.e1), worked.settings), worked.credits, within: printed)
  }

  private let twoAgents: [Double] = {
    let failure = [Double](repeating: -1.878670504773, count: 3)
    let up = [1.766448345688, 1.843291358266, 2.023979810350]
    let down = [1.635804344947, 1.843291358266, 2.161499811130]
    return up + failure + down + failure + failure + up
  }()

  @Test func twoAgentsHaveTablesOfTheirOwn() throws {
    try expectEqual(credits(HCAPO.self, workedTrace(.e2)), twoAgents, within: printed)
  }

  /// Probabilities 1 and 1/2 for x and y in an episode of two turns, untempered and hardly clipped: mean 3/4, rho 4/3
  /// and 2/3, Q = 0.5 · 10 · 4/3 and 10 · 2/3, both 20/3. The failure has Q = 0 twice: mean 10/3, and R: 10 and 0.
  @Test func byHand() throws {
    let batch = makeBatch([episode("a", .success), episode("b", .failure)])
    let records = [
      HindsightRecord(task: "t0", state: "S", agent: "planner", action: "x", probability: 1),
      HindsightRecord(task: "t0", state: "U", agent: "planner", action: "y", probability: 0.5),
      HindsightRecord(task: "t0", state: "U", agent: "planner", action: "unknown", probability: 0.5),
    ]
    let settings = "norm=mean gamma=0.5 temperature=1 rhoMin=0 rhoMax=9"
    try expectEqual(
      attributed(settings, batch, records), [5 + 10.0 / 3, 5 + 10.0 / 3, -5 - 10.0 / 3, -5 - 10.0 / 3],
      within: 1e-12)
    // Clipped to 0.8...1.2: Q = 6, 8, 0, 0 around 3.5.
    try expectEqual(
      attributed("norm=mean gamma=0.5 temperature=1", batch, records), [5 + 2.5, 5 + 4.5, -8.5, -8.5],
      within: 1e-12)
    // Smoothed: 7, 8, 0, 0 around 3.75; weighed by 2.
    try expectEqual(
      attributed("norm=mean gamma=0.5 temperature=1 smooth=true weightHindsight=2", batch, records),
      [5 + 6.5, 5 + 8.5, -12.5, -12.5], within: 1e-12)
  }

  /// A success whose Q lies under the mean of its task is not blamed by the hindsight term: after 1 and 100 turns at
  /// gamma 0, only last turns have a Q.
  @Test func successesAreNotBlamed() throws {
    let batch = makeBatch([episode("a", .success), episode("b", .success)])
    #expect(try credits(HCAPO.self, batch, "norm=mean gamma=0") == [0, 5, 0, 5])
  }

  /// Every action has probability 0: the mean is 0, and all are alike.
  @Test func ratioToNothingIsOne() throws {
    let batch = makeBatch([episode("a", .success), episode("b", .failure)])
    let records = [("S", "x"), ("U", "y")].map {
      HindsightRecord(task: "t0", state: $0.0, agent: "planner", action: $0.1, probability: 0)
    }
    try expectEqual(attributed("norm=mean gamma=1", batch, records), [10, 10, -10, -10], within: 1e-12)
  }

  /// The penalty lowers the episode term (R = 10 and -1) and not Q.
  @Test func penaltyLowersTheEpisodeTermAlone() throws {
    var drafts = [episode("a", .success), episode("b", .failure)]
    drafts[1].turns[0].decisions[0].isValid = false
    let found = try credits(HCAPO.self, makeBatch(drafts), "norm=mean gamma=1 invalidPenalty=1")
    expectEqual(found, [5.5 + 5, 5.5 + 5, -5.5 - 5, -5.5 - 5], within: 1e-12)
  }

  // MARK: Tables

  /// The shares of the trace, written as records, give what the trace gives; with joint keys too.
  @Test(arguments: ["key=state", "key=observation"])
  func recordsOfTheTrace(setting: String) throws {
    let together = setting == "key=state" ? "S" : "left=S|right=S"
    let records = [
      (together, "left", "up", 2.0 / 3), (together, "left", "down", 1.0 / 3), (together, "right", "up", 1),
      ("M", "left", "say", 1), ("nowhere", "left", "say", 0.5),
    ].map {
      HindsightRecord(task: "t1", state: $0.0, agent: AgentID($0.1), action: $0.2, probability: $0.3)
    }
    try expectEqual(attributed(setting, workedTrace(.e2), records), twoAgents, within: printed)
  }

  @Test func tableOfTheTrace() throws {
    let batch = try workedTrace(.e1)
    let table = HindsightTable(ofSuccessesAt: BatchStates(of: batch, by: .state))
    #expect(table.probability == [0.5, 1, 1, 0.5, 0, 0, 0.5, 1, 0, 0, 0.5, 0])
  }

  /// What succeeded cannot be improbable without a word; what only failed may be missing.
  @Test func missingRecord() throws {
    let batch = makeBatch([episode("b", .failure), episode("a", .success)])
    let records = [
      HindsightRecord(task: "t0", state: "S", agent: "planner", action: "x", probability: 1),
      HindsightRecord(task: "t1", state: "U", agent: "planner", action: "y", probability: 1),
    ]
    let error = try #require(throws: AttributionError.self) { try attributed("", batch, records) }
    #expect(
      "\(error)"
        == "method \"hcapo\" needs a hindsight probability of every action of a success. There is none for action "
        + "\"y\" of agent \"planner\" at turn 1 of episode \"a\" (task \"t0\"): add its record.")
    #expect(
      try HindsightTable(records, for: makeBatch([episode("b", .failure)]), by: .state, method: "hcapo")
        .probability == [1, 0])
  }

  // MARK: Properties

  /// Within an agent's turns of a success at equal discounts, a likelier action has no smaller credit.
  @Test func risesWithTheHindsightProbability() throws {
    for seed in UInt64(0)..<40 {
      let batch = makeBatch(hindsightDrafts(seed: seed))
      let table = HindsightTable(ofSuccessesAt: BatchStates(of: batch, by: .state))
      let found = try credits(HCAPO.self, batch, "gamma=1")
      for episode in 0..<batch.episodeCount where batch.episodes.status[episode] == .success {
        let decisions = batch.decisions(ofEpisode: episode)
        for first in decisions {
          for second in decisions
          where batch.decisions.agent[first] == batch.decisions.agent[second]
            && table.probability[first] < table.probability[second]
          {
            #expect(found[first] <= found[second], "seed \(seed), decisions \(first) and \(second)")
          }
        }
      }
    }
  }

  @Test(arguments: [
    "temperature=0", "rhoMin=1.1", "rhoMax=0.9", "weightHindsight=-1", "smooth=yes", "gamma=2",
  ])
  func refused(setting: String) {
    #expect(throws: ParameterError.self) { try credits(HCAPO.self, workedTrace(.e1), setting) }
  }

  @Test func namesAndDefaults() throws {
    let written = try ParameterValues(for: HCAPO.fullCard.parameters, of: "hcapo").entries
    #expect(
      written.map { "\($0.name)=\($0.value)" } == [
        "reward=outcome", "successReward=10", "penalty=trajectory", "invalidPenalty=0.1", "norm=std",
        "ddof=1",
        "eps=1e-06", "weighting=trajectory", "singleton=zero", "truncated=failure",
        "key=state", "gamma=0.95", "weightHindsight=1",
        "temperature=5", "rhoMin=0.8", "rhoMax=1.2", "smooth=false",
      ])
  }

  // MARK: Support

  /// x in S, then y in U.
  private func episode(_ name: String, _ status: OutcomeStatus) -> EpisodeDraft {
    EpisodeDraft(
      name: name, status: status,
      turns: [("S", "x"), ("U", "y")].map {
        TurnDraft(state: $0.0, decisions: [DecisionDraft(action: $0.1)])
      }, final: "end")
  }

  private func attributed(
    _ settings: String, _ batch: TrajectoryBatch, _ records: [HindsightRecord]
  ) throws -> [Double] {
    let parameters = try ParameterValues(pairs(settings), for: HCAPO.fullCard.parameters, of: "hcapo")
    return try HCAPO(parameters).attribute(batch, in: AttributionContext(hindsight: records)).credits
  }
}
