import Glibc
import Scenarios
import Testing
import TestSupport
import Trajectories
import Simulation

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
}
