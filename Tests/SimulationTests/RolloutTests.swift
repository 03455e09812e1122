import Glibc
import Ground
import Scenarios
import Testing
import TestSupport
import Trajectories

@testable import Simulation

@Suite struct RolloutTests {
  static let names = ScenarioCatalogue.builtIn.map(\.name)

  @Test(arguments: [(0, 8), (8, 0), (-1, 8), (-2, -3), (Int.max, 2), (1 << 20, 1 << 20)])
  func plansOfOtherNumbersAreRefused(groups: Int, groupSize: Int) throws {
    let mdp = try compiled("or")
    let plan = Rollouts.Plan(groups: groups, groupSize: groupSize, seed: 1)
    let error = RolloutError.episodesNotAccepted(groups: groups, groupSize: groupSize)
    #expect(throws: error) { try Rollouts.simulate(plan, on: mdp, policy: .uniform(on: mdp)) }
    #expect(throws: error) { try CompiledSimulator(mdp, policy: .uniform(on: mdp)).play(plan, threads: 1) }
    let scenario = try ScenarioCatalogue.entry(named: "or").scenario()
    #expect(throws: error) { try LazySimulator(scenario, policy: UniformPolicy()).play(plan) }
    #expect(
      error.description
        == "A plan has \(groups) groups of \(groupSize) episodes; accepted: at least 1 of each, and at most 2147483647 "
        + "episodes in all.")
  }

  @Test(arguments: names) func threadsDoNotChangeABit(name: String) throws {
    let mdp = try compiled(name)
    let plan = Rollouts.Plan(groups: 300, groupSize: 16, seed: 11, batch: 3)
    let one = try Rollouts.simulate(plan, on: mdp, policy: .behaviour(of: mdp), threads: 1)
    let three = try Rollouts.simulate(plan, on: mdp, policy: .behaviour(of: mdp), threads: 3)
    #expect(one.node == three.node)
    #expect(one.choice == three.choice)
    #expect(one.batch.turns.reward == three.batch.turns.reward)
    #expect(one.batch.episodes.turnStart == three.batch.episodes.turnStart)
    #expect(one.batch.turns.decisionStart == three.batch.turns.decisionStart)
    #expect(one.batch.episodes.status == three.batch.episodes.status)
  }

  /// The mean of 10,000 episodes within 5.1 standard errors of the exact value, the error taken from the exact variance:
  /// false alarms at most 4e-7 by the normal limit.
  @Test(arguments: names) func meanReturnIsTheExactValue(name: String) throws {
    let mdp = try compiled(name)
    let solution = try ExactSolution(of: mdp, under: .behaviour(of: mdp))
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: 10_000, groupSize: 1, seed: 5), on: mdp, policy: solution.policy, threads: 2)
    let batch = rollouts.batch
    var sum = 0.0
    for episode in 0..<batch.episodeCount {
      var weight = 1.0
      for turn in batch.turns(of: episode) {
        sum += weight * batch.turns.reward[turn]
        weight *= mdp.discount
      }
    }
    let standardError = (solution.varianceLedger().variance / Double(batch.episodeCount)).squareRoot()
    #expect(abs(sum / Double(batch.episodeCount) - solution.value) <= 5.1 * standardError + 1e-9)
  }

  @Test func columnsAgreeWithTheTables() throws {
    let mdp = try compiled("relay")
    let policy = TabularPolicy.behaviour(of: mdp)
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: 50, groupSize: 4, seed: 2), on: mdp, policy: policy)
    let batch = rollouts.batch
    #expect(batch.episodeCount == 200)
    #expect(batch.decisions.agent.count == batch.decisions.logProbability?.count)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      #expect((1...mdp.horizon).contains(turns.count))
      #expect(batch.taskName(of: episode) == "b0-g\(episode / 4)")
      #expect(batch.episodeName(episode) == "b0-e\(episode)")
      // Episodes of a group share their start.
      #expect(rollouts.node[turns.lowerBound] == rollouts.node[batch.turns(of: episode / 4 * 4).lowerBound])
      for turn in turns {
        #expect(
          batch.symbols.keys[batch.turns.state[turn]]
            == mdp.symbols.keys[mdp.nodes.publicKey[Int(rollouts.node[turn])]])
        for decision in batch.decisions(of: turn) {
          let choice = Int(rollouts.choice[decision])
          #expect(batch.decisions.logProbability?[decision] == policy.logProbability[choice])
          #expect(policy.probability[choice] > 0)
        }
      }
    }
  }

  @Test func batchesOfOneSeedDiffer() throws {
    let mdp = try compiled("relay")
    let simulate = { (batch: UInt32, seed: UInt64) in
      try Rollouts.simulate(
        Rollouts.Plan(groups: 20, groupSize: 4, seed: seed, batch: batch), on: mdp,
        policy: .behaviour(of: mdp))
    }
    #expect(try simulate(0, 1).choice == simulate(0, 1).choice)
    #expect(try simulate(0, 1).choice != simulate(1, 1).choice)
    #expect(try simulate(0, 1).choice != simulate(0, 2).choice)
  }

  /// Six agents need two blocks of draws a turn: all twelve actions must occur about half the time (5.1 standard
  /// errors of 20,000 draws: false alarms below 6 · 4e-7), and no two agents may act alike.
  @Test func manyAgentsDrawIndependently() throws {
    let mdp = try compiled("or", [("agents", "6")])
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: 20_000, groupSize: 1, seed: 9), on: mdp, policy: .uniform(on: mdp))
    let first = (0..<6).map { slot in
      (0..<20_000).map {
        rollouts.choice[6 * $0 + slot] - Int32(mdp.information.choices(of: slot).lowerBound)
      }
    }
    for slot in 0..<6 {
      let share = Double(first[slot].count { $0 == 0 }) / 20_000
      #expect(abs(share - 0.5) < 5.1 * 0.5 / 20_000.0.squareRoot())
      for other in 0..<slot {
        let alike = Double(zip(first[slot], first[other]).count { $0 == $1 }) / 20_000
        #expect(abs(alike - 0.5) < 5.1 * 0.5 / 20_000.0.squareRoot())
      }
    }
  }

  /// Runs of episodes that are played in step are those that are played one after the other.
  @Test(arguments: ["relay", "coupling", "dec-tiger", "swarm", "service"], [1, 7, 40])
  func episodesInStepAreThoseInTurn(name: String, count: Int) throws {
    let mdp = try compiled(name)
    let policy = TabularPolicy.uniform(on: mdp)
    let walker = Walker(mdp, policy)
    let plan = Rollouts.Plan(groups: 50, groupSize: 3, seed: 11, batch: 4)
    let starts = StartSampler(mdp.start, plan)
    var expected = Walked()
    var endings: [Int32] = []
    for episode in 5..<5 + count {
      endings.append(
        walker.play(
          from: starts.node(ofGroup: episode / 3), turn: 0, draws: plan.draws, episode: UInt64(episode),
          into: &expected
        ).ending)
    }
    let lanes = InterleavedWalks.play(
      5..<5 + count, of: plan, on: WalkTable(mdp.nodes), with: walker, from: mdp.start)
    let isSame =
      lanes.flatMap { $0.recorder.outcomes.written.map { Int($0) } } == expected.outcomes
      && lanes.flatMap { $0.recorder.choices.written.map { Int($0) } } == expected.choices
      && lanes.flatMap { $0.episodes.map(\.ending) } == endings
    #expect(isSame)
    #expect(lanes.map(\.episodes.count).reduce(0, +) == count)
    for lane in lanes {
      lane.recorder.outcomes.written.deallocate()
      lane.recorder.choices.written.deallocate()
    }
  }

  /// Tables that are large enough to be played in step; see the walk of `world-speed` in the benchmarks.
  @Test func largeTablesArePlayedInStep() throws {
    let mdp = try TurnMDP(compiling: Ring(places: 40_000))
    let isInStep = mdp.walk != nil
    #expect(isInStep)
    let policy = TabularPolicy.behaviour(of: mdp)
    let plan = Rollouts.Plan(groups: 900, groupSize: 3, seed: 2)
    let played = try Rollouts.simulate(plan, on: mdp, policy: policy, threads: 2)
    let lazy = try LazySimulator(Ring(places: 40_000), policy: BehaviourPolicy()).play(plan)
    var bytes: [[UInt8]] = [[], []]
    TraceWriter.append(played.batch, to: &bytes[0])
    TraceWriter.append(lazy.batch, to: &bytes[1])
    #expect(bytes[0] == bytes[1])
  }
}

/// What an episode does, turn by turn.
private struct Walked: TurnRecorder {
  var choices: [Int] = []
  var outcomes: [Int] = []
  mutating func decide(choice: Int) { choices.append(choice) }
  mutating func finishTurn(outcome: Int) { outcomes.append(outcome) }
}

/// A walk on a ring of places, forwards by two lengths.
private struct Ring: Scenario {
  let places: Int
  let agents: [AgentID] = ["walker"]
  let horizon = 20
  var initialStates: Distribution<Int> { .uniform([0, 1, 2]) }
  func actingAgents(in state: Int) -> [AgentID] { state == 777 ? [] : agents }
  func legalActions(for agent: AgentID, in state: Int) -> [Int] { [1, 2000] }
  func observation(for agent: AgentID, in state: Int) -> Int { state % 5 }
  func step(_ state: Int, _ actions: JointAction<Int>) -> Distribution<Transition<Int>> {
    let to = { Transition(to: $0 % places, reward: Double($0 % 3)) }
    return Distribution(to(state * 7 + actions.only), probability: 0.5, otherwise: to(state + 1))
  }
}
