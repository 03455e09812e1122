import Scenarios
import Testing
import Simulation
import TestSupport

@testable import DecPOMDP

/// The search for optimal joint policies, against published values and against trying all policies.
@Suite struct SearchTests {
  /// A problem of the literature with its optimal value.
  struct Known: Sendable, CustomTestStringConvertible {
    let name: String
    let horizon: Int
    let value: Double
    var discount: Double?
    /// Digits that are published.
    var tolerance = 1e-9
    var testDescription: String { "\(name), \(horizon) turns" }
  }

  /// Optimal values in the tables of Oliehoek, Spaan, Dibangoye and Amato (JAIR 2013), with more digits from the
  /// collection of Dec-POMDP results that goes with them.
  static let known = [
    Known(name: "dec-tiger", horizon: 1, value: -2), Known(name: "dec-tiger", horizon: 2, value: -4),
    Known(name: "dec-tiger", horizon: 3, value: 5.1908125),
    Known(name: "dec-tiger", horizon: 4, value: 4.80275515625),
    Known(name: "dec-tiger", horizon: 5, value: 7.0264509832031),
    Known(name: "dec-tiger", horizon: 6, value: 10.381625),
    Known(name: "dec-tiger", horizon: 7, value: 9.993568, tolerance: 5e-7),
    Known(name: "broadcast-channel", horizon: 2, value: 2),
    Known(name: "broadcast-channel", horizon: 3, value: 2.99),
    Known(name: "broadcast-channel", horizon: 4, value: 3.89),
    Known(name: "broadcast-channel", horizon: 10, value: 9.29),
    Known(name: "recycling-robots", horizon: 2, value: 6.8),
    Known(name: "recycling-robots", horizon: 3, value: 9.76470125),
    Known(name: "recycling-robots", horizon: 4, value: 11.72642),
    Known(name: "recycling-robots", horizon: 3, value: 10.660125, discount: 1),
    Known(name: "recycling-robots", horizon: 4, value: 13.38, discount: 1),
    Known(name: "meeting-grid", horizon: 2, value: 0.91),
    Known(name: "meeting-grid", horizon: 3, value: 1.550444),
    Known(name: "box-pushing", horizon: 2, value: 17.6),
    Known(name: "box-pushing", horizon: 3, value: 66.081),
    Known(name: "box-pushing", horizon: 4, value: 98.593613, tolerance: 5e-7),
    Known(name: "box-pushing", horizon: 5, value: 107.729851, tolerance: 5e-7),
  ]

  @Test(arguments: known) func publishedValuesComeOut(_ known: Known) throws {
    var settings = [(name: "horizon", value: "\(known.horizon)")]
    if let discount = known.discount { settings.append((name: "discount", value: "\(discount)")) }
    let model = try ModelExtraction(of: try compiled(known.name, settings)).model
    let solution = try solve(model, known.horizon)
    #expect(solution.status == .optimal)
    #expect(abs(solution.value - known.value) <= known.tolerance)
    #expect(solution.upperBound == solution.value)
    #expect(solution.plan.horizon == known.horizon)
    #expect(abs(solution.plan.value(in: model) - solution.value) <= 1e-12)
  }

  /// A search that may not even begin has the plan of the best joint action that is repeated.
  @Test(arguments: ["dec-tiger", "recycling-robots", "box-pushing"], [1, 2, 25])
  func withoutTimeOneActionIsRepeated(name: String, horizon: Int) throws {
    let model = try ModelExtraction(of: try compiled(name, [(name: "horizon", value: "\(horizon)")])).model
    var search = try JointPolicySearch(model, horizon: horizon, limits: SearchLimits(shouldStop: { true }))
    let found = try search.solve()
    let constant = JointPlan.bestConstant(horizon: horizon, in: model)
    #expect(constant.plan.horizon == horizon)
    #expect(abs(constant.plan.value(in: model) - constant.value) <= 1e-9 * max(1, abs(constant.value)))
    #expect(found.plan.horizon == horizon)
    #expect(found.value >= constant.value - 1e-9 && found.upperBound >= found.value)
    #expect(abs(found.plan.value(in: model) - found.value) <= 1e-9 * max(1, abs(found.value)))
    // By hand: both listen, which costs 2 a turn.
    if name == "dec-tiger" { #expect(abs(constant.value + 2 * Double(horizon)) <= 1e-9) }
  }

  /// A plan that is repeated pays what it pays, as often as it fits: in Dec-Tiger what is known after a door was opened is
  /// nothing, so that nothing is forgotten. The optimal plan of three turns ends so.
  @Test func aPlanIsRepeated() throws {
    let model = try ModelExtraction(of: try compiled("dec-tiger", [(name: "horizon", value: "3")])).model
    let three = try solve(model, 3)
    for (horizon, whole, rest) in [(3, 1, 0), (6, 2, 0), (7, 2, 1), (8, 2, 2), (2, 0, 2)] {
      let plan = three.plan.repeated(for: horizon, in: model)
      #expect(plan.horizon == horizon)
      // Both listen at first, and again.
      let expected = Double(whole) * three.value - 2 * Double(rest)
      #expect(abs(plan.value(in: model) - expected) <= 1e-9, "\(horizon)")
    }
  }

  /// Optimal values of Dec-Tiger where the search is stopped: what it says then holds, and more time says more.
  @Test(arguments: [(6, 10.381625), (7, 9.993568)])
  func boundsCloseWithTime(horizon: Int, value: Double) throws {
    let model = try Text.file("dectiger")
    var before: OptimalSolution?
    for most in [2, 20, 200, 1000] {
      var asked = 0
      var search = try JointPolicySearch(
        model, horizon: horizon,
        limits: SearchLimits {
          asked += 1
          return asked > most
        })
      let solution = try search.solve()
      #expect(solution.value <= value + 1e-6 && solution.upperBound >= value - 1e-6)
      #expect(abs(solution.value - solution.plan.value(in: model)) <= 1e-12)
      if let before { #expect(solution.value >= before.value - 1e-12) }
      before = solution
    }
  }

  /// Where turns only cost, the value of a longer horizon is no larger, and neither is what is found for it.
  @Test(arguments: 0..<6) func costsNeverPay(seed: Int) throws {
    var models = SmallModels(seed: UInt64(100 + seed))
    let model = try models.model(
      states: 3, actions: [2, 2], observations: [2, 2], discount: 1, rewards: -1...0)
    var before = Double.infinity
    for horizon in 1...4 {
      let solution = try solve(model, horizon)
      #expect(solution.status == .optimal)
      #expect(solution.value <= before + 1e-12)
      if horizon == 2 { #expect(abs(solution.value - BruteForce(model: model, horizon: 2).value()) <= 1e-10) }
      before = solution.value
    }
  }

  /// The game of the last two turns has the value of the best policy, for two agents and for three, and what agents do
  /// first in it leads there; where it is too large, there is none.
  @Test(arguments: 0..<9) func theLastTwoTurnsAreOneGame(seed: Int) throws {
    var models = SmallModels(seed: UInt64(200 + seed))
    let model =
      seed % 3 == 2
      ? try models.model(states: 2, actions: [2, 2, 2], observations: [2, 1, 2])
      : try models.model(states: 3, actions: [2, 3], observations: [2, 2])
    let kernel = JointKernel(model)
    let start = Occupancy(startOf: kernel)
    let best = BruteForce(model: model, horizon: 2).value()
    let endgame = { (size: Int) in
      Endgame(of: start, scale: 1, in: kernel, size: size, tolerance: 0) { TwoTurns($0, in: kernel) }
    }
    #expect(endgame(0) == nil)
    let game = try #require(endgame(1 << 12))
    var effort = SearchEffort()
    let solution = try #require(game.solved(above: -.infinity, effort: &effort))
    #expect(abs(solution.value - best) <= 1e-10)
    let second = try start.following(game.firstActions(solution.decisions), scale: 1, in: kernel)
    let last = StageGame(
      of: second, turns: 1, scale: kernel.discount,
      ActionBounds(kernel, horizon: 2, byteLimit: 1 << 20) { false })
    let answers = try #require(last.game.solved(effort: &effort))
    #expect(abs(second.past + answers.value - best) <= 1e-10)
  }

  /// Each agent knows its observation for sure, or shares it one turn later, or nothing at all: the bound of a belief is
  /// never below what is found for the problem that starts in it.
  @Test(arguments: 0..<8) func boundsOfBeliefsHold(seed: Int) throws {
    var models = SmallModels(seed: UInt64(300 + seed))
    let model = try models.model(states: 3, actions: [2, 2], observations: [2, 2], discount: 0.9)
    let kernel = JointKernel(model)
    let best = BruteForce(model: model, horizon: 2).value()
    let belief = Occupancy(startOf: kernel).belief(at: 0)
    for work in [0, ActionBounds.workLimit] {
      let bounds = ActionBounds(kernel, horizon: 2, byteLimit: 1 << 30, work: work) { false }
      let index = bounds.index(of: belief, turns: 2)
      let first = (0..<4).map { bounds.value(index, $0, turns: 2) }
      let refined = try (0..<4).map { try bounds.refined(index, $0, turns: 2) { belief } }
      for (before, after) in zip(first, refined) { #expect(after <= before + 1e-12) }
      #expect(abs((refined.max() ?? 0) - best) <= 1e-10)
    }
  }

  /// Models small enough to try all policies on: 2 agents with 2 turns, 3 turns, unequal sizes; 3 agents; 1 agent.
  @Test(arguments: 0..<24) func noPolicyIsBetter(seed: Int) throws {
    var models = SmallModels(seed: UInt64(seed))
    let (model, horizon) =
      switch seed % 6 {
      case 0: (try models.model(states: 3, actions: [2, 2], observations: [2, 2]), 2)
      case 1: (try models.model(states: 2, actions: [3, 2], observations: [2, 2], discount: 0.8), 2)
      case 2: (try models.model(states: 2, actions: [2, 2, 2], observations: [2, 1, 2]), 2)
      case 3: (try models.model(states: 3, actions: [2, 3], observations: [3, 1], discount: 0.95), 2)
      case 4: (try models.model(states: 3, actions: [2], observations: [2]), 3)
      default: (try models.model(states: 2, actions: [2, 2], observations: [2, 1]), 3)
      }
    let solution = try solve(model, horizon)
    #expect(solution.status == .optimal)
    #expect(abs(solution.value - BruteForce(model: model, horizon: horizon).value()) <= 1e-10)
  }

  /// Without a future the first turn decides alone.
  @Test func discountZeroLeavesTheFirstTurn() throws {
    var models = SmallModels(seed: 7)
    let model = try models.model(states: 3, actions: [2, 3], observations: [2, 2], discount: 0)
    #expect(abs(try solve(model, 4).value - solve(model, 1).value) <= 1e-12)
  }

  /// Whatever stops the search, its bounds hold the optimal value, and the lower one is that of its plan.
  @Test func boundsHoldWhenTheSearchIsStopped() throws {
    let model = try ModelExtraction(of: try compiled("dec-tiger", [(name: "horizon", value: "8")]))
      .model
    var asked = 0
    var limits = SearchLimits {
      asked += 1
      return asked > 3
    }
    var search = try JointPolicySearch(model, horizon: 8, limits: limits)
    let stopped = try search.solve()
    #expect(stopped.status == .timeLimit)
    limits = SearchLimits(bytes: 60_000)
    var small = try JointPolicySearch(model, horizon: 8, limits: limits)
    let full = try small.solve()
    #expect(full.status == .memoryLimit)
    for solution in [stopped, full] {
      #expect(solution.value <= 12.217263 + 1e-6 && solution.upperBound >= 12.217263 - 1e-6)
      #expect(solution.value < solution.upperBound)
      #expect(solution.value == solution.plan.value(in: model))
    }
  }

  /// Bounds only tighten, and the last one told is not below the result.
  @Test func progressNarrows() throws {
    let model = try ModelExtraction(of: try compiled("dec-tiger", [(name: "horizon", value: "5")]))
      .model
    var search = try JointPolicySearch(model, horizon: 5)
    var told: [SearchProgress] = []
    let solution = try search.solve { told.append($0) }
    for (earlier, later) in zip(told, told.dropFirst()) {
      #expect(later.value >= earlier.value && later.upperBound <= earlier.upperBound)
    }
    #expect(told.allSatisfy { $0.value <= solution.value && $0.upperBound >= solution.value - 1e-9 })
  }

  @Test(arguments: [0, 1001]) func horizonsOutOfRangeAreRefused(horizon: Int) throws {
    let model = try Drafts.coins()
    #expect {
      _ = try JointPolicySearch(model, horizon: horizon)
    } throws: { "\($0)" == "The horizon is \(horizon); accepted: a whole number in 1...1000." }
  }

  /// The coins of the tests have 6 joint actions in 2 states, each with 2 next states that are seen for sure.
  @Test func tooManyOutcomesAreRefused() throws {
    let model = try Text.problem()
    var limits = SearchLimits()
    limits.outcomes = 23
    #expect {
      _ = try JointPolicySearch(model, horizon: 2, limits: limits)
    } throws: {
      "\($0)" == "The model has 24 outcomes of joint actions in its states; accepted: at most 23."
    }
    limits.outcomes = 24
    _ = try JointPolicySearch(model, horizon: 2, limits: limits)
  }

  /// Recycling robots at discount .9, rewards between 0 and 5 but for costs: the value of more turns lies in the bounds of
  /// fewer, which are as near as was asked for.
  @Test func truncationBoundsWhatIsLeftOut() throws {
    let model = try Text.file("recycling")
    let range = (model.expectedRewards.min() ?? 0)...(model.expectedRewards.max() ?? 0)
    let truncation = try Truncation(of: model, precision: 20)
    #expect(truncation.most - truncation.least <= 20)
    #expect((truncation.most - truncation.least) / 0.9 > 20)
    let scale = (0..<truncation.horizon).reduce(10.0) { scale, _ in scale * 0.9 }
    #expect(abs(truncation.least - scale * range.lowerBound) <= 1e-9)
    #expect(abs(truncation.most - scale * range.upperBound) <= 1e-9)
    let short = try solve(model, truncation.horizon).value
    let long = try solve(model, truncation.horizon + 12).value
    #expect(short + truncation.least <= long + 1e-9 && long <= short + truncation.most + 1e-9)
  }

  @Test func truncationsThatCannotBeAreRefused() throws {
    let model = try Text.file("recycling")
    #expect(throws: SolverError.noDiscount) {
      try Truncation(of: try model.discounted(by: 1), precision: 1)
    }
    #expect {
      try Truncation(of: try model.discounted(by: 0.9999), precision: 1)
    } throws: {
      "\($0)".hasPrefix("A precision of 1.0 takes ") && "\($0)".contains(" turns, more than 1000; ")
    }
  }

  private func solve(_ model: DecPOMDPModel, _ horizon: Int) throws -> OptimalSolution {
    var search = try JointPolicySearch(model, horizon: horizon)
    return try search.solve()
  }
}
