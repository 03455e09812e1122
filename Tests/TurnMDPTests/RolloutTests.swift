import Glibc
import Scenarios
import Testing
import Trajectories
import TurnMDP

@Suite struct RolloutTests {
  static let names = ScenarioCatalogue.builtIn.map(\.name)

  @Test(arguments: names) func threadsDoNotChangeABit(name: String) throws {
    let mdp = try compiled(name)
    let plan = Rollouts.Plan(groups: 300, groupSize: 16, seed: 11, batch: 3)
    let one = Rollouts.simulate(plan, on: mdp, policy: .behaviour(of: mdp), threads: 1)
    let three = Rollouts.simulate(plan, on: mdp, policy: .behaviour(of: mdp), threads: 3)
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
    let rollouts = Rollouts.simulate(
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
    let policy = Policy.behaviour(of: mdp)
    let rollouts = Rollouts.simulate(
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
      Rollouts.simulate(
        Rollouts.Plan(groups: 20, groupSize: 4, seed: seed, batch: batch), on: mdp,
        policy: .behaviour(of: mdp))
    }
    #expect(simulate(0, 1).choice == simulate(0, 1).choice)
    #expect(simulate(0, 1).choice != simulate(1, 1).choice)
    #expect(simulate(0, 1).choice != simulate(0, 2).choice)
  }

  /// Six agents need two blocks of draws a turn: all twelve actions must occur about half the time (5.1 standard
  /// errors of 20,000 draws: false alarms below 6 · 4e-7), and no two agents may act alike.
  @Test func manyAgentsDrawIndependently() throws {
    let mdp = try compiled("or", [("agents", "6")])
    let rollouts = Rollouts.simulate(
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

@Suite struct ReplayTests {
  /// In a deterministic scenario the recorded actions lead to what was recorded.
  @Test func recordedActionsReproduceADeterministicEpisode() throws {
    let mdp = try compiled("and")
    let rollouts = Rollouts.simulate(
      Rollouts.Plan(groups: 64, groupSize: 1, seed: 3), on: mdp, policy: .uniform(on: mdp))
    let replay = Replay(of: rollouts, seed: 8)
    for episode in 0..<64 {
      let result = try replay.play(episode: episode, turn: 0, first: .recorded, continuation: 5)
      #expect(result.return == rollouts.batch.turns.reward[episode])
      #expect(result.status == rollouts.batch.episodes.status[episode])
    }
  }

  /// The mean of 20,000 replays of one intervention against the exact Q: within 5.1 standard errors of a return in
  /// 0...1 (at most .5 each): false alarms below 4e-7.
  @Test func replaysAverageToTheExactActionValue() throws {
    let mdp = try compiled("relay")
    let policy = Policy.behaviour(of: mdp)
    let solution = try ExactSolution(of: mdp, under: policy)
    let rollouts = Rollouts.simulate(Rollouts.Plan(groups: 4, groupSize: 1, seed: 4), on: mdp, policy: policy)
    let replay = Replay(of: rollouts, seed: 21)
    for (turn, action) in [(0, "look-cache"), (2, "patch-parser")] {
      let index = rollouts.batch.turns(of: 1).lowerBound + turn
      let cell = solution.cells.index(turn: turn, node: Int(rollouts.node[index]))
      let node = Int(rollouts.node[index])
      let slot = mdp.nodes.slots(of: node).lowerBound
      let choices = mdp.information.choices(of: Int(mdp.nodes.slotInformation[slot]))
      let row = try #require(
        choices.firstIndex { mdp.symbols.actions[mdp.information.choiceAction[$0]] == action })
      let agent = mdp.agents[Int(mdp.information.agent[Int(mdp.nodes.slotInformation[slot])])]
      var sum = 0.0
      for continuation in 0..<20_000 {
        sum += try replay.play(
          episode: 1, turn: turn, first: .replacing(agent, action: action), continuation: continuation
        ).return
      }
      let exact = solution.cells.actionValue[solution.cells.rowStart[cell] + (row - choices.startIndex)]
      #expect(abs(sum / 20_000 - exact) < 5.1 * 0.5 / 20_000.0.squareRoot())
    }
  }

  @Test func wrongRequestsAreErrors() throws {
    let mdp = try compiled("relay")
    let rollouts = Rollouts.simulate(
      Rollouts.Plan(groups: 1, groupSize: 1, seed: 4), on: mdp, policy: .behaviour(of: mdp))
    let replay = Replay(of: rollouts, seed: 0)
    #expect(throws: ReplayError.noSuchEpisode(found: 1, count: 1)) {
      try replay.play(episode: 1, turn: 0, first: .recorded)
    }
    #expect(throws: ReplayError.noSuchTurn(found: -1, count: rollouts.batch.turnCount)) {
      try replay.play(episode: 0, turn: -1, first: .recorded)
    }
    #expect(throws: ReplayError.doesNotAct(agent: "coder", acting: ["planner"])) {
      try replay.play(episode: 0, turn: 0, first: .replacing("coder", action: "approve"))
    }
    #expect(throws: ReplayError.noSuchContinuation(found: 1 << 24, limit: 1 << 24)) {
      try replay.play(episode: 0, turn: 0, first: .resampled, continuation: 1 << 24)
    }
    do throws(ReplayError) {
      _ = try replay.play(episode: 0, turn: 0, first: .replacing("planner", action: "look-cach"))
      Issue.record("an illegal action was played")
    } catch {
      #expect(
        error.description
          == "Action \"look-cach\" of agent \"planner\" is not legal at that turn. Did you mean \"look-cache\"?"
      )
    }
  }
}
