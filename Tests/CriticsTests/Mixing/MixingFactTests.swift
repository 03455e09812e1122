import CreditMethods
import CreditNumerics
import Scenarios
import Testing
import TestSupport
import Trajectories
import Simulation

@testable import Critics

/// What papers report of matrix games, by training. Fits draw from seed 0 where they draw at all; tolerances are stated
/// beside the numbers.
@Suite struct MixingFactTests {
  private func game(_ table: JointTable, times: [Int]? = nil) throws -> TrajectoryBatch {
    makeBatch(gameEpisodes(table, times: times))
  }

  private func credits<Method: CreditMethod>(
    _ method: Method.Type, _ batch: TrajectoryBatch, _ settings: String = ""
  ) throws -> [Double] {
    try make(method, "reward=trace " + settings).attribute(batch, in: AttributionContext()).credits
  }

  // MARK: The QTRAN game

  /// VDN and DOP find the additive projection; its utilities are greedy for B and C, where the value is 0 and not 8.
  @Test func additiveMixturesOfTheQTRANGame() throws {
    let batch = try game(MatrixGames.qtran())
    let ninths: [Double] = [-56, -44, -44, -44, -32, -32, -44, -32, -32]
    let vdn = try jointValues(VDN.self, batch, "")
    expectEqual(vdn.values, ninths.map { $0 / 9 }, within: 1e-10)
    #expect(abs(9 * vdn.fit.loss - 455.11) < 0.005)
    #expect(vdn.fit.hasConverged)
    for settings in ["", "weights=absolute"] {
      let dop = try jointValues(DOP.self, batch, settings)
      // A gradient of at most 1e-6 in units of 12.
      expectEqual(dop.values, ninths.map { $0 / 9 }, within: 1e-3)
      #expect(dop.fit.hasConverged)
    }
    // Utilities of A: -16/3 less the mean -40/9, in either slot; B and C: -4 + 40/9.
    let (a, other) = (-8.0 / 9, 4.0 / 9)
    expectEqual(
      try credits(VDN.self, batch),
      [a, a, a, other, a, other, other, a, other, other, other, other, other, a, other, other, other, other],
      within: 1e-10)
    // Less the largest utility: A loses 4/3.
    expectEqual(
      Array(try credits(VDN.self, batch, "emit=regret")[..<4]), [-4.0 / 3, -4.0 / 3, -4.0 / 3, 0],
      within: 1e-10)
  }

  /// QMIX learns -8 and 0 with B and C on top, an SSE of 320 (within 1 after 800 steps), though 288 would be its best.
  @Test func monotoneMixtureOfTheQTRANGame() throws {
    let batch = try game(MatrixGames.qtran())
    let qmix = try jointValues(QMIX.self, batch, "steps=800")
    expectEqual(qmix.values, [-8, -8, -8, -8, 0, 0, -8, 0, 0], within: 0.3)
    #expect(abs(9 * qmix.fit.loss - 320) < 1)
  }

  /// QTRAN and QPLEX reach 8 at (A, A), which is greedy. Tolerance 1e-2 at gradients below 1e-6 in units of 12.
  @Test func freeMixturesOfTheQTRANGame() throws {
    let table = try MatrixGames.qtran()
    let batch = try game(table)
    for values in [
      try jointValues(QTRAN.self, batch, ""), try jointValues(QPLEX.self, batch, ""),
    ] {
      expectEqual(values.values, table.values, within: 1e-2)
      #expect(values.fit.hasConverged)
    }
    for regret in [
      try credits(QTRAN.self, batch, "emit=regret"), try credits(QPLEX.self, batch, "emit=regret"),
    ] {
      // (A, A) is greedy for both, and B and C are not.
      expectEqual(Array(regret[..<2]), [0, 0])
      #expect(regret[3] < -0.1 && regret[8] < -0.1 && regret[16] < -0.1)
    }
  }

  /// The fitted utilities of QTRAN meet its conditions for the table (tolerance 1e-2).
  @Test func trainedUtilitiesFactoriseTheGame() throws {
    let table = try MatrixGames.qtran()
    let fitted = try make(QTRAN.self, "reward=trace").fit(try game(table), in: AttributionContext())
    let (model, fit) = (try #require(fitted.model), try #require(fitted.fit))
    // Choices stand agent by agent, in the order in which the game's rows first show them.
    let utilities = (0..<2).map { agent in
      (0..<3).map { fitted.scale * fit.parameters[Int(model.rows.choiceStart[agent]) + $0] }
    }
    #expect(table.isMaximised(by: utilities))
    #expect(FactorisationConditions(of: table, utilities: utilities).areMet(within: 1e-2))
  }

  /// Uniform policies: value -40/9; COMA of (A, A) 8 + 16/3; wonderful life with null B 8 + 12; Shapley values against
  /// (B, B) 4 and 4.
  @Test func uniformPoliciesOnTheQTRANGame() throws {
    let table = try MatrixGames.qtran()
    let batch = try game(table)
    #expect(table.values.reduce(0.0, +) == -40)
    let found = try credits(LICA.self, batch, "emit=counterfactual")
    expectEqual(Array(found[..<2]), [Double](repeating: 40.0 / 3, count: 2), within: 1e-10)
    #expect(table[0, 0] - table[1, 0] == 20)
    #expect(table[0, 0] - table[0, 1] == 20)
    expectEqual(table.shapleyQValues(of: [0, 0], defaults: [1, 1]), [4, 4])
  }

  // MARK: Two steps

  /// Discounted by 0.99 from every joint play once: VDN sees 0.99 · 7 = 6.93 in 2A and 0.99 · 6.5 = 6.435 in 2B and goes to
  /// 2A, which pays 7; QMIX sees 0.99 · 8 = 7.92 and goes to 2B. QMIX within 1e-3, others exactly.
  @Test func theTwoStepGame() throws {
    let batch = makeBatch(try twoStepEpisodes())
    let vdn = try jointValues(VDN.self, batch, "gamma=0.99").values
    let qmix = try jointValues(QMIX.self, batch, "gamma=0.99")
    #expect(qmix.fit.hasConverged)
    let b: [Double] = [-1.5, 2.5, 2.5, 6.5]
    let true8: [Double] = [0, 1, 1, 8]
    for play in 0..<16 {
      let goesToB = play & 1 == 1
      let second = 2 * (play >> 2 & 1) + play >> 3 & 1
      expectEqual(
        Array(vdn[2 * play..<2 * play + 2]), goesToB ? [6.435, b[second]] : [6.93, 7], within: 1e-9)
      expectEqual(
        Array(qmix.values[2 * play..<2 * play + 2]), goesToB ? [7.92, true8[second]] : [6.93, 7],
        within: 1e-3)
    }
    // The first agent's choice of the first turn: regret of the one that it does not prefer.
    let regret = { (method: any CreditMethod.Type) in
      let all = try self.regrets(method, batch)
      return [all[0], all[4]]
    }
    expectEqual(try regret(VDN.self), [0, 6.435 - 6.93], within: 1e-9)
    let mixed = try regret(QMIX.self)
    #expect(mixed[0] < -0.01 && mixed[1] == 0)
  }

  private func regrets(_ method: any CreditMethod.Type, _ batch: TrajectoryBatch) throws -> [Double] {
    try credits(method, batch, "gamma=0.99 emit=regret")
  }

  /// The same by play of the scenario: 400 episodes of the uniform policy, seed 5.
  @Test func theTwoStepScenario() throws {
    let scenario = try ScenarioCatalogue.entry(named: "two-step").scenario([("discount", "0.99")])
    let mdp = try TurnMDP(compiling: scenario)
    let batch = try Rollouts.simulate(
      Rollouts.Plan(groups: 400, groupSize: 1, seed: 5), on: mdp, policy: .uniform(on: mdp)
    ).batch
    let states = (0..<batch.turnCount).map { batch.symbols.keys[batch.turns.state[$0]] }
    let values = { (found: TurnValues, state: String) -> Double in
      // Q_tot of the first turn by the state that it leads to.
      zip(states.dropFirst(), found.values).filter { $0.0 == state }.map(\.1).max() ?? .nan
    }
    let vdn = try jointValues(VDN.self, batch, "gamma=0.99")
    #expect(values(vdn, "2A") > values(vdn, "2B"))
    let qmix = try jointValues(QMIX.self, batch, "gamma=0.99")
    #expect(abs(values(qmix, "2A") - 6.93) < 0.01 && abs(values(qmix, "2B") - 7.92) < 0.01)
  }

  // MARK: Where mixtures agree

  /// Any full table: sparse conjugate gradients and GSL's singular values find the same sums, weights being visits.
  @Test func valueDecompositionIsTheAdditiveProjection() throws {
    var generator = SplitMix64(seed: 8)
    for counts in [[2, 3], [3, 3], [2, 2, 2]] {
      let size = counts.reduce(1, *)
      let table = try JointTable(
        counts: counts, values: (0..<size).map { _ in .random(in: -5...5, using: &generator) })
      let times = (0..<size).map { _ in Int.random(in: 1...4, using: &generator) }
      let projection = try AdditiveProjection(of: table, weights: times.map(Double.init))
      let found = try jointValues(VDN.self, game(table, times: times), "")
      expectEqual(
        found.values,
        table.values.indices.flatMap {
          [Double](repeating: projection.fitted.values[$0], count: times[$0])
        }, within: 1e-9)
      #expect(abs(found.fit.loss * Double(times.reduce(0, +)) - projection.loss) < 1e-8)
    }
  }

  /// LICA's centred derivative is the mean over the others' policies of Q, less its mean: COMA's table with the teammates
  /// drawn anew, policies being frequencies.
  @Test func derivativesOfTheCentralCritic() throws {
    var generator = SplitMix64(seed: 9)
    let table = try JointTable(
      counts: [2, 3], values: (0..<6).map { _ in .random(in: -5...5, using: &generator) })
    let times = [1, 2, 3, 2, 1, 1]
    let policies = [[0.6, 0.4], [0.3, 0.3, 0.4]]
    let first = (0..<2).map { a in (0..<3).reduce(0) { $0 + policies[1][$1] * table[a, $1] } }
    let second = (0..<3).map { b in (0..<2).reduce(0) { $0 + policies[0][$1] * table[$1, b] } }
    let mean = zip(policies[0], first).reduce(0) { $0 + $1.0 * $1.1 }
    let found = try credits(LICA.self, game(table, times: times))
    let expected = table.values.indices.flatMap { place in
      (0..<times[place]).flatMap { _ in
        [first[table.actions(at: place)[0]] - mean, second[table.actions(at: place)[1]] - mean]
      }
    }
    expectEqual(found, expected, within: 1e-12)
  }

  /// QMIX is monotone in every utility after training too: in each cell Q_tot is ordered as the utilities are.
  @Test(arguments: [UInt64(1), 2, 3]) func trainedMixturesAreMonotone(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let table = try JointTable(
      counts: [3, 2], values: (0..<6).map { _ in .random(in: -5...5, using: &generator) })
    let fitted = try make(QMIX.self, "reward=trace steps=300 noise=0.1").fit(
      try game(table), in: AttributionContext(seed: seed))
    let (model, fit) = (try #require(fitted.model), try #require(fitted.fit))
    let values = model.values(fit.parameters)
    for row in values.indices {
      for (place, choice) in model.rows.choices(of: row).enumerated() {
        for other in model.rows.alternatives(to: choice)
        where fit.parameters[other] >= fit.parameters[Int(choice)] {
          let raised = model.value(of: row, replacing: place, by: other, fit.parameters)
          #expect((raised ?? .nan) >= values[row] - 1e-12)
        }
      }
    }
  }

  // MARK: Shapley Q-values

  /// Shares of a turn sum to Q_tot, and a full table of two agents is fitted without difference.
  @Test func sharesOfATurnSumToTheJointValue() throws {
    for seed in UInt64(40)..<46 {
      let batch = makeBatch(mixingDrafts(seed: seed))
      for (credits, values) in [
        (try credits(SQDDPG.self, batch), try jointValues(SQDDPG.self, batch, "")),
        (
          try credits(SHAQ.self, batch, "steps=60 penalty=none"),
          try jointValues(SHAQ.self, batch, "steps=60 penalty=none")
        ),
      ] {
        for turn in 0..<batch.turnCount {
          #expect(abs(credits[batch.decisions(of: turn)].reduce(0, +) - values.values[turn]) < 1e-9)
        }
      }
    }
    let table = try MatrixGames.climbing()
    expectEqual(try jointValues(SQDDPG.self, game(table), "").values, table.values, within: 1e-9)
  }

  /// With the marginal contributions of the action game in its tables, the mean over orders is the Shapley value.
  @Test func coalitionTablesHoldShapleyValues() throws {
    var generator = SplitMix64(seed: 10)
    let table = try JointTable(
      counts: [2, 3, 2], values: (0..<12).map { _ in .random(in: -5...5, using: &generator) })
    let model = CoalitionModel(
      TeamRows(of: try game(table), seenBy: .information, usesTurn: true), orders: 1, seed: 0)
    let defaults = [1, 0, 1]
    let coalitions = CoalitionModel.coalitions(of: 3, orders: 1, seed: 0)
    var marginals = [Double](repeating: .nan, count: model.parameterCount)
    for row in 0..<12 {
      let actions = table.actions(at: row)
      let worth = { (members: [Int]) in
        table.values[table.place(of: (0..<3).map { members.contains($0) ? actions[$0] : defaults[$0] })]
      }
      let terms = (0..<3).flatMap { agent in coalitions[agent].map { (agent, $0.members) } }
      for (offset, term) in terms.enumerated() {
        marginals[Int(model.terms.parameter[model.terms.start[row] + offset])] =
          worth(term.1 + [term.0]) - worth(term.1)
      }
    }
    for row in 0..<12 {
      let found = model.rows.choices(of: row).enumerated().map {
        model.utility(of: Int($0.element), at: $0.offset, in: row, marginals) ?? .nan
      }
      expectEqual(
        found, table.shapleyQValues(of: table.actions(at: row), defaults: defaults), within: 1e-12)
    }
  }

  /// However coalitions are found, an agent joins one in every order.
  @Test(arguments: [1, 2, 6, 7, 9]) func agentsJoinOneCoalitionAnOrder(agents: Int) {
    let coalitions = CoalitionModel.coalitions(of: agents, orders: 10, seed: 3)
    for agent in 0..<agents {
      #expect(abs(coalitions[agent].reduce(0) { $0 + $1.weight } - 1) < 1e-12)
      #expect(coalitions[agent].allSatisfy { !$0.members.contains(agent) })
      #expect(coalitions[agent].count == (agents <= 6 ? 1 << (agents - 1) : 10))
    }
    // Over all agents of an order, each size occurs once.
    let sizes = coalitions.flatMap(\.self).reduce(into: [Double](repeating: 0, count: agents)) {
      $0[$1.members.count] += $1.weight
    }
    expectEqual(sizes, [Double](repeating: 1, count: agents))
  }
}
