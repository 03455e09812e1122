import Foundation
import Ground
import TestSupport
import Testing
import Trajectories

@testable import Simulation

/// Outcomes that are made of independent parts, drawn part by part where there are too many to list.
@Suite struct ProductTests {
  /// Agents who each keep a light on or off, all at once. What an agent does decides with which chance its own light is on next;
  /// the reward of a turn is the share of lights that are on.
  struct Lights: Scenario {
    let count: Int
    var startsAnywhere = false
    var flaw = Flaw.none
    enum Flaw: Sendable { case none, sum, negative, empty, nested, mapped, reward, ending, cancelling }

    static let chances = [0.125, 0.5, 0.875]

    struct State: Hashable, Sendable {
      var on: UInt64 = 0
      var turn = 0
    }

    var agents: [AgentID] { (0..<count).map { AgentID("a\($0)") } }
    let horizon = 3
    var initialStates: Distribution<State> {
      guard startsAnywhere else { return Distribution(State()) }
      return .product(of: Array(repeating: .uniform([false, true]), count: count)) {
        State(on: Self.bits($0))
      }
    }
    func actingAgents(in state: State) -> [AgentID] { state.turn < 3 ? agents : [] }
    func legalActions(for agent: AgentID, in state: State) -> [Int] { [0, 1, 2] }
    func observation(for agent: AgentID, in state: State) -> Bool {
      agents.firstIndex(of: agent).map { state.on >> UInt64($0) & 1 == 1 } ?? false
    }
    func step(_ state: State, _ actions: JointAction<Int>) -> Distribution<Transition<State>> {
      var lights = actions.actions.map { action in
        Distribution(true, probability: Self.chances[action], otherwise: false)
      }
      switch flaw {
      case .sum: lights[1] = Distribution([(true, 0.5), (false, 0.25)])
      case .negative: lights[1] = Distribution([(true, 1.5), (false, -0.5)])
      case .empty: lights[1] = Distribution([])
      case .nested: lights[1] = .product(of: Array(repeating: .uniform([false, true]), count: 20)) { $0[0] }
      case .cancelling:
        lights[0] = Distribution([(true, 0.5), (false, 0.75)])
        lights[1] = Distribution([(true, 0.4), (false, 0.4)])
      default: break
      }
      let (count, turn, isBad) = (Double(count), state.turn + 1, flaw == .reward)
      let next = Distribution.product(of: lights) { lights in
        Transition(
          to: State(on: Self.bits(lights), turn: turn),
          reward: isBad ? .nan : Double(lights.count { $0 }) / count)
      }
      return flaw == .mapped ? next.map { $0 } : next
    }
    func endings(in state: State) -> Distribution<Ending> {
      guard flaw == .ending else { return Distribution(Ending(.failure)) }
      return .product(of: Array(repeating: .uniform([0, 1]), count: 12)) { _ in Ending(.failure) }
    }

    static func bits(_ lights: [Bool]) -> UInt64 {
      lights.enumerated().reduce(0) { $0 | ($1.element ? 1 << UInt64($1.offset) : 0) }
    }
  }

  @Test func smallProductsAreListed() {
    let product = Distribution.product(of: [
      Distribution("a", probability: 0.25, otherwise: "b"), Distribution([("c", 0), ("d", 1)]),
      .uniform(["e", "f"]),
    ]) { $0.joined() }
    #expect(product.isListed)
    #expect(product.outcomes.map(\.element) == ["ade", "adf", "bde", "bdf"])
    #expect(product.outcomes.map(\.probability) == [0.125, 0.125, 0.375, 0.375])
    let nothing = Distribution<String>.product(of: [Distribution<Int>]()) { "\($0)" }
    #expect(nothing.outcomes.map(\.element) == ["[]"])
    let lights = { (count: Int) in
      Distribution.product(of: Array(repeating: .uniform([false, true]), count: count)) { $0 }
    }
    #expect(lights(10).isListed && lights(10).outcomes.count == Distribution<[Bool]>.listLimit)
    #expect(!lights(11).isListed && lights(11).outcomes.isEmpty)
  }

  /// Five agents can be solved: three turns in which half of the lights are on.
  @Test func whatIsListedIsSolved() throws {
    let mdp = try TurnMDP(compiling: Lights(count: 5))
    let solution = try ExactSolution(of: mdp, under: .behaviour(of: mdp))
    #expect(near([solution.value], [1.5]))
  }

  /// Many agents: the mean return is 3/2 with the variance 3 · (1/4) / 39 an episode, each light is on in half of the turns, and pairs
  /// of lights know nothing of each other. Each of 741 + 41 checks fails by chance with less than 1e-9 (6.2 standard errors).
  @Test(arguments: [false, true]) func manyAreDrawnFactorByFactor(startsAnywhere: Bool) throws {
    let (count, episodes) = (39, 4000)
    let scenario = Lights(count: count, startsAnywhere: startsAnywhere)
    let played = try LazySimulator(scenario, policy: BehaviourPolicy()).play(
      Rollouts.Plan(groups: episodes, groupSize: 1, seed: 7), threads: 1)
    let batch = played.batch
    let mean = batch.turns.reward.reduce(0, +) / Double(episodes)
    #expect(abs(mean - 1.5) < 6.2 * (3.0 / 4 / Double(count) / Double(episodes)).squareRoot())
    let rows: [[Double]] = (0..<count).map { agent in
      batch.turns(of: 0).isEmpty
        ? []
        : (0..<episodes).map { episode in
          // What is seen before the second turn was drawn in the first.
          let decision = batch.decisions(of: batch.turns(of: episode).lowerBound + 1).lowerBound + agent
          return batch.symbols.keys[batch.decisions.observation?[decision] ?? 0] == "true" ? 1 : -1
        }
    }
    let slack = 6.2 * Double(episodes).squareRoot()
    for (agent, row) in rows.enumerated() {
      #expect(abs(row.reduce(0, +)) < slack)
      for other in rows[..<agent] { #expect(abs(zip(row, other).reduce(0) { $0 + $1.0 * $1.1 }) < slack) }
    }
    guard startsAnywhere else { return }
    let first = (0..<episodes).reduce(0.0) { sum, episode in
      let turn = batch.turns(of: episode).lowerBound
      return sum
        + batch.decisions(of: turn).reduce(0) {
          $0 + (batch.symbols.keys[batch.decisions.observation?[$1] ?? 0] == "true" ? 1 : -1)
        }
    }
    #expect(abs(first) < 6.2 * Double(episodes * count).squareRoot())
  }

  /// More joint actions than an integer tells apart are refused, not counted wrongly.
  @Test func tooManyJointActions() throws {
    let lights = try LazySimulator(Lights(count: 40), policy: BehaviourPolicy())
    let error = #expect(throws: ScenarioError.self) {
      try lights.play(Rollouts.Plan(groups: 1, groupSize: 1, seed: 0), threads: 1)
    }
    #expect(error == .tooManyEntries(of: "joint actions of a state", limit: Int.max / 2))
  }

  /// Episodes of a group share their start, also where it is drawn factor by factor.
  @Test func groupsShareTheirStart() throws {
    let played = try LazySimulator(Lights(count: 30, startsAnywhere: true), policy: BehaviourPolicy()).play(
      Rollouts.Plan(groups: 5, groupSize: 4, seed: 1), threads: 2)
    let starts = (0..<20).map { played.node[played.batch.turns(of: $0).lowerBound] }
    for group in 0..<5 { #expect(Set(starts[4 * group..<4 * group + 4]).count == 1) }
    #expect(Set(starts).count == 5)
  }

  /// Continuations repeat what was recorded, and are the same whether or not what they meet is numbered (agents that remember
  /// need numbers), for any number of threads.
  @Test func continuations() throws {
    let scenario = Lights(count: 33, startsAnywhere: true)
    var returns: [[Double]] = []
    for memory in [Memory.lastObservation, .history] {
      let played = try LazySimulator(scenario, policy: BehaviourPolicy(), memory: memory).play(
        Rollouts.Plan(groups: 6, groupSize: 2, seed: 3), threads: 1)
      let recorded = Replay(of: played, noise: .recorded, seed: 4)
      for episode in 0..<12 {
        let turns = played.batch.turns(of: episode)
        let again = recorded.play(
          episode: episode, turn: 1, row: nil, slot: Replay.noSlot, alternative: 0, continuation: 0)
        let rest = turns.dropFirst().reduce(0) { $0 + played.batch.turns.reward[$1] }
        #expect(near([again.return], [rest]))
      }
      let requests = (0..<12).map { ReplayRequest(episode: $0, turn: 0, .resampled) }
      let replay = Replay(of: played, noise: .independent, seed: 5)
      returns.append(try replay.continuations(of: requests, count: 20).returns)
      #expect(try replay.continuations(of: requests, count: 20, threads: 3).returns == returns.last)
    }
    #expect(returns[0] == returns[1])
    #expect(Set(returns[0]).count > 20)
  }

  @Test func conforms() {
    #expect(ConformanceChecker(episodes: 20).violations(of: Lights(count: 40, startsAnywhere: true)) == [])
  }

  @Test func whatIsNotListedIsNotSolved() throws {
    let start = #expect(throws: ScenarioError.self) {
      try TurnMDP(compiling: Lights(count: 12, startsAnywhere: true))
    }
    #expect(start == .factored(place: "initial states", limit: 1024))
    let step = #expect(throws: ScenarioError.self) { try TurnMDP(compiling: Lights(count: 11)) }
    #expect(step?.description.contains("more than 1024 outcomes, which are drawn factor by factor") == true)
    let bounded = #expect(throws: ScenarioError.self) {
      try BoundedValue(of: Lights(count: 11), under: BehaviourPolicy(), memory: .lastObservation, to: 0)
    }
    #expect(bounded?.description.contains("drawn factor by factor") == true)
  }

  @Test(arguments: [
    (Lights.Flaw.sum, "found factor 2 of a product with probabilities that sum to 0.75"),
    (.negative, "found factor 2 of a product with probability -0.5"),
    (.empty, "found factor 2 of a product with an empty distribution"),
    (.nested, "found factor 2 of a product with outcomes that are not listed"),
    (.cancelling, "found factor 1 of a product with probabilities that sum to 1.25"),
    (.mapped, "found a product of more than 1024 outcomes that is transformed"),
    (.reward, "found reward nan"),
  ])
  func flaws(flaw: Lights.Flaw, words: String) throws {
    for count in [3, 24] where count > 20 || flaw != .mapped {
      let scenario = Lights(count: count, flaw: flaw)
      let error = #expect(throws: ScenarioError.self) {
        _ = try LazySimulator(scenario, policy: BehaviourPolicy()).play(
          Rollouts.Plan(groups: 1, groupSize: 1, seed: 0), threads: 1)
      }
      #expect(error?.description.contains(words) == true, "\(String(describing: error))")
      #expect(
        ConformanceChecker(episodes: 2).violations(of: scenario).contains { $0.description.contains(words) })
    }
    // Endings are few, and must be listed.
    let error = #expect(throws: ScenarioError.self) {
      _ = try LazySimulator(Lights(count: 3, flaw: .ending), policy: BehaviourPolicy()).play(
        Rollouts.Plan(groups: 1, groupSize: 1, seed: 0), threads: 1)
    }
    #expect(error?.description.contains("endings") == true)
  }
}
