import CreditMethods
import Critics
import Scenarios
import Testing
import TestSupport
import Trajectories
import Simulation

/// COMA with a learned critic.
@Suite struct LearnedCOMATests {
  private static let actions = ["listen", "open-left", "open-right"]
  /// What the joint actions of Dec-Tiger pay with the tiger on the left, the first agent's action by row.
  private static let payoff: [[Double]] = [[-2, -101, 9], [-101, -50, -100], [9, -100, 20]]

  private func tiger() -> [EpisodeDraft] {
    Self.actions.indices.flatMap { first in
      Self.actions.indices.map { second in
        EpisodeDraft(
          name: "\(first)\(second)",
          turns: [
            TurnDraft(
              state: "any", privileged: "tiger-left", reward: Self.payoff[first][second],
              decisions: [
                DecisionDraft(agent: "a", action: Self.actions[first], observation: "none"),
                DecisionDraft(agent: "b", action: Self.actions[second], observation: "none"),
              ])
          ])
      }
    }
  }

  /// Every joint action once, so that frequencies are uniform: (open-right, open-right) pays 20, and the alternatives of
  /// either agent (9, -100, 20) average -71/3.
  @Test(arguments: [
    "function=tabular", "function=linear features=cells", "objective=td", "objective=expected",
  ])
  func oneTurnByHand(settings: String) throws {
    let found = try credits(
      COMALearned.self, makeBatch(tiger()), "reward=trace \(settings)")
    guard settings.contains("linear") else {
      expectEqual(Array(found[16..<18]), [131.0 / 3, 131.0 / 3], within: 1e-10)
      expectEqual(Array(found[0..<2]), [88.0 / 3, 88.0 / 3], within: 1e-10)
      // (open-left, open-right) is the sixth episode.
      expectEqual(Array(found[10..<12]), [-229.0 / 3, -49.0 / 3], within: 1e-10)
      return
    }
    // Additive in the agents: the credit is the action's mean over the other's actions, less that of all.
    let means = Self.payoff.map { $0.reduce(0, +) / 3 }
    let mean = means.reduce(0, +) / 3
    for (episode, row) in Self.actions.indices.flatMap({ first in Self.actions.indices.map { (first, $0) } })
      .enumerated()
    {
      expectEqual(
        Array(found[2 * episode..<2 * episode + 2]), [means[row.0] - mean, means[row.1] - mean], within: 1e-9)
    }
  }

  /// Against the plain formulas, on random episodes with few actions, so that many alternatives were never tried.
  @Test func agreesWithTheFormulas() throws {
    let objectives: [(settings: String, decay: Double?)] = [
      ("objective=mc", 1), ("objective=td", 0), ("objective=tdlambda", 0.8), ("objective=expected", nil),
      ("objective=tdlambda targetLambda=0.3", 0.3),
    ]
    for seed in UInt64(700)..<715 {
      var generator = SplitMix64(seed: seed)
      var episodes = sharedKeyDrafts(seed: seed)
      for episode in episodes.indices {
        for turn in episodes[episode].turns.indices {
          for decision in episodes[episode].turns[turn].decisions.indices {
            episodes[episode].turns[turn].decisions[decision].action =
              Bool.random(using: &generator) ? "x" : "y"
          }
        }
      }
      for seesState in [true, false] {
        for objective in objectives {
          let naive = NaiveJointCritic(
            episodes: episodes, seesState: seesState, gamma: 0.9, decay: objective.decay, sweeps: 7)
          let view = seesState ? "privileged" : "information"
          let settings =
            "reward=trace penalty=none gamma=0.9 sweeps=7 tolerance=0 view=\(view) \(objective.settings)"
          expectEqual(
            try credits(COMALearned.self, makeBatch(episodes), settings), naive.credits(), within: 1e-9,
            "seed \(seed), \(settings)")
        }
      }
    }
  }

  /// In a simulation the policy is the known one: with frequencies in its place, credits would be off by their error.
  @Test func approachesTheExactCredit() throws {
    let mdp = try TurnMDP(
      compiling: try ScenarioCatalogue.entry(named: "dec-tiger").scenario([("horizon", "1")]))
    let solution = try ExactSolution(of: mdp, under: .uniform(on: mdp))
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: 4000, groupSize: 1, seed: 3), on: mdp, policy: solution.policy)
    let critic = try COMALearned(
      ParameterValues(pairs("reward=trace gamma=1"), for: COMALearned.fullCard.parameters, of: "test"))
    let found = try critic.attribute(rollouts.batch, in: AttributionContext(simulation: rollouts))
    // One turn without noise: every cell is exact once it is seen, and the policy is the known one.
    expectEqual(found.credits, ExactCreditTable(solution).credits(of: rollouts), within: 1e-9)
    let values = try critic.values(of: rollouts.batch, in: AttributionContext(simulation: rollouts))
    #expect(values.kind == .stateAndAction)
    expectEqual(values.values, rollouts.batch.turns.reward, within: 1e-9)
  }

  /// The policy of (x, x) and (y, y) alone: nobody tried (x, y).
  @Test func untriedAlternatives() throws {
    let episodes = ["x", "y"].enumerated().map { index, action in
      EpisodeDraft(
        name: action,
        turns: [
          TurnDraft(
            state: "s", privileged: "s", reward: Double(index),
            decisions: ["a", "b"].map { DecisionDraft(agent: $0, action: action) })
        ])
    }
    let batch = makeBatch(episodes)
    // What is left of the policy is the taken action, so the credit is 0.
    expectEqual(try credits(COMALearned.self, batch, "reward=trace"), [0, 0, 0, 0])
    let error = try #require(throws: AttributionError.self) {
      try credits(COMALearned.self, batch, "reward=trace unseen=error")
    }
    #expect(
      error.description
        == "method \"coma_learned\": action \"y\" of agent \"a\" was never tried together with its teammates' actions of turn 0 of episode \"x\". Fit to more episodes, let the critic see less, or use unseen=renormalise."
    )
    // Additive functions know what nobody tried: Q = reward of the agents' halves, which a small ridge shares equally.
    let linear = try credits(
      COMALearned.self, batch, "reward=trace function=linear ridge=0.000001 unseen=error")
    expectEqual(linear, [-0.25, -0.25, 0.25, 0.25], within: 1e-5)
  }

  /// Credits of a trace's agents that act in turns: the agent's own alternatives alone.
  @Test func rowPenaltiesFallOnTheRow() throws {
    var first = TurnDraft(
      state: "s", privileged: "s", decisions: [DecisionDraft(agent: "a", action: "x", isValid: false)])
    first.reward = 1
    var second = first
    second.decisions = [DecisionDraft(agent: "a", action: "y")]
    let batch = makeBatch([
      EpisodeDraft(name: "e0", turns: [first]), EpisodeDraft(name: "e1", turns: [second]),
    ])
    let found = try credits(COMALearned.self, batch, "reward=trace penalty=row invalidPenalty=4")
    expectEqual(found, [-2, 2])
  }
}
