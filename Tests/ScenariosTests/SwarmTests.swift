import Testing
import TestSupport
import Trajectories
import Simulation

@testable import Scenarios

struct SwarmTests {
  private func swarm(_ settings: KeyValuePairs<String, String> = [:]) throws -> Swarm {
    try #require(try scenario("swarm", settings) as? Swarm)
  }

  private func after(
    _ state: Swarm.State, _ actions: [SwarmAction], in swarm: Swarm
  ) -> [(transition: Transition<Swarm.State>, probability: Double)] {
    let joint = JointAction(Array(zip(swarm.actingAgents(in: state), actions)))
    return swarm.step(state, joint).outcomes.map { ($0.element, $0.probability) }
  }

  /// Two workers, one shard, three turns: call or urge, work, finish.
  @Test func oneShardByHand() throws {
    let right = { (solve: Double, copy: Double, idle: Double) -> Double in
      let both = solve * solve * 0.64 * (1 - 0.25 / 3)
      let copied = 2 * solve * copy * 0.4 * (1 - 0.5 / 3)
      return both + copied + 2 * solve * idle * 0.4 * (1 - 0.25 / 2)
    }
    let called = 6 * right(0.5, 0.2, 0.3)
    let urged = 2 * right(10.0 / 15, 2.0 / 15, 3.0 / 15)
    let value = (called + urged) / 8.06 * 4 / 8.3
    let settings: KeyValuePairs = [
      "workers": "2", "helpers": "0", "shards": "1", "effort": "0", "horizon": "3",
    ]
    expect(plainValue(of: try swarm(settings)), value)
    expect(try solved("swarm", "workers=2 helpers=0 shards=1 effort=0 horizon=3").value, value)
    expect(try solved("swarm", "workers=2 helpers=0 shards=1 effort=0 horizon=2").value, 0)
  }

  @Test func theDefaultIsWhatAPlainRecursionSays() throws {
    let solution = try solved("swarm")
    expect(solution.value, plainValue(of: try swarm()), within: 1e-10)
    // Effort costs a little, and is seen nowhere else.
    #expect((0.25...0.4).contains(solution.value))
    #expect((0.001...0.02).contains(solution.successProbability - solution.value))
  }

  /// One who solves is enough; more make errors rarer, copies make them likelier, and copies of nothing are bluff.
  @Test func aRoundDependsOnHowManyDidWhat() throws {
    let swarm = try swarm()
    let one = swarm.chances(of: SwarmCounts(fresh: 1, idle: 2))
    expect(one.right, 0.4 * 0.875)
    expect(one.bad, 0.4 * 0.125)
    let tired = swarm.chances(of: SwarmCounts(fresh: 1, tired: 1, copying: 1))
    expect(tired.right + tired.bad, (1 - 0.6 * 0.8) + 0.6 * 0.8 * 0.2 / 3)
    expect(tired.bad, (1 - 0.6 * 0.8) * 0.25 * 2 / 4 + 0.6 * 0.8 * 0.2 / 3)
    let copies = swarm.chances(of: SwarmCounts(copying: 3))
    expect(copies.right, 0)
    expect(copies.bad, 0.2)
    let nobody = swarm.chances(of: SwarmCounts(idle: 3))
    #expect(nobody.right == 0 && nobody.bad == 0)
  }

  /// Who works is tired in the next round; a round costs effort; helpers go with their shard.
  @Test func aRoundLeavesWorkersTired() throws {
    let swarm = try swarm()
    let state = Swarm.State(step: .work, tired: 0b0011, helpers: 1)
    let outcomes = after(state, [.solve, .idle, .copy, .solve], in: swarm)
    #expect(outcomes.count == 3)
    expect(outcomes.reduce(0) { $0 + $1.probability }, 1)
    for (transition, _) in outcomes {
      expect(transition.reward, -0.002)
      let next = transition.state
      #expect(next.step == .coordinate)
      #expect(
        next.done == 0 ? next.tired == 0b1001 && next.helpers == 1 : next.tired == 1 && next.helpers == 0)
    }
  }

  /// A helper has an id of its own, and acts from its spawning to the end of its shard.
  @Test func helpersActOnlyWhenSpawned() throws {
    let swarm = try swarm(["helpers": "2"])
    #expect(
      swarm.agents.map(\.name) == ["coordinator", "worker-1", "worker-2", "worker-3", "helper-1", "helper-2"])
    let spawned = try #require(after(Swarm.State(), [.spawn], in: swarm).first?.transition.state)
    #expect(swarm.actingAgents(in: spawned).map(\.name) == ["worker-1", "worker-2", "worker-3", "helper-1"])
    let full = Swarm.State(helpers: 2)
    #expect(!swarm.legalActions(for: Swarm.coordinator, in: full).contains(.spawn))
    let play = try LazyPlay("swarm", ["shards": "3", "horizon": "40"], episodes: 20)
    #expect(
      play.actors.contains { $0.contains("helper-1") } && play.actors.contains { !$0.contains("helper-1") })
  }

  /// Squads take rounds in turn.
  @Test func squadsTakeTurns() throws {
    let swarm = try swarm(["workers": "4", "squads": "2", "helpers": "0"])
    let state = Swarm.State(step: .work, squad: 1)
    #expect(swarm.actingAgents(in: state).map(\.name) == ["worker-3", "worker-4"])
    #expect(after(state, [.solve, .idle], in: swarm).allSatisfy { $0.transition.state.squad == 0 })
    #expect(after(state, [.solve, .idle], in: swarm).allSatisfy { $0.transition.state.tired == 0b0100 })
  }

  @Test func auditsFindBadShards() throws {
    let swarm = try swarm()
    let chance = { (done: UInt8, bad: UInt8) in
      self.after(Swarm.State(done: done, bad: bad), [.audit], in: swarm)
        .first { $0.transition.state.done < done }
    }
    expect(chance(3, 2)?.probability, 0.7)
    #expect(chance(3, 2)?.transition.state.bad == 1)
    expect(chance(3, 0)?.probability, 0.04)
    #expect(chance(0, 0) == nil)
  }

  @Test func sizesMustFit() throws {
    let message = { (settings: KeyValuePairs<String, String>) -> String? in
      (#expect(throws: ScenarioError.self) { try scenario("swarm", settings) })?.description
    }
    #expect(
      message(["workers": "5", "squads": "2"])
        == "parameter \"squads\": found 2; expected a number that divides the 5 workers.")
    #expect(
      message(["workers": "32", "helpers": "8"])
        == "parameter \"squads\": found 40 agents that may act at once; expected at most 39, helpers included."
    )
  }

  /// Joint actions of all 39 are more than 32 bits tell apart, and are never listed.
  @Test func allAtOnce() throws {
    let scenario = try scenario("swarm", ["workers": "31", "helpers": "8", "shards": "4", "horizon": "30"])
    #expect(throws: ScenarioError.tooManyEntries(of: "joint actions", limit: Int(Int32.max))) {
      try TurnMDP(compiling: scenario)
    }
    let played = try LazySimulator(scenario, policy: BehaviourPolicy()).play(
      Rollouts.Plan(groups: 12, groupSize: 1, seed: 1), threads: 1)
    let most = (0..<played.batch.turnCount).map { played.batch.decisions(of: $0).count }.max() ?? 0
    #expect(most > 31)
    // What was done is found again among all that could be.
    let replay = Replay(of: played, noise: .recorded, seed: 0)
    for episode in 0..<played.batch.episodeCount {
      let turns = played.batch.turns(of: episode)
      let recorded = turns.reduce(0) { $0 + played.batch.turns.reward[$1] }
      let again = replay.play(
        episode: episode, turn: 0, row: played.row(ofTurn: turns.lowerBound), slot: Replay.noSlot,
        alternative: 0, continuation: 0)
      #expect(again.turns == turns.count)
      expect(again.return, recorded)
    }
  }

  @Test(arguments: 1...4) func drawnSettingsConform(seed: UInt64) throws {
    let settings = drawnSettings(
      [
        "workers": 1...3, "helpers": 0...1, "shards": 1...2, "horizon": 5...9, "chores": 0...1,
        "skill": 0.1...0.8,
        "slip": 0.05...0.55, "bluff": 0.05...0.8, "auditing": 0.1...0.95, "freeRiding": 0.1...3,
        "tolerance": 0...1,
      ], seed: seed)
    for effort in ["0", "0.003"] {
      let scenario = try ScenarioCatalogue.entry(named: "swarm").scenario(settings + [("effort", effort)])
      let found = ConformanceChecker(episodes: 60, seed: seed).violations(of: scenario)
      #expect(found == [], "\(settings), effort \(effort)")
    }
  }

  /// Eight workers and up to three helpers at once, played lazily.
  @Test func theLargeSizeIsLong() throws {
    let play = try LazyPlay("swarm", episodes: 8)
    #expect((80...180).contains(play.meanTurns))
    #expect((200_000...1_000_000).contains(play.meanTokens))
    #expect(play.actors.allSatisfy { $0.count >= 17 })
  }

  /// Sixteen at once and their helpers are still played.
  @Test func sixteenActAtOnce() throws {
    let play = try LazyPlay("swarm", ["squads": "1", "horizon": "12"], episodes: 2)
    #expect(play.turns == [12, 12] && play.actors.allSatisfy { $0.count >= 17 })
  }
}
