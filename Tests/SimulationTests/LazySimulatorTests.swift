import Ground
import Scenarios
import Testing
import TestSupport
import Trajectories

@testable import Simulation

/// A world that is explored where episodes come is the one that was compiled.
@Suite struct LazySimulatorTests {
  private static let names = ScenarioCatalogue.builtIn.map(\.name)
  private static let memories: [Memory] = [.lastObservation, .observations(3), .history]

  private func scenario(_ name: String) throws -> any Scenario {
    try ScenarioCatalogue.entry(named: name).scenario(pairs(settingsForHistories[name] ?? ""))
  }

  private func trace(_ rollouts: Rollouts) -> [UInt8] {
    var bytes: [UInt8] = []
    TraceWriter.append(rollouts.batch, to: &bytes)
    return bytes
  }

  private func lazy(_ name: String, _ memory: Memory, _ policy: some Policy) throws -> LazySimulator {
    try LazySimulator(scenario(name), policy: policy, memory: memory)
  }

  @Test(arguments: names, memories)
  func tracesAreTheSameBytes(name: String, memory: Memory) throws {
    let mdp = try TurnMDP(compiling: scenario(name), memory: memory, stateLimit: 300_000)
    let compiled = CompiledSimulator(mdp, policy: .behaviour(of: mdp))
    let lazy = try lazy(name, memory, BehaviourPolicy())
    let plan = Rollouts.Plan(groups: 25, groupSize: 4, seed: 17, batch: 2)
    let expected = trace(try compiled.play(plan, threads: 1))
    for threads in [1, 2, 4] {
      let played = try lazy.play(plan, threads: threads)
      #expect(trace(played) == expected)
      #expect(played.mdp.coverage == .met)
      #expect(played.mdp.nodeCount <= mdp.nodeCount)
    }
  }

  /// Nodes are numbered by the address at which they are met.
  @Test func numbersFollowAddresses() throws {
    let played = try lazy("relay", .history, UniformPolicy()).play(
      Rollouts.Plan(groups: 20, groupSize: 1, seed: 3), threads: 2)
    let again = try lazy("relay", .history, UniformPolicy()).play(
      Rollouts.Plan(groups: 20, groupSize: 1, seed: 3), threads: 1)
    #expect(played.node == again.node)
    #expect(played.choice == again.choice)
    #expect(played.mdp.symbols.keys == again.mdp.symbols.keys)
    #expect(played.mdp.symbols.actions == again.mdp.symbols.actions)
  }

  /// Replays of what did not happen leave what was met, and give what the tables give.
  @Test(arguments: names.filter { $0 != "box-pushing" }, [Memory.lastObservation, .history])
  func replaysAreTheSame(name: String, memory: Memory) throws {
    let mdp = try TurnMDP(compiling: scenario(name), memory: memory, stateLimit: 300_000)
    let plan = Rollouts.Plan(groups: 3, groupSize: 2, seed: 5)
    let compiled = try Rollouts.simulate(plan, on: mdp, policy: .behaviour(of: mdp))
    let lazy = try lazy(name, memory, BehaviourPolicy()).play(plan, threads: 1)
    var requests: [ReplayRequest] = []
    for episode in 0..<compiled.batch.episodeCount {
      let turns = compiled.batch.turns(of: episode)
      for turn in 0..<turns.count {
        let node = Int(compiled.node[turns.lowerBound + turn])
        for (slot, agent) in zip(mdp.nodes.slots(of: node), mdp.actingAgents(of: node)) {
          for action in mdp.legalActions(ofSlot: slot) {
            requests.append(
              ReplayRequest(
                episode: episode, turn: turn, .replacing(mdp.agents[agent], at: turn, by: action)))
          }
        }
        requests.append(ReplayRequest(episode: episode, turn: turn, .resampled))
        requests.append(
          ReplayRequest(
            episode: episode, turn: turn, .following(1, by: nil, in: turn..<mdp.horizon)))
      }
    }
    let expected = try Replay(of: compiled, others: [.uniform(on: mdp)], seed: 9).continuations(
      of: requests, count: 3)
    for threads in [1, 4] {
      let found = try Replay(of: lazy, others: [.uniform(on: lazy.mdp)], seed: 9).continuations(
        of: requests, count: 3, threads: threads)
      #expect(found.returns == expected.returns)
      #expect(found.statuses == expected.statuses)
      #expect(found.scores == expected.scores)
      #expect(found.turns == expected.turns)
      #expect(found.substitutions == expected.substitutions)
    }
  }

  /// A world that forgets again and again what replays met gives the same replays.
  @Test func whatIsForgottenChangesNothing() throws {
    let played = try lazy("relay", .history, UniformPolicy()).play(
      Rollouts.Plan(groups: 1, groupSize: 1, seed: 3), threads: 1)
    let world = try #require(played.mdp.world)
    let draws = PhiloxStream(seed: 8, purpose: .replay, lane: 0)
    let returns = [1_000_000, 0].map { spare in
      let replayer = LazyReplayer(world, policies: [UniformPolicy()], spare: spare)
      return (0..<200).map { branch in
        let finish = replayer.play(
          from: played.node[0], turn: 0, joint: nil, draws: draws, episode: 0, branch: UInt64(branch))
        return [finish.return, Double(finish.turns), finish.score]
      }
    }
    #expect(returns[0] == returns[1])
    #expect(Set(returns[0]).count > 1)
  }

  /// A policy that listens is compiled in a corner of Dec-Tiger; replays leave the corner.
  @Test func replaysLeaveFollowedTables() throws {
    let scenario = try scenario("dec-tiger")
    let listen = try FixedPolicy(["listen"], of: scenario.agents)
    let whole = try PolicyTables(compiling: scenario, under: listen, memory: .history, coverage: .complete)
    let followed = try PolicyTables(compiling: scenario, under: listen, memory: .history)
    #expect(followed.mdp.nodeCount < whole.mdp.nodeCount)
    let plan = Rollouts.Plan(groups: 4, groupSize: 2, seed: 21)
    let opening = Intervention(
      keeping: .nothing,
      [
        .init(of: "agent-0", in: 0..<1, to: .action("open-left")),
        .init(of: "agent-1", in: 1..<2, to: .action("open-right")),
      ])
    let requests = (0..<8).map { ReplayRequest(episode: $0, turn: 0, opening) }
    let outcomes = try [whole, followed].map { tables in
      let rollouts = try Rollouts.simulate(plan, on: tables.mdp, policy: tables.policy)
      return try Replay(of: rollouts, seed: 1).continuations(of: requests, count: 5, threads: 2).returns
    }
    #expect(outcomes[0] == outcomes[1])
    #expect(Set(outcomes[0]).count > 1)
  }

  @Test func brokenRulesAreErrors() throws {
    let scenario = try scenario("dec-tiger")
    #expect(throws: PolicyError.self) {
      try LazySimulator(scenario, policy: try FixedPolicy(["sleep"], of: scenario.agents)).play(
        Rollouts.Plan(groups: 1, groupSize: 1, seed: 0), threads: 1)
    }
    #expect(throws: ScenarioError.tooManyStates(found: 6, limit: 5, memory: .history)) {
      try LazySimulator(scenario, policy: UniformPolicy(), memory: .history, stateLimit: 5).play(
        Rollouts.Plan(groups: 9, groupSize: 9, seed: 0), threads: 1)
    }
    let played = try LazySimulator(scenario, policy: UniformPolicy()).play(
      Rollouts.Plan(groups: 1, groupSize: 1, seed: 0), threads: 1)
    #expect(throws: ReplayError.needsWholeTables) {
      try Replay(of: played, seed: 0).trajectory(
        of: ReplayRequest(episode: 0, turn: 0, .resampled))
    }
  }
}
