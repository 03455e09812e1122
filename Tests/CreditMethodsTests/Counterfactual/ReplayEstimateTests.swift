import CreditMethods
import Testing
import TestSupport
import Trajectories
import Simulation

/// Estimates by replay against the exact quantities that their cards name: what holds on average.
///
/// A mean of at least 100 numbers is judged in standard errors of its sample. By Student's distribution with 99 degrees of
/// freedom one kind of decision is beyond 7 of them with probability 3e-10; fewer than 400 kinds are judged here: false
/// alarms below 2e-7.
@Suite struct ReplayEstimateTests {
  private static let bound = 7.0

  /// What the credit of a decision is on average.
  enum Estimand: Sendable {
    /// The exact counterfactual credit.
    case counterfactual
    /// Q - V of the joint action, times a factor.
    case advantage(Double)
    /// The exact difference reward.
    case difference
    /// The probability of success after the turn.
    case success

    func value(of kind: Simulated.Kind, in simulated: Simulated) -> Double {
      switch self {
      case .counterfactual: simulated.exact(kind, \.counterfactual)
      case .advantage(let factor): factor * simulated.exact(kind, \.advantage)
      case .difference: simulated.exact(kind, \.difference)
      case .success: simulated.successAfter(kind)
      }
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let method: any CreditMethod.Type
    let settings: String
    let estimand: Estimand

    init(_ method: any CreditMethod.Type, _ settings: String, _ estimand: Estimand) {
      self.method = method
      self.settings = settings
      self.estimand = estimand
    }

    var testDescription: String { "\(method.card.id) \(settings)" }
  }

  private static let cases: [Case] = [
    Case(VinePPO.self, "continuations=2", .advantage(1)),
    Case(VinePPO.self, "values=exact", .advantage(1)),
    Case(SPO.self, "rho=1 interval=1 mask=false continuations=2", .advantage(1)),
    Case(SPO.self, "shape=tree branching=2 levels=3", .advantage(0.5)),
    Case(TreeRPO.self, "norm=none branching=2 levels=3", .advantage(0.5)),
    Case(DifferenceReward.self, "", .difference),
    Case(DifferenceReward.self, "absence=policy", .counterfactual),
    Case(AristocratUtility.self, "", .counterfactual),
    Case(AristocratUtility.self, "noise=common continuations=2", .counterfactual),
    Case(COMA.self, "q=replay", .counterfactual),
    Case(WonderfulLife.self, "scope=turn", .difference),
    Case(StepDeletion.self, "absence=policy later=resampled", .advantage(1)),
    Case(C3.self, "alternatives=3 noise=common", .counterfactual),
    Case(C3.self, "alternatives=2 signal=value", .counterfactual),
    Case(C3.self, "alternatives=2 signal=assisted weightExact=0.5", .counterfactual),
    Case(C3.self, "alternatives=1 baseline=value", .counterfactual),
    Case(MathShepherd.self, "continuations=2", .success),
    Case(MathShepherd.self, "values=exact", .success),
  ]

  /// Scenarios whose episodes are of one length, so that trees are full, and whose turns are all uncertain.
  private static let scenarios: [(name: String, settings: String)] = [
    ("single", "turns=3 fork=1"), ("coupling", ""), ("and", ""),
  ]

  @Test(arguments: cases, scenarios.indices)
  func theMeanIsTheExactQuantity(test: Case, scenario: Int) throws {
    let simulated = try Self.simulated[scenario].get()
    let credits = try simulated.attribution(test.method, test.settings).credits
    let deviations = Deviations(credits, simulated.kinds) { test.estimand.value(of: $0, in: simulated) }
    #expect(deviations.judged > 0)
    #expect(deviations.largest < Self.bound, "\(deviations)")
  }

  /// The test above must see a tree's shrunken credit.
  @Test func theBoundFindsABiasedEstimator() throws {
    let simulated = try Self.simulated[2].get()
    let credits = try simulated.attribution(TreeRPO.self, "norm=none branching=2 levels=1").credits
    let deviations = Deviations(credits, simulated.kinds) { simulated.exact($0, \.advantage) }
    #expect(deviations.largest > 2 * Self.bound)
  }

  private static let simulated = scenarios.map { scenario in
    Result { try Simulated(scenario.name, pairs(scenario.settings), episodes: 400, seed: 43) }
  }

  /// With rewards on the way, a discount and hidden states.
  @Test(arguments: [
    Case(VinePPO.self, "continuations=1", .advantage(1)), Case(AristocratUtility.self, "", .counterfactual),
    Case(DifferenceReward.self, "", .difference), Case(COMA.self, "q=replay", .counterfactual),
    Case(TreeRPO.self, "norm=none branching=2 levels=3", .advantage(0.5)),
    Case(SPO.self, "shape=tree branching=2 levels=3", .advantage(0.5)),
  ])
  func rewardsOnTheWayCount(test: Case) throws {
    let simulated = try Simulated("two-step", episodes: 600, seed: 44)
    let credits = try simulated.attribution(test.method, test.settings).credits
    let deviations = Deviations(credits, simulated.kinds) { test.estimand.value(of: $0, in: simulated) }
    #expect(deviations.judged > 0)
    #expect(deviations.largest < Self.bound, "\(deviations)")
  }

  /// An agent absent from a turn on, against the engine's exact expectation of that intervention.
  @Test func wonderfulLifeIsTheExactContrast() throws {
    let simulated = try Simulated("coupling", episodes: 800, seed: 45)
    let replay = Replay(of: simulated.rollouts, seed: 0)
    let credits = try simulated.attribution(WonderfulLife.self).credits
    var known: [Simulated.Kind: Double] = [:]
    let expected = try simulated.perDecision { episode, turn, agent, kind in
      if let expected = known[kind] { return expected }
      let absent = Intervention(
        [.init(of: agent, in: turn..<simulated.rollouts.mdp.horizon, to: .defaultAction)])
      let without = try replay.expectation(
        of: ReplayRequest(episode: episode, turn: turn, absent), in: simulated.solution)
      known[kind] = simulated.valueAfter(kind) - without.return
      return simulated.valueAfter(kind) - without.return
    }
    let deviations = Deviations(zip(credits, expected).map { $0 - $1 }, simulated.kinds)
    #expect(deviations.judged > 0)
    #expect(deviations.largest < Self.bound, "\(deviations)")
  }

  /// Later decisions kept: each replay against its exact expectation, given the decisions of its episode.
  @Test(arguments: ["default", "policy"]) func stepDeletionIsTheExactContrast(absence: String) throws {
    let simulated = try Simulated("coupling", episodes: 300, seed: 46)
    let replay = Replay(of: simulated.rollouts, seed: 0)
    let credits = try simulated.attribution(StepDeletion.self, "absence=\(absence)").credits
    let returns = simulated.batch.turns.reward
    let expected = try simulated.perDecision { episode, turn, _, _ in
      let absent = Intervention.deleting(
        turn: turn, absence: absence == "default" ? .defaultAction : .policy(0), keeping: .everything)
      let rest = simulated.batch.turns(of: episode).dropFirst(turn).reduce(0) { $0 + returns[$1] }
      return try rest
        - replay.expectation(
          of: ReplayRequest(episode: episode, turn: turn, absent), in: simulated.solution
        ).return
    }
    let deviations = Deviations(zip(credits, expected).map { $0 - $1 }, simulated.kinds)
    #expect(deviations.judged > 0)
    #expect(deviations.largest < Self.bound, "\(deviations)")
  }

  /// Where all actions are equally likely, all forks are made at the start of a gate: four turns are sampled there.
  @Test(arguments: [
    (CARL.self as any CreditMethod.Type, "forks=3"),
    (AT2PO.self as any CreditMethod.Type, "forks=3 leafNorm=false value=childMean adv=diffParent"),
  ])
  func forksShrinkTheCreditAsTheySay(method: any CreditMethod.Type, settings: String) throws {
    for name in ["or", "and"] {
      let simulated = try Simulated(name, episodes: 600, seed: 47)
      let attribution = try simulated.attribution(method, settings)
      let deviations = Deviations(attribution.credits, simulated.kinds) {
        0.75 * simulated.exact($0, \.advantage)
      }
      #expect(deviations.largest < Self.bound, "\(deviations)")
      #expect(attribution.replays == 3 * 600)
      #expect(attribution.replayedTurns == 3 * 600)
    }
  }

  /// P(hard = 1) = 1 - (1 - S)^N, at every kind of decision that is not the last of its episode.
  @Test func theHardLabelOverPraises() throws {
    let simulated = try Simulated(
      "single", pairs("turns=3 fork=1 high=0.6 low=0.2"), episodes: 600, seed: 48)
    let credits = try simulated.attribution(MathShepherd.self, "label=hard continuations=2").credits
    let expected = simulated.perDecision { episode, turn, _, kind in
      guard turn < 2 else { return simulated.batch.episodes.status[episode] == .success ? 1 : 0 }
      let next = Int(simulated.rollouts.node[simulated.batch.turns(of: episode).lowerBound + turn + 1])
      let cells = simulated.solution.cells
      let dead = 1 - cells.success[cells.index(turn: turn + 1, node: next)]
      return 1 - dead * dead
    }
    let deviations = Deviations(zip(credits, expected).map { $0 - $1 }, simulated.kinds)
    #expect(deviations.largest < Self.bound, "\(deviations)")
  }

  /// Scores without an agent, read off the bonus: r = R + (R - R without) / 2 with scores of 1 and -1.
  @Test(arguments: ["resampled", "kept"]) func removedAgentsScoreAsTheyShould(others: String) throws {
    let simulated = try Simulated("coupling", episodes: 300, seed: 49)
    let replay = Replay(of: simulated.rollouts, seed: 0)
    let credits = try simulated.attribution(
      CCPO.self, "removed=all base=own bonus=half weightBonus=1 emit=reward others=\(others)"
    ).credits
    let expected = try simulated.perDecision { episode, _, agent, _ in
      let absent = Intervention(
        keeping: others == "kept" ? .everything : .nothing,
        [.init(of: agent, in: 0..<simulated.rollouts.mdp.horizon + 1, to: .defaultAction)])
      let without = try replay.expectation(
        of: ReplayRequest(episode: episode, turn: 0, absent), in: simulated.solution)
      let joint = simulated.batch.episodes.score[episode] > 0.5 ? 1.0 : -1
      return joint + (joint - (2 * without.success - 1)) / 2
    }
    // One number an agent and episode, whatever it does: agents alone are kinds. Shared draws leave the mean as it is
    // over all episodes, not over those with a given outcome.
    let agents = simulated.kinds.map { Simulated.Kind(turn: $0.turn, node: 0, row: 0, slot: $0.slot) }
    let deviations = Deviations(zip(credits, expected).map { $0 - $1 }, agents)
    #expect(deviations.judged > 0)
    #expect(deviations.largest < Self.bound, "\(deviations)")
  }
}
