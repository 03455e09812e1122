import Ground
import TestSupport
import Testing
import Trajectories

@testable import Simulation

/// Continuations that are played without numbering what they meet, in worlds that leave the road for which they are made.
@Suite struct DirectPlayerTests {
  /// Two agents walk over numbers at once. What they may meet is chosen.
  struct Walk: Scenario {
    enum Twist: CaseIterable, Sendable {
      /// Nothing that needs a closer look.
      case none
      /// An outcome that stands twice, which is merged with the first.
      case repeated
      /// More outcomes than are compared with each other.
      case many
      /// Outcomes of probability 0, the last among them.
      case impossible
    }

    let twist: Twist
    /// A place where rules are broken, if there is one.
    var broken: Int?
    var rule = Rule.reward
    enum Rule: CaseIterable, Sendable { case reward, probability, stranger, ending, request }

    let agents: [AgentID] = ["a", "b"]
    let horizon = 12
    let discount = 0.9
    var initialStates: Distribution<Int> { .uniform([0, 1]) }
    func actingAgents(in state: Int) -> [AgentID] {
      if state == broken, rule == .stranger { return ["c"] }
      return state > 400 ? [] : state % 3 == 0 ? agents : ["b"]
    }
    func legalActions(for agent: AgentID, in state: Int) -> [Int] { agent == "a" ? [1, 2] : [0, 3, 5] }
    func observation(for agent: AgentID, in state: Int) -> Int { state % 4 }
    func behaviour(of agent: AgentID, observing observation: Int, over actions: [Int]) -> [Double] {
      actions.map { Double(1 + ($0 + observation) % 3) }
    }
    func step(_ state: Int, _ actions: JointAction<Int>) -> Distribution<Transition<Int>> {
      let next = 2 * state + actions.actions.reduce(0, +) + 1
      let to = { Transition(to: $0, reward: Double($0 % 7)) }
      if state == broken {
        switch rule {
        case .reward: return Distribution(Transition(to: next, reward: .nan))
        case .probability: return Distribution([(to(next), 0.5)])
        case .request: return Distribution(to(actions["c"]))
        default: break
        }
      }
      switch twist {
      case .none: return Distribution([(to(next), 0.75), (to(state + 1), 0.25)])
      case .repeated:
        return Distribution([
          (to(next), 0.25), (to(state + 1), 0.25), (to(next + 2), 0.25), (to(next), 0.125),
          (to(state + 1), 0.125),
        ])
      case .many: return .uniform((0..<40).map { to(next + $0) })
      case .impossible:
        return Distribution([(to(state), 0), (to(next), 0.5), (to(state + 1), 0.5), (to(7), 0)])
      }
    }
    func endings(in state: Int) -> Distribution<Ending> {
      if state == broken, rule == .ending { return Distribution([]) }
      return Distribution([(.success, 0.5), (Ending(.failure, score: 0.25, reward: -2), 0.5)])
    }
  }

  private static let plan = Rollouts.Plan(groups: 4, groupSize: 2, seed: 5)

  private func requests(_ rollouts: Rollouts) -> [ReplayRequest] {
    (0..<rollouts.batch.episodeCount).flatMap { episode in
      rollouts.batch.turns(of: episode).indices.flatMap { index -> [ReplayRequest] in
        let turn = index - rollouts.batch.turns(of: episode).lowerBound
        return [
          ReplayRequest(episode: episode, turn: turn, .resampled),
          ReplayRequest(episode: episode, turn: turn, .replacing("b", at: turn, by: "3")),
          ReplayRequest(episode: episode, turn: turn, .following(1, by: nil, in: turn..<12)),
          ReplayRequest(
            episode: episode, turn: turn, .deleting(turn: turn, of: "b", absence: .defaultAction)),
        ]
      }
    }
  }

  /// The same returns, statuses, scores and lengths as on tables, whatever the outcomes look like, and the same turns.
  @Test(arguments: Walk.Twist.allCases)
  func continuationsAreThoseOfTables(twist: Walk.Twist) throws {
    let scenario = Walk(twist: twist)
    let mdp = try TurnMDP(compiling: scenario)
    let compiled = try Rollouts.simulate(Self.plan, on: mdp, policy: .behaviour(of: mdp))
    let lazy = try LazySimulator(scenario, policy: BehaviourPolicy()).play(Self.plan)
    let requests = requests(compiled)
    let known = Replay(of: compiled, others: [.uniform(on: mdp)], seed: 3)
    let direct = Replay(of: lazy, others: [.uniform(on: lazy.mdp)], seed: 3)
    let expected = try known.continuations(of: requests, count: 8)
    let found = try direct.continuations(of: requests, count: 8, threads: 3)
    #expect(found.returns == expected.returns)
    #expect(found.statuses == expected.statuses)
    #expect(found.scores == expected.scores)
    #expect(found.turns == expected.turns)
    #expect(Set(found.returns).count > 20)
    for request in requests.prefix(60) {
      let (one, other) = (try known.path(of: request), try direct.path(of: request))
      #expect(one.steps.map(\.state) == other.steps.map(\.state))
      #expect(one.steps.map(\.reward) == other.steps.map(\.reward))
      #expect(
        one.steps.map { $0.decisions.map { "\($0.agent) \($0.action)" } }
          == other.steps.map { $0.decisions.map { "\($0.agent) \($0.action)" } })
      #expect((one.final, one.status, one.firstTurn) == (other.final, other.status, other.firstTurn))
      #expect(one.return == other.return)
    }
  }

  /// A rule that is broken where no episode came is an error of the replay that comes there.
  @Test(arguments: Walk.Rule.allCases)
  func brokenRulesAreErrors(rule: Walk.Rule) throws {
    var scenario = Walk(twist: .none)
    scenario.rule = rule
    // Some place is met by continuations and not by the episode.
    let isRefused = try (0..<400).filter { $0 % 3 == 1 || rule == .ending }.contains { place in
      scenario.broken = place
      guard
        let lazy = try? LazySimulator(scenario, policy: BehaviourPolicy()).play(
          Rollouts.Plan(groups: 1, groupSize: 1, seed: 2))
      else { return false }
      do {
        _ = try Replay(of: lazy, seed: 1).continuations(
          of: [ReplayRequest(episode: 0, turn: 0, .resampled)], count: 200)
        return false
      } catch ReplayError.notPlayed(let reason) {
        return !reason.isEmpty
      }
    }
    #expect(isRefused)
  }
}
