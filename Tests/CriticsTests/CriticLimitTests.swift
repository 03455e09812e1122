import CreditMethods
import Critics
import Scenarios
import Testing
import TestSupport
import Trajectories
import Simulation

/// Fitted values against the exact conditional values of Dec-Tiger with two turns.
@Suite struct CriticLimitTests {
  private static let critics: [(method: any CreditMethod.Type, view: CriticView)] = [
    (SymmetricCritic.self, .information), (PintoCritic.self, .privileged), (AsymmetricCritic.self, .both),
  ]

  /// Every (tiger, heard twice) as often as with accuracy 17/20, in 800 episodes: both agents listen first, then listen
  /// after hear-left and open the left door after hear-right. The last turn pays, tiger left: -2, -101 (one opens the
  /// tiger's door), -101, -50 (both); tiger right: -2, 9, 9, 20.
  private func exactProportions() throws -> TrajectoryBatch {
    var episodes: [EpisodeDraft] = []
    let sides = ["left", "right"]
    for tiger in sides {
      for first in sides {
        for second in sides {
          let opening = [first, second].count { $0 == "right" }
          let reward: Double = (tiger == "left" ? [-2, -101, -50] : [-2, 9, 20])[opening]
          let turn = { (heard: [String], reward: Double) in
            TurnDraft(
              state: "any", privileged: tiger, reward: reward,
              decisions: heard.enumerated().map { DecisionDraft(agent: "agent-\($0)", observation: $1) })
          }
          let weight = (first == tiger ? 17 : 3) * (second == tiger ? 17 : 3)
          for copy in 0..<weight {
            episodes.append(
              EpisodeDraft(
                name: "\(tiger)-\(first)-\(second)-\(copy)",
                turns: [turn(["none", "none"], -2), turn([first, second], reward)]))
          }
        }
      }
    }
    return makeBatch(episodes)
  }

  /// One-step advantages of a last turn are reward minus value, so the value is reward minus credit.
  private func lastValues(
    _ method: any CreditMethod.Type, _ batch: TrajectoryBatch, _ attribution: [Double]
  ) -> [(turn: Int, value: Double)] {
    (0..<batch.episodeCount).compactMap { episode in
      batch.turns(of: episode).last.map {
        ($0, batch.turns.reward[$0] - attribution[batch.decisions(of: $0).lowerBound])
      }
    }
  }

  /// Tiger left: .7225 (-2) + .255 (-101) + .0225 (-50) = -28.325; right: .0225 (-2) + .255 · 9 + .7225 · 20 = 16.7.
  /// Heard right twice: P(tiger right) = .7225 / .745, so (.7225 · 20 - .0225 · 50) / .745 = 13.325 / .745.
  @Test func valuesOfTheExactDistribution() throws {
    let batch = try exactProportions()
    #expect(batch.episodeCount == 800)
    let keys = batch.symbols.keys
    let observation = try #require(batch.decisions.observation)
    let privileged = try #require(batch.turns.privileged)
    let symmetric = ["left left": -2, "left right": -46, "right left": -46, "right right": 13.325 / 0.745]
    let pinto = ["left": -28.325, "right": 16.7]
    let settings = "reward=trace advantage=oneStep"
    for (method, view) in Self.critics {
      for (turn, value) in lastValues(method, batch, try credits(method, batch, settings)) {
        let heard = batch.decisions(of: turn).map { keys[observation[$0]] }.joined(separator: " ")
        let expected =
          switch view {
          case .information: symmetric[heard]
          case .privileged: pinto[keys[privileged[turn]]]
          default: batch.turns.reward[turn]
          }
        #expect(abs(value - (try #require(expected))) < 1e-10, "\(method.card.id), \(heard)")
      }
    }
    // The first turn: V(none) = -7.8125 and V(left) = -30.325, so that bootstrapping from what was heard gives
    // -2 + 17.885906 + 7.8125 after hear-right twice, and from the state 0 for every episode.
    let first = try credits(SymmetricCritic.self, batch, settings)
    let state = try credits(PintoCritic.self, batch, settings)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      let heard = batch.decisions(of: turns.lowerBound + 1).map { keys[observation[$0]] }
      let next = try #require(symmetric[heard.joined(separator: " ")])
      let decision = batch.decisions(of: turns.lowerBound).lowerBound
      #expect(abs(first[decision] - (-2 + next + 7.8125)) < 1e-10)
      #expect(abs(state[decision]) < 1e-10)
    }
  }

  /// "Repeat" as above, and a policy that opens doors at random: fitted values of the last turn within 5.6 standard
  /// errors of the sample from the exact conditional values. By the normal limit one cell is beyond with probability
  /// 2.2e-8; there are 2 · (4 + 2 + 8) cells: false alarms below 7e-7.
  @Test(arguments: [
    ["none": [1, 0, 0], "hear-left": [1, 0, 0], "hear-right": [0, 1, 0]],
    ["none": [0.5, 0.25, 0.25], "hear-left": [0.2, 0.1, 0.7], "hear-right": [0.2, 0.7, 0.1]],
  ])
  func valuesOfManyEpisodes(policy: [String: [Double]]) throws {
    let mdp = try TurnMDP(
      compiling: try ScenarioCatalogue.entry(named: "dec-tiger").scenario([("horizon", "2")]))
    let actions = ["listen", "open-left", "open-right"]
    let solution = try ExactSolution(
      of: mdp,
      under: try TabularPolicy(.probabilities, on: mdp) { _, known, action in
        actions.firstIndex(of: action).flatMap { policy[known]?[$0] }
      })
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: 4000, groupSize: 1, seed: 23), on: mdp, policy: solution.policy)
    for (method, view) in Self.critics {
      let exact = solution.conditionalValues(view)
      let fitted = try credits(method, rollouts.batch, "reward=trace advantage=oneStep")
      var samples: [Double: [Double]] = [:]
      var expected: [Double: Double] = [:]
      for (turn, value) in lastValues(method, rollouts.batch, fitted) {
        let rounded = (value * 1e9).rounded()
        samples[rounded, default: []].append(rollouts.batch.turns.reward[turn])
        expected[rounded] = exact[solution.cells.index(turn: 1, node: Int(rollouts.node[turn]))]
      }
      for (value, rewards) in samples {
        let count = Double(rewards.count)
        let mean = rewards.reduce(0, +) / count
        // The fit is the mean of its cell, to begin with.
        #expect(abs(mean - value * 1e-9) < 1e-6)
        let variance = rewards.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
        let distance = abs(mean - (try #require(expected[value])))
        #expect(
          distance <= 1e-9 + 5.6 * (variance / count).squareRoot(), "\(method.card.id): \(mean), \(count)")
      }
    }
  }
}
