import CreditMethods
import Simulation
import Testing
import TestSupport
import Trajectories

/// Labels of simulated episodes whose endings are graded: what counts is the score, as in a trace, not the status.
@Suite struct GradedEndingTests {
  /// "good" leads to a success or, as likely, to a failure of score 1/4; "bad" to a failure of score 0.
  private struct Graded: Scenario {
    enum State: Hashable, Sendable { case start, good, bad, won, near, lost }

    let agents: [AgentID] = ["p"]
    let horizon = 2
    var initialStates: Distribution<State> { Distribution(.start) }

    func actingAgents(in state: State) -> [AgentID] { [.start, .good, .bad].contains(state) ? ["p"] : [] }
    func legalActions(for agent: AgentID, in state: State) -> [String] {
      state == .start ? ["good", "bad"] : ["on"]
    }
    func observation(for agent: AgentID, in state: State) -> String { "\(state)" }
    func step(_ state: State, _ actions: JointAction<String>) -> Distribution<Transition<State>> {
      switch state {
      case .start: Distribution(Transition(to: actions.only == "good" ? .good : .bad))
      case .good:
        Distribution(true, probability: 0.5, otherwise: false).map { Transition(to: $0 ? .won : .near) }
      default: Distribution(Transition(to: .lost))
      }
    }
    func endings(in state: State) -> Distribution<Ending> {
      switch state {
      case .won: Distribution(Ending(.success))
      case .near: Distribution(Ending(.failure, score: 0.25))
      default: Distribution(Ending(.failure))
      }
    }
  }

  /// The credits that a method should give to the two turns of each episode, by its score.
  private func expect(
    _ method: any CreditMethod.Type, _ settings: String, _ expected: [Double: [Double]], within: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let simulated = try Simulated(compiling: Graded(), episodes: 40, seed: 3)
    let found = try simulated.attribution(method, settings).credits
    #expect(Set(simulated.batch.episodes.score) == [0, 0.25, 1], sourceLocation: sourceLocation)
    for episode in 0..<simulated.batch.episodeCount {
      let credits = Array(found[simulated.batch.decisions(ofEpisode: episode)])
      expectEqual(credits, expected[simulated.batch.episodes.score[episode]] ?? [], within: within)
    }
  }

  /// The mean score is 5/8 after "good", 0 after "bad", and 5/16 at the start.
  @Test func exactScores() throws {
    try expect(
      MathShepherd.self, "values=exact", [1: [0.625, 1], 0.25: [0.625, 0.25], 0: [0, 0]], within: 1e-15)
    try expect(OmegaPRM.self, "values=exact", [1: [1, 1], 0.25: [1, 1], 0: [0, 0]], within: 0)
    try expect(InT.self, "values=exact", [1: [0, 0], 0.25: [0, 0], 0: [-0.3125, 0]], within: 1e-15)
  }

  /// The mean of 4,096 scores of 1 and 1/4 has a standard deviation of 0.0059: six of them are missed by chance in 2e-9 of
  /// the turns, of which there are 80.
  @Test func playedScores() throws {
    try expect(
      MathShepherd.self, "continuations=4096", [1: [0.625, 1], 0.25: [0.625, 0.25], 0: [0, 0]], within: 0.036)
    try expect(OmegaPRM.self, "continuations=64", [1: [1, 1], 0.25: [1, 1], 0: [0, 0]], within: 0)
  }
}
