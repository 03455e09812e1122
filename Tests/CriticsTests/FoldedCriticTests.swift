import Ascribe
import CreditMethods
import Critics
import Testing
import TestSupport
import Trajectories

/// Critics of joint actions, mixing critics and tables of states, fitted to other folds than those that they judge.
@Suite struct FoldedCriticTests {
  /// Every critic of these kinds, with few gradient steps.
  private static let calls = [
    "coma_learned(", "vdn(", "dop(steps=50,", "qmix(steps=50,", "qtran(steps=50,", "qplex(steps=50,",
    "sqddpg(",
    "shaq(steps=50,", "lica(", "turn_ppo(", "archer(", "archer(twin=halves,", "poad(", "poad(order=average,",
    "bilevel(",
    "agentprm(", "agentprm(v0=zero,",
  ]

  private func request(_ call: String, _ more: String = "fit=folds,folds=3") throws -> MethodRequest {
    try MethodRequest(call + "reward=trace," + more + ")")
  }

  private func critic(_ call: String) throws -> any TurnCritic {
    let request = try request(call)
    let entry = try MethodCatalogue.builtIn.entry(named: request.card.id)
    return try #require(try entry.make(request.parameters) as? any TurnCritic)
  }

  /// Four groups of three episodes of two agents over few states and actions.
  private static func episodes(seed: UInt64) -> [Episode] {
    var draw = SplitMix64(seed: seed)
    return (0..<12).map { index in
      let turns = (0..<Int.random(in: 1...3, using: &draw)).map { _ in
        let state = ["A", "B"].randomElement(using: &draw) ?? "A"
        let agents: [AgentID] = Bool.random(using: &draw) ? ["p", "q"] : ["p"]
        return Turn(
          state: state, reward: Double(Int.random(in: -2...3, using: &draw)),
          decisions: agents.map {
            Decision(agent: $0, action: ["x", "y"].randomElement(using: &draw) ?? "x", observation: state)
          }, privileged: state)
      }
      return Episode(
        task: "t\(index % 4)", name: "e\(index)", status: Bool.random(using: &draw) ? .success : .failure,
        turns: turns, final: "Z")
    }
  }

  /// What a group earns changes none of the values by which it is judged, and does change those of others.
  @Test(arguments: calls) func noGroupIsJudgedByItself(_ call: String) throws {
    let critic = try critic(call)
    for seed in 0..<3 as Range<UInt64> {
      let episodes = Self.episodes(seed: seed)
      var changed = episodes
      for index in changed.indices where changed[index].task == "t1" {
        changed[index].status = .failure
        changed[index].score = 0.25
        for turn in changed[index].turns.indices { changed[index].turns[turn].reward += Double(turn) - 5 }
      }
      let batch = try TrajectoryBatch(building: episodes)
      let before = try critic.values(of: batch, in: AttributionContext()).values
      let after = try critic.values(of: TrajectoryBatch(building: changed), in: AttributionContext()).values
      var others = false
      for episode in episodes.indices {
        for turn in batch.turns(of: episode) {
          if episodes[episode].task == "t1" {
            #expect(before[turn] == after[turn], "seed \(seed)")
          } else if before[turn] != after[turn] {
            others = true
          }
        }
      }
      #expect(others)
    }
  }

  /// The same credits whatever the number of threads, and again; one credit a decision, and none of them lost.
  @Test(arguments: calls) func foldsAreDeterministic(_ call: String) throws {
    let batch = try TrajectoryBatch(building: Self.episodes(seed: 7))
    let request = try request(call)
    let one = try request.attribute(batch, in: AttributionContext(seed: 5)).credits
    #expect(one == (try request.attribute(batch, in: AttributionContext(seed: 5, threads: 3)).credits))
    #expect(one.count == batch.decisionCount)
    #expect(one.contains { $0 != 0 })
  }

  /// A fold is judged as by a fit to other episodes that are set aside.
  @Test(arguments: calls) func aFoldIsFittedToTheOthers(_ call: String) throws {
    let episodes = Self.episodes(seed: 11)
    let folded = try request(call, "fit=folds,folds=4").attribute(
      TrajectoryBatch(building: episodes), in: AttributionContext()
    ).credits
    let all = try TrajectoryBatch(building: episodes)
    let judged = try TrajectoryBatch(building: episodes.filter { $0.task == "t2" })
    let rest = try TrajectoryBatch(building: episodes.filter { $0.task != "t2" })
    let apart = try request(call, "fit=other").attribute(judged, in: AttributionContext(fitting: rest))
      .credits
    let own = episodes.indices.filter { episodes[$0].task == "t2" }.flatMap { all.decisions(ofEpisode: $0) }
    #expect(own.map { folded[$0] } == apart)
  }

  /// One-turn episodes at one state: each earns its reward less the mean of the other folds, as with value critics.
  @Test(arguments: ["turn_ppo", "poad", "poad(order=average", "bilevel"]) func meansOfOthers(_ call: String)
    throws
  {
    let rows = [("t0", 1.0), ("t1", 5), ("t0", 3), ("t2", 2), ("t1", 7), ("t2", 4)]
    let batch = try TrajectoryBatch(
      building: rows.enumerated().map { index, row in
        Episode(
          task: row.0, name: "e\(index)", status: .failure,
          turns: [Turn(state: "s", reward: row.1, decisions: [Decision(agent: "a", action: "x")])], final: "Z"
        )
      })
    let found = try MethodRequest(call + (call.contains("(") ? "," : "(") + "reward=trace,fit=folds,folds=2)")
      .attribute(batch, in: AttributionContext()).credits
    expectEqual(found, [-5, 2.5, -3, -4, 4.5, -2], within: 1e-12)
  }

  /// COMA by hand: at one state x earned 4 and 2, y 0 in the other groups; x is taken in half of all decisions.
  @Test func comaOfOthers() throws {
    let rows = [("t0", "x", 4.0), ("t1", "y", 0), ("t2", "x", 2), ("t3", "y", 9)]
    let batch = try TrajectoryBatch(
      building: rows.enumerated().map { index, row in
        Episode(
          task: row.0, name: "e\(index)", status: .failure,
          turns: [
            Turn(
              state: "s", reward: row.2, decisions: [Decision(agent: "a", action: row.1)], privileged: "s")
          ], final: "Z")
      })
    // e3: Q(y) = 0 and Q(x) = 3 of the others, with half of the policy each.
    let found = try MethodRequest("coma_learned(reward=trace,objective=mc,fit=folds)")
      .attribute(batch, in: AttributionContext()).credits
    expectEqual(found, [2 - 3.25, 9 - 6, 4 - 4.25, 0 - 1.5], within: 1e-12)
  }

  /// What no other group shows is worth the mean of its turn's number and earns nothing, unless it is an error.
  @Test(arguments: ["coma_learned(", "vdn(", "archer("]) func whatIsNotMet(_ call: String) throws {
    var episodes = Self.episodes(seed: 3)
    episodes[5].turns = [
      Turn(
        state: "lonely", reward: 8,
        decisions: [Decision(agent: "p", action: "x", observation: "lonely")], privileged: "lonely")
    ]
    let batch = try TrajectoryBatch(building: episodes)
    let found = try request(call).attribute(batch, in: AttributionContext()).credits
    #expect(found[batch.decisions(ofEpisode: 5).lowerBound] == 0)
    #expect(throws: AttributionError.self) {
      try request(call, "fit=folds,unmet=error").attribute(batch, in: AttributionContext())
    }
  }

  @Test func otherEpisodesAreNeeded() throws {
    let batch = try TrajectoryBatch(building: Self.episodes(seed: 3))
    for call in Self.calls {
      #expect(throws: AttributionError.self) {
        try request(call, "fit=other").attribute(batch, in: AttributionContext())
      }
    }
  }
}
