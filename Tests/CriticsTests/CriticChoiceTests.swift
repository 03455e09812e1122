import CreditMethods
@testable import Critics
import Scenarios
import Testing
import TestSupport
import Trajectories
import Simulation

/// What critics see, what they are fitted to, and which function: the choices beside the defaults.
@Suite struct CriticChoiceTests {
  /// One agent's V of its own observation: o1 = A is worth (4 + 2)/2, B (1 + 3)/2; each decision is judged by its own.
  @Test func oneAgentsOwnCritic() throws {
    let turn = { (one: String, two: String, reward: Double) in
      TurnDraft(
        state: "s", reward: reward,
        decisions: [
          DecisionDraft(agent: "one", observation: one), DecisionDraft(agent: "two", observation: two),
        ])
    }
    let batch = makeBatch([
      EpisodeDraft(name: "e0", turns: [turn("A", "C", 4)]),
      EpisodeDraft(name: "e1", turns: [turn("A", "D", 2)]),
      EpisodeDraft(name: "e2", turns: [turn("B", "C", 1)]),
      EpisodeDraft(name: "e3", turns: [turn("B", "D", 3)]),
    ])
    // C: (4 + 1)/2, D: (2 + 3)/2.
    expectEqual(
      try credits(SymmetricCritic.self, batch, "reward=trace view=own"),
      [1, 1.5, -1, -0.5, -1, -1.5, 1, 0.5])
    let critic = try SymmetricCritic(
      ParameterValues(pairs("reward=trace view=own"), for: SymmetricCritic.fullCard.parameters, of: "test"))
    let values = try critic.values(of: batch, in: AttributionContext())
    expectEqual(values.values, [2.75, 2.75, 2.25, 2.25])
    #expect(critic.view == .own && values.kind == .state && values.fit.iterations == 0)
  }

  /// An agent that acts at turns 0 and 2 earns what comes until its next decision: with gamma 1/2, r0 + r1/2 + V(2)/4.
  @Test func ownDecisionsAreFurtherApart() throws {
    let agents = ["one", "two", "one"]
    let episode = EpisodeDraft(
      name: "e",
      turns: agents.enumerated().map { index, agent in
        TurnDraft(
          state: "s\(index)", reward: [1, 2, 4][index],
          decisions: [DecisionDraft(agent: agent, observation: "o\(index)")])
      })
    let batch = makeBatch([episode])
    let rows = CriticRows(of: batch, seenBy: .own, usesTurn: true)
    #expect(rows.next == [2, -1, -1])
    let chains = RowChains(rows, of: batch, reward: [1, 2, 4], gamma: 0.5)
    expectEqual(chains.reward, [2, 4, 4])
    #expect(chains.discount == [0.25, 0.25, 0.5])
    // One step ahead of V = (0, 0, 8): 2 + 8/4.
    expectEqual(chains.targets(.steps(1), from: [0, 0, 8]), [4, 4, 4])
    expectEqual(chains.targets(.lambda(1), from: []), [3, 4, 4])
    // The steps beyond the end add nothing.
    expectEqual(chains.targets(.steps(50), from: [0, 0, 8]), [3, 4, 4])
  }

  /// The same observation after different actions is another history.
  @Test func historiesRememberActions() throws {
    let episodes = ["x", "y", "x"].enumerated().map { index, action in
      EpisodeDraft(
        name: "e\(index)",
        turns: [
          TurnDraft(state: "s", decisions: [DecisionDraft(action: action)]),
          TurnDraft(state: "t", reward: [1, 5, 3][index]),
        ])
    }
    let batch = makeBatch(episodes)
    let histories = Histories(of: batch)
    #expect(histories.count == 3)
    #expect(histories.history == [0, 1, 0, 2, 0, 1])
    // The last turns of e0 and e2 are compared with one another, and that of e1 with itself.
    let found = try credits(SymmetricCritic.self, batch, "reward=trace view=history lambda=0")
    expectEqual(found, [2 - 3, -1, 5 - 3, 0, 2 - 3, 1])
  }

  /// The order in which a turn lists its agents makes no other history.
  @Test func historiesIgnoreTheOrderOfAgents() throws {
    let turn = { (agents: [String]) in
      TurnDraft(state: "s", decisions: agents.map { DecisionDraft(agent: $0, action: "do-\($0)") })
    }
    let batch = makeBatch([
      EpisodeDraft(name: "e0", turns: [turn(["a", "b"]), turn(["a", "b"])]),
      EpisodeDraft(name: "e1", turns: [turn(["b", "a"]), turn(["b", "a"])]),
    ])
    #expect(Histories(of: batch).history == [0, 1, 0, 1])
  }

  /// A linear function of one indicator a cell is the table, with whatever targets.
  @Test(arguments: ["objective=mc", "objective=td", "objective=nstep n=2", "objective=tdlambda"])
  func indicatorsOfCellsAreTheTable(objective: String) throws {
    for seed in UInt64(0)..<20 {
      let batch = makeBatch(sharedKeyDrafts(seed: seed))
      let settings = "reward=trace gamma=0.9 tolerance=1e-12 \(objective)"
      expectEqual(
        try credits(AsymmetricCritic.self, batch, "\(settings) function=linear features=cells"),
        try credits(AsymmetricCritic.self, batch, settings), within: 1e-10, "seed \(seed), \(settings)")
    }
  }

  /// Additive worlds are fitted exactly by indicators of parts: reward 2 for A, 5 for the second state.
  @Test(arguments: ["ridge=0", "ridge=0.0000001", "ridgeChoice=gcv"]) func partsAddUp(ridge: String) throws {
    var episodes: [EpisodeDraft] = []
    for (state, hidden) in [("A", "C"), ("A", "D"), ("B", "C"), ("B", "D"), ("B", "D")] {
      episodes.append(
        EpisodeDraft(
          name: "e\(episodes.count)",
          turns: [
            TurnDraft(
              state: state, privileged: hidden, reward: (state == "A" ? 2 : 0) + (hidden == "D" ? 5 : 0))
          ]))
    }
    let settings = "reward=trace turnIndex=false function=linear \(ridge)"
    let found = try credits(AsymmetricCritic.self, makeBatch(episodes), settings)
    #expect(found.allSatisfy { abs($0) < 1e-3 })
    // A strong penalty pulls values to 0: advantages are then rewards.
    let strong = try credits(
      AsymmetricCritic.self, makeBatch(episodes), "reward=trace turnIndex=false function=linear ridge=1e9"
    )
    expectEqual(strong, [2, 7, 0, 5, 5], within: 1e-6)
  }

  /// The state tells the observation: its indicators depend on those before them.
  @Test func dependentFeaturesAreNamed() throws {
    let episodes = ["A", "B", "A"].enumerated().map { index, state in
      EpisodeDraft(
        name: "e\(index)", turns: [TurnDraft(state: state, privileged: "hidden \(state)", reward: 1)])
    }
    let error = try #require(throws: AttributionError.self) {
      try credits(AsymmetricCritic.self, makeBatch(episodes), "function=linear")
    }
    #expect(
      error.description
        == "method \"asymmetric\": the features are rank-deficient: the indicator of privileged state \"hidden B\" is a linear combination of those before it. Use a ridge above 0, features=cells, or function=tabular."
    )
  }

  /// Judged turns that the other episodes never show are named; the values of the rest come from the others alone.
  @Test(arguments: ["tabular", "linear ridge=0.1", "network epochs=1"])
  func fittingToOtherEpisodesAlone(function: String) throws {
    let episode = { (name: String, state: String, reward: Double) in
      EpisodeDraft(name: name, turns: [TurnDraft(state: state, reward: reward)])
    }
    let fitting = makeBatch([episode("f0", "A", 1), episode("f1", "A", 3), episode("f2", "B", 4)])
    let settings = "reward=trace fit=other unmet=error function=\(function)"
    let critic = try SymmetricCritic(
      ParameterValues(pairs(settings), for: SymmetricCritic.fullCard.parameters, of: "test"))
    let context = AttributionContext(fitting: fitting)
    let found = try critic.attribute(makeBatch([episode("e0", "A", 7)]), in: context)
    if function == "tabular" { expectEqual(found.credits, [5]) }
    let unseen = makeBatch([episode("e0", "A", 7), episode("e1", "C", 7), episode("e2", "C", 7)])
    let error = try #require(throws: AttributionError.self) { try critic.attribute(unseen, in: context) }
    #expect(
      error.description
        == "method \"symmetric\": turn 0 of episode \"e1\", state \"C\", looks like none of the 3 turns that the critic is fitted to; 2 judged ones do. Fit it to more episodes, let it see less, or use fit=all."
    )
    let without = try #require(throws: AttributionError.self) {
      try critic.attribute(unseen, in: AttributionContext())
    }
    #expect(
      without.description
        == "method \"symmetric\" needs episodes beside the judged ones (fit=other). Give --fit-episodes N with ascribe run, or --fit FILE with ascribe attribute; or use fit=all."
    )
  }

  /// The informed critic of `memory` is told what is in memory: the value of waiting with the right bit is .9, with the
  /// wrong one .1 (the chance to read it wrongly), as far as the exact solution says so for the signal.
  @Test func informedCriticsReadTheSignal() throws {
    let mdp = try TurnMDP(compiling: try ScenarioCatalogue.entry(named: "memory").scenario([]))
    #expect(mdp.declaresSignal)
    let solution = try ExactSolution(of: mdp, under: .uniform(on: mdp))
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: 500, groupSize: 1, seed: 2), on: mdp, policy: solution.policy)
    let batch = rollouts.batch
    let critic = { (view: String) in
      try InformedCritic(
        ParameterValues(
          pairs("view=\(view) successReward=1"), for: InformedCritic.fullCard.parameters, of: "test"))
    }
    let values = try critic("signal").values(of: batch, in: AttributionContext()).values
    let exact = solution.conditionalValues(.signal)
    // Values are means of 0 and 1 over cells; 5.6 standard errors: false alarms below 2.2e-8 a cell by the normal limit.
    var cells: [Double: (count: Double, exact: Double)] = [:]
    for episode in 0..<batch.episodeCount {
      for (turn, index) in batch.turns(of: episode).enumerated() {
        let cell = solution.cells.index(turn: turn, node: Int(rollouts.node[index]))
        cells[values[index], default: (0, exact[cell])].count += 1
      }
    }
    for (value, cell) in cells {
      let error = max(0.05, (value * (1 - value)).squareRoot()) / cell.count.squareRoot()
      #expect(abs(value - cell.exact) <= 5.6 * error + 1e-9, "\(value) for \(cell.exact)")
    }
    let relay = try TurnMDP(compiling: try ScenarioCatalogue.entry(named: "relay").scenario([]))
    #expect(relay.declaresSignal)
    let history = try critic("historyAndSignal").attribute(batch, in: AttributionContext())
    #expect(history.credits.count == batch.decisionCount)
  }

  @Test func informedCriticsNeedASignal() throws {
    let message = try #require(throws: AttributionError.self) {
      try credits(InformedCritic.self, makeBatch(pathEpisodes))
    }.description
    #expect(
      message
        == "method \"informed\" needs the signal of informed critics. Write the field \"signal\" on every turn of the trace, or declare signal(of:) in the scenario."
    )
  }

  /// MAPPO: less the mean, over the population deviation and 1e-5; rewards 1, 3 of one cell and 4 of another.
  @Test func normalisedAdvantages() throws {
    let batch = makeBatch(
      [("A", 1.0), ("A", 3), ("B", 4)].enumerated().map { index, row in
        EpisodeDraft(
          name: "e\(index)", turns: [TurnDraft(state: row.0, privileged: row.0, reward: row.1)])
      })
    let deviation = (2.0 / 3).squareRoot() + 1e-5
    expectEqual(try credits(MAPPO.self, batch, "reward=trace"), [-1 / deviation, 1 / deviation, 0])
    expectEqual(try credits(MAPPO.self, batch, "reward=trace norm=none"), [-1, 1, 0])
  }

  /// Settings out of range are refused before anything is fitted.
  @Test(arguments: [
    ("ridge=-1", "accepted: a number in 0... (any larger finite number)"),
    ("rate=0", "accepted: a number above 0 and at most 1"), ("rate=2", "accepted: a number above 0"),
    ("hidden=0", "accepted: a whole number in 1...4096"), ("targetLambda=1.5", "accepted: a number in 0...1"),
  ])
  func settingsOutOfRange(setting: String, accepted: String) throws {
    let error = try #require(throws: ParameterError.self) {
      try credits(PintoCritic.self, makeBatch(pathEpisodes), setting)
    }
    #expect(error.description.contains(accepted), "\(error)")
  }
}
