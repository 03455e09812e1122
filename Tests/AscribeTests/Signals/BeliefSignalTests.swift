@testable import Ascribe
import CreditMethods
import Foundation
import Simulation
import TestSupport
import Testing
import Trajectories

/// Beliefs are the posteriors of what is public, found by going through all histories.
@Suite struct BeliefSignalTests {
  /// Every history of a scenario under its policy with its probability, summed up by what a trace has shown of it.
  private struct Histories {
    /// What was shown, and the probability of that and of success besides.
    private(set) var shown: [String: (weight: Double, success: Double)] = [:]
    private let solution: ExactSolution

    init(_ solution: ExactSolution) {
      self.solution = solution
      for start in solution.mdp.start { walk(Int(start.node), turn: 0, start.probability, []) }
    }

    /// Goes on from a node; returns the probability of success together with the history.
    private mutating func walk(_ node: Int, turn: Int, _ weight: Double, _ past: [String]) {
      let (mdp, nodes) = (solution.mdp, solution.mdp.nodes)
      let past = past + [Self.look(node, mdp, isEnd: turn == mdp.horizon)]
      if turn == mdp.horizon || nodes.isTerminal(node) {
        let success = nodes.endings(of: node).reduce(0.0) {
          nodes.endingStatus[$1] == .success ? $0 + nodes.endingProbability[$1] : $0
        }
        for length in stride(from: 1, through: past.count, by: 2) {
          let key = past.prefix(length).joined(separator: " > ")
          shown[key, default: (0, 0)].weight += weight
          shown[key, default: (0, 0)].success += weight * success
        }
        return
      }
      for (row, index) in nodes.rows(of: node).enumerated() {
        let choices = mdp.choices(ofRow: row, in: node)
        let probability = choices.reduce(1) { $0 * solution.policy.probability[$1] }
        guard probability > 0 else { continue }
        let actions = choices.map { mdp.symbols.actions[mdp.information.choiceAction[$0]] }
        for outcome in nodes.outcomes(of: index) {
          walk(
            Int(nodes.outcomeNode[outcome]), turn: turn + 1,
            weight * probability * nodes.outcomeProbability[outcome], past + [actions.joined(separator: "+")])
        }
      }
    }

    /// What is shown of a node: its public key, and who may do what.
    private static func look(_ node: Int, _ mdp: TurnMDP, isEnd: Bool) -> String {
      guard !isEnd, !mdp.nodes.isTerminal(node) else {
        return "end \(mdp.symbols.keys[mdp.nodes.publicKey[node]])"
      }
      let slots = mdp.nodes.slots(of: node).map { slot in
        let agent = mdp.information.agent[Int(mdp.nodes.slotInformation[slot])]
        return "\(agent): \(mdp.legalActions(ofSlot: slot).joined(separator: ","))"
      }
      return "\(mdp.symbols.keys[mdp.nodes.publicKey[node]]) \(slots)"
    }

    /// The beliefs of an episode.
    func beliefs(of episode: Int, in rollouts: Rollouts) -> [Double] {
      let (batch, mdp) = (rollouts.batch, solution.mdp)
      var past: [String] = []
      var beliefs: [Double] = []
      for turn in batch.turns(of: episode) {
        past.append(Self.look(Int(rollouts.node[turn]), mdp, isEnd: false))
        beliefs.append(share(past))
        past.append(
          batch.decisions(of: turn).map { mdp.symbols.actions[batch.decisions.action[$0]] }.joined(
            separator: "+"))
      }
      past.append("end \(mdp.symbols.keys[batch.episodes.final[episode]])")
      return beliefs + [share(past)]
    }

    private func share(_ past: [String]) -> Double {
      let found = shown[past.joined(separator: " > ")] ?? (0, .nan)
      return found.success / found.weight
    }
  }

  private func beliefs(
    _ scenario: String, _ settings: String, _ signal: BeliefSignal, episodes: Int = 64
  ) throws -> (SignalFixture, Rollouts, turns: [Double], final: [Double]) {
    let fixture = try SignalFixture(
      scenario, settings, episodes: episodes, telling: .with { $0.belief = signal })
    let rollouts = try fixture.judged().rollouts
    return (
      fixture, rollouts, try #require(rollouts.batch.turns.belief),
      try #require(rollouts.batch.episodes.finalBelief)
    )
  }

  @Test(arguments: [
    ("relay", "components=2 horizon=5"), ("memory", ""), ("coupling", ""), ("repair", "turns=3 repairTurn=2"),
  ])
  func theBeliefIsThePosteriorOverHistories(scenario: String, settings: String) throws {
    let (fixture, rollouts, turns, final) = try beliefs(scenario, settings, BeliefSignal())
    let histories = Histories(fixture.solution)
    for episode in 0..<rollouts.batch.episodeCount {
      let found = Array(turns[rollouts.batch.turns(of: episode)]) + [final[episode]]
      expectEqual(found, histories.beliefs(of: episode, in: rollouts), within: 1e-10)
    }
    #expect(Set(turns).count > 1)
  }

  /// The state alone: the share of success among all visits of the policy that look the same.
  @Test func aStrangerKnowsTheStateAlone() throws {
    let (fixture, rollouts, turns, final) = try beliefs(
      "relay", "components=2 horizon=5", BeliefSignal(given: .state))
    let (cells, mdp) = (fixture.solution.cells, fixture.solution.mdp)
    for episode in 0..<rollouts.batch.episodeCount {
      for (turn, index) in rollouts.batch.turns(of: episode).enumerated() {
        let key = rollouts.batch.turns.state[index]
        var (weight, success) = (0.0, 0.0)
        // In this scenario the public state says who acts.
        for cell in cells.cells(ofTurn: turn)
        where !cells.stops(cell) && mdp.nodes.publicKey[Int(cells.node[cell])] == key {
          weight += cells.visitation[cell]
          success += cells.visitation[cell] * cells.success[cell]
        }
        #expect(abs(turns[index] - success / weight) < 1e-12)
      }
      #expect(0...1 ~= final[episode])
    }
  }

  @Test func anInsiderKnowsTheNode() throws {
    let (fixture, rollouts, turns, final) = try beliefs(
      "relay", "components=2 horizon=5", BeliefSignal(given: .node))
    let cells = fixture.solution.cells
    for episode in 0..<rollouts.batch.episodeCount {
      for (turn, index) in rollouts.batch.turns(of: episode).enumerated() {
        #expect(turns[index] == cells.success[cells.index(turn: turn, node: Int(rollouts.node[index]))])
      }
      let isSuccess = rollouts.batch.episodes.status[episode] == .success
      #expect(final[episode] == (isSuccess ? 1 : 0))
    }
  }

  /// Noise is normal with the stated deviation: as many are above as below, and 68.27% within one deviation. By
  /// Hoeffding's inequality either share is further off with probability below 1e-6.
  @Test func noiseHasTheStatedSize() throws {
    let settings = "components=2 horizon=6"
    let exact = try beliefs("relay", settings, BeliefSignal(), episodes: 2048).turns
    let noisy = try beliefs("relay", settings, BeliefSignal(noise: 0.04), episodes: 2048).turns
    let errors = zip(exact, noisy).filter { 0.25...0.75 ~= $0.0 }.map { ($0.1 - $0.0) / 0.04 }
    let tolerance = (Double(errors.count) * log(2e6) / 2).squareRoot()
    #expect(errors.count > 1000)
    #expect(abs(Double(errors.count { $0 > 0 }) - 0.5 * Double(errors.count)) < tolerance)
    #expect(abs(Double(errors.count { abs($0) < 1 }) - 0.682689 * Double(errors.count)) < tolerance)
    #expect(noisy.allSatisfy { 0...1 ~= $0 })
  }
}
