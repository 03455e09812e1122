import CoalitionGames
import Scenarios
import Simulation
import Testing
import TestSupport
import Trajectories

import CreditMethods

/// The examples of the operators' documentation, one test each: the code is that of the comment.
@Suite struct OperatorExamplesTests {
  /// Episodes whose states are given, each turn with one decision of one agent; `good` ends a success.
  private func batch(
    _ episodes: [(task: String, states: [String], status: OutcomeStatus)], final: [String] = []
  ) throws -> TrajectoryBatch {
    try TrajectoryBatch(
      building: episodes.enumerated().map { index, episode in
        Episode(
          task: episode.task, name: "e\(index)", status: episode.status,
          turns: episode.states.map { Turn(state: $0, decisions: [Decision(agent: "p", action: "go")]) },
          final: index < final.count ? final[index] : "end \(index)")
      })
  }

  /// Decisions of one agent in one state, one episode each.
  private func choices(_ taken: [(action: String, status: OutcomeStatus)]) throws -> TrajectoryBatch {
    try TrajectoryBatch(
      building: taken.enumerated().map { index, taken in
        Episode(
          task: "t", name: "e\(index)", status: taken.status,
          turns: [Turn(state: "S", decisions: [Decision(agent: "p", action: taken.action)])], final: "end")
      })
  }

  // MARK: Groups

  @Test func grouping() throws {
    let groups = Grouping(by: ["a", "b", "a"])
    #expect(groups.group == [0, 1, 0])
    #expect(Array(groups[0]) == [0, 2])
    #expect(try groups.refined(by: [true, true, false]).group == [0, 2, 1])
  }

  @Test func standardisedValues() throws {
    let found = try standardised([1, 0, 0, 1], by: Grouping(by: ["t", "t", "t", "u"]), ddof: 0, epsilon: 0)
    expectEqual(found, [(2.0).squareRoot(), -(0.5).squareRoot(), -(0.5).squareRoot(), 0], within: 1e-15)
  }

  @Test func centredValues() throws {
    #expect(try centred([3, 1, 5], by: Grouping(by: ["t", "t", "u"])) == [1, -1, 0])
  }

  @Test func leavingOneOut() throws {
    let found = try leaveOneOut([1, 0, 0, 7], by: Grouping(by: ["t", "t", "t", "u"]))
    expectEqual(found, [1, -0.5, -0.5, 0], within: 1e-15)
  }

  @Test func meansOfGroups() throws {
    #expect(try means(of: [3, 1, 5], by: Grouping(by: ["t", "t", "u"])) == [2, 5])
  }

  // MARK: Returns

  @Test func turnRewards() throws {
    let batch = try batch([("t", ["A", "B"], .success), ("t", ["A"], .failure)])
    let rewards = TurnRewards(of: batch, by: ReturnRules(successReward: 1))
    #expect(rewards.reward == [0, 1, 0])
    #expect(rewards.episodeReturn == [1, 0])
    #expect(rewards.returnsToGo(discount: 0.5) == [0.5, 1, 0])
  }

  @Test func discountedReturnsOfABatch() throws {
    let batch = try batch([("t", ["A", "B"], .success), ("t", ["A"], .failure)])
    #expect(try discountedReturns(of: [0, 4, 1], in: batch, discount: 0.5) == [2, 4, 1])
  }

  @Test func generalisedAdvantagesOfABatch() throws {
    let batch = try batch([("t", ["A", "B"], .success)])
    // delta = 0.75 - 0.5, 1 - 0.75.
    #expect(
      try generalisedAdvantages(rewards: [0, 1], values: [0.5, 0.75], in: batch, discount: 1, lambda: 0.5)
        == [0.375, 0.25])
  }

  @Test func repeatedValues() throws {
    let episodes = try batch([
      ("t", ["A", "B"], .success), ("t", ["A", "B"], .failure), ("t", ["A"], .success),
    ])
    let wins = episodes.episodes.status.map { $0 == .success ? 1.0 : 0 }
    #expect(try repeatedPerTurn(wins, in: episodes) == [1, 1, 0, 0, 1])
    let team = ["p", "q"].map { Decision(agent: AgentID($0), action: "go") }
    let turns = try TrajectoryBatch(building: [
      Episode(
        task: "t", name: "e", status: .success,
        turns: [
          Turn(state: "A", decisions: [team[0]]), Turn(state: "B", decisions: team),
          Turn(state: "C", decisions: [team[1]]),
        ], final: "end")
    ])
    #expect(try repeatedPerDecision([4, 0, 1], in: turns) == [4, 0, 0, 1])
  }

  // MARK: States

  @Test func statesOfABatch() throws {
    let batch = try batch([("t", ["A", "B"], .success), ("t", ["A", "C"], .failure)])
    let states = AttributionContext().states(of: batch, by: .state)
    #expect(states.nodes.turn == [0, 1, 0, 2])
    #expect(Array(states.turnsByNode[0]) == [0, 2])
    #expect(try means(of: [2, 4, 0, 0], by: states.turnsByNode) == [1, 4, 0, 0, 0])
  }

  @Test func decisionContexts() throws {
    let batch = try choices([("left", .failure), ("left", .success), ("right", .success)])
    let contexts = AttributionContext().states(of: batch, by: .state).decisionContexts
    #expect(contexts.choices.group == [0, 0, 1])
    expectEqual(contexts.frequencies, [2.0 / 3, 1.0 / 3], within: 1e-15)
  }

  @Test func stateGraph() throws {
    let batch = try batch([("t", ["A", "B"], .success), ("t", ["A", "C"], .failure)], final: ["win", "D"])
    let graph = AttributionContext().states(of: batch, by: .state).graph
    let distance = graph.distancesToSuccess()
    #expect(graph.source.map { distance[Int($0)] } == [2, 1, 2, 3])
    #expect(graph.successor.map { distance[Int($0)] } == [1, 0, 3, 3])
    let base = (0..<graph.nodeCount).map { graph.isSink($0) ? 1.0 : 0 }
    let value = try graph.propagatedValues(from: base, discount: 0.5)
    #expect(graph.source.map { value[Int($0)] } == [0.25, 0.5, 0.25, 0])
  }

  @Test func valueTable() throws {
    let context = AttributionContext()
    let batch = try batch([("t", ["A", "B"], .success), ("t", ["A"], .failure)])
    let states = context.states(of: batch, by: .state)
    let table = try ValueTable(meansOf: [2, 4, 0], at: states)
    #expect(table.atTurns == [1, 4, 1])
    #expect(table.afterEpisodes == [0, 0])
    #expect(try ValueTable([1, 2, 3, 4], at: states).afterEpisodes == [3, 4])
  }

  @Test func hindsightTable() throws {
    let batch = try choices([
      ("left", .failure), ("right", .success), ("right", .success), ("left", .success),
    ])
    let states = AttributionContext().states(of: batch, by: .state)
    expectEqual(
      HindsightTable(ofSuccessesAt: states).probability, [1.0 / 3, 2.0 / 3, 2.0 / 3, 1.0 / 3], within: 1e-15)
  }

  // MARK: Simulations

  /// A game of two agents, its solution and what a method may use.
  private func simulated(seed: UInt64 = 5) throws -> (context: AttributionContext, simulated: Simulated) {
    let simulated = try Simulated("coupling", episodes: 12, seed: seed)
    let context = AttributionContext(
      simulation: simulated.rollouts, solution: simulated.solution, seed: 3, threads: 2)
    return (context, simulated)
  }

  @Test func episodesAreMapped() throws {
    let (context, simulated) = try simulated()
    let batch = try context.simulation(of: simulated.batch, for: Advantages.card).batch
    let lengths = try context.mapEpisodes(of: batch) { batch.turns(of: $0).count }
    #expect(lengths.reduce(0, +) == batch.turnCount)
  }

  /// Returns are 0 or 1, so that a mean of 1024 has a standard deviation of at most 1/64, and an advantage, in which the
  /// squares of the weights sum to at most 2, one of 0.0221. One of 24 lies 6 of them off with a probability below 1e-7.
  @Test func replaysOfDecisions() throws {
    let (context, simulated) = try simulated()
    let found = try Advantages(continuations: 1024).attribute(simulated.batch, in: context)
    let exact = ExactCreditTable(simulated.solution).credits(of: simulated.rollouts)
    #expect(found.credits.count == exact.count)
    #expect(found.replays >= simulated.batch.decisionCount * 1024)
    for (estimate, credit) in zip(found.credits, exact) { #expect(abs(estimate - credit) <= 6 * 0.0221) }
  }

  @Test func dividedCoalitionGames() throws {
    let (context, simulated) = try simulated()
    let rules = GameRules(players: .agent)
    let shapley = try dividedGames(of: simulated.batch, in: context, by: rules, for: Advantages.card) {
      (game) throws(CoalitionError) in try game.table().shapleyValues()
    }
    // With two players the mean of the first and the last contribution is the Shapley value.
    let firstAndLast = try dividedGames(of: simulated.batch, in: context, by: rules, for: Advantages.card) {
      (game) throws(CoalitionError) in
      let nobody = [Bool](repeating: false, count: game.playerCount)
      let all = [Bool](repeating: true, count: game.playerCount)
      var values: [Double] = []
      for player in nobody.indices {
        var (alone, others) = (nobody, all)
        alone[player] = true
        others[player] = false
        let first = try game.worth(of: alone) - game.worth(of: nobody)
        values.append((first + (try game.worth(of: all) - game.worth(of: others))) / 2)
      }
      return values
    }
    expectEqual(firstAndLast.credits, shapley.credits, within: 1e-12)
    #expect(shapley.games?.games == 12)
  }
}

/// The example of ``DecisionReplays``: how much better an action was than what the agent does on average.
private struct Advantages {
  static let card = MethodCard(
    id: "advantages", name: "advantages by replay", source: "this test", granularity: .multiAgent,
    methodology: .gameTheoretic, estimand: "Q - V", formula: "A = Q(a) - sum over b of pi(b) Q(b)",
    needs: [.replay], cost: "continuations of every action")

  let continuations: Int

  func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let continuations = continuations
    let replays = try DecisionReplays(of: batch, in: context, for: Self.card)
    return try replays.attribution(in: context, for: Self.card) { (place, cost) throws(AttributionError) in
      var advantage = 0.0
      for alternative in replays.alternatives(at: place) {
        let value = try replays.meanReturn(
          at: place, after: alternative, continuations: continuations, cost: &cost)
        advantage += ((alternative.isTaken ? 1 : 0) - alternative.probability) * value
      }
      return advantage
    }
  }
}
