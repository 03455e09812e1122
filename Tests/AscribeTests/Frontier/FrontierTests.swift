@testable import Ascribe
import CreditMethods
import CreditStatistics
import Foundation
import Scenarios
import Simulation
import Testing
import TestSupport

/// Frontiers: what budgets buy, which points are efficient, who leads, where arms cross.
@Suite struct FrontierTests {
  private func study(
    _ methods: String, _ scenario: String, _ settings: String = "", batches: Int = 6, threads: Int = 1,
    policy: (TurnMDP) throws -> TabularPolicy = { .behaviour(of: $0) }
  ) throws -> StudyPlan {
    let mdp = try compiled(scenario, settings)
    return try StudyPlan(
      mdp: mdp, policy: policy(mdp),
      methods: try Call.list(methods).map {
        try MethodRequest($0, in: MethodCatalogue.builtIn.withControls, defaults: mdp.rewardSettings)
      },
      episodes: 128, groupSize: 8, batches: batches, seed: 4, threads: threads)
  }

  private func result(_ plan: FrontierPlan) throws -> FrontierResult {
    FrontierResult(plan, settings: [try Frontier(plan).run()])
  }

  /// `single` has 6 turns an episode: 768 turns are 128 of grpo's. One alternative a decision plays 6, 5, ... 1 turns after 6
  /// restored states: 27 turns an episode, 28 of them, 24 in whole groups; 45 and 16 at a price of 3. Its group costs 216 turns,
  /// or 360. A critic that is fitted to 64 episodes beside pays 384 turns once.
  @Test func turnsBuyWholeGroups() throws {
    let study = try study("grpo,c3(alternatives=2),pinto", "single")
    let plan = try FrontierPlan(study, budgets: [300, 768], prices: [0, 3], fitEpisodes: [0, 64])
    #expect(plan.arms.map(\.label) == ["grpo", "c3(alternatives=2)", "pinto fit to 0", "pinto fit to 64"])
    let found = try result(plan)
    #expect(found.flaw == nil)
    let setting = found.settings[0]
    #expect(setting.leastBudgets == [[48, 216, 48, 432], [48, 360, 48, 432]])
    let points = setting.points.map { [$0.budget, Int($0.price), $0.arm, $0.episodes, Int($0.spent)] }
    #expect(
      points == [
        [300, 0, 0, 48, 288], [300, 0, 1, 8, 216], [300, 0, 2, 48, 288],
        [768, 0, 0, 128, 768], [768, 0, 1, 24, 648], [768, 0, 2, 128, 768], [768, 0, 3, 64, 768],
        [300, 3, 0, 48, 288], [300, 3, 2, 48, 288],
        [768, 3, 0, 128, 768], [768, 3, 1, 16, 720], [768, 3, 2, 128, 768], [768, 3, 3, 64, 768],
      ])
    // Of grpo, which judges most of them: 6 batches of 128 episodes.
    #expect(setting.lengths?.episodes == 768)
    #expect(setting.lengths?.turns == LengthSummary(mean: 6, least: 6, median: 6, most: 6))
    #expect(setting.cards?.map(\.support.episodes) == [128, 24, 128, 64])
  }

  /// Fewer episodes are the first of more and all arms share their draws: an arm alone gives the same numbers.
  @Test func armsDoNotDependOnOthers() throws {
    let together = try result(
      FrontierPlan(study("grpo,c3(alternatives=2)", "coupling"), budgets: [200, 900], prices: [0, 1]))
    let alone = try result(
      FrontierPlan(study("c3(alternatives=2)", "coupling"), budgets: [200, 900], prices: [0, 1]))
    let own = together.settings[0].points.filter { $0.arm == 1 }
    #expect(own.map(\.alignment) == alone.settings[0].points.map(\.alignment))
    #expect(own.map(\.improvement) == alone.settings[0].points.map(\.improvement))
    #expect(own.map(\.cosine) == alone.settings[0].points.map(\.cosine))
  }

  @Test func anyThreadsGiveTheSameBits() throws {
    let bytes = try [1, 2, 5].map { threads in
      let plan = try FrontierPlan(
        study("grpo,c3(alternatives=2),asymmetric,exact", "coupling", threads: threads),
        budgets: [100, 1000], fitEpisodes: [0, 16])
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return try encoder.encode(ResultFile(result(plan)))
    }
    #expect(bytes[1] == bytes[0] && bytes[2] == bytes[0])
  }

  /// By a plain look at all points: one is efficient if none is better for as much, nor as good for less.
  @Test func thePointsOfTheFront() throws {
    let plan = try FrontierPlan(
      study("grpo,graphgpo,c3(alternatives=2),exact", "coupling", batches: 20), budgets: [100, 400, 1600])
    let found = try result(plan)
    let points = found.settings[0].points
    #expect(points.contains { $0.isEfficient })
    for point in points {
      let own = try #require(point.alignment.mean.optional)
      let isBeaten = points.contains { other in
        guard other.price == point.price, !found.arms[other.arm].isControl,
          let alignment = other.alignment.mean.optional
        else { return false }
        return other.spent < point.spent && alignment >= own || other.spent <= point.spent && alignment > own
      }
      #expect(point.isEfficient == (!isBeaten && !found.arms[point.arm].isControl))
    }
    // The lead has the best mean, and whoever is close spends no less than the cheapest.
    for lead in found.settings[0].leads {
      let there = points.filter {
        $0.budget == lead.budget && $0.price == lead.price && !found.arms[$0.arm].isControl
      }
      let best = try #require(there.first { $0.arm == lead.best })
      let cheapest = try #require(there.first { $0.arm == lead.cheapest })
      #expect(there.allSatisfy { ($0.alignment.mean.optional ?? 1) <= best.alignment.mean.optional ?? -1 })
      #expect(([lead.best] + lead.close).contains(lead.cheapest))
      for point in there where lead.close.contains(point.arm) { #expect(point.spent >= cheapest.spent) }
    }
  }

  /// By hand: from -1 to 1 the line is 0 half way; the last rise above 0 counts; at the end one must be ahead.
  @Test func theLastPlaceWhereALineRises() {
    let place = FrontierResult.Crossing.place
    #expect(place([0, 1, 2], [-1, 1, 2]) == 0.5)
    #expect(place([0, 1, 2], [-1, -3, 1]) == 1.75)
    #expect(place([0, 1, 2, 4], [-1, 2, 0, 2]) == 2)
    #expect(place([0, 1], [1, 1]) < 0)
    #expect(place([0, 1], [-1, 1]) == 0.5)
    #expect(place([0, 1], [1, -1]) > 1e6)
    #expect(place([0, 1], [1, 0]) > 1e6)
  }

  /// Two arms whose differences are 1 at 100 turns and -1 at 10,000, alike in every batch, cross at 1,000 in every resample; where
  /// batches disagree on the end, the interval is open there.
  @Test func crossingsAreInterpolatedOnTheLogarithm() throws {
    let plan = try study("grpo", "single")
    let alike = try #require(
      FrontierResult.Crossing(
        budgets: [100, 10_000], differences: [[1, 1, 1, 1], [-1, -1, -1, -1]], of: (3, 5), plan))
    #expect(alike.ahead == 5 && alike.isClosed)
    for budget in [alike.budget, alike.lower ?? 0, alike.upper ?? 0] { #expect(abs(budget - 1000) < 1e-9) }
    let unsure = try #require(
      FrontierResult.Crossing(
        budgets: [100, 10_000], differences: [[-1, -1, -1, -1], [4, -1, 4, -1]], of: (3, 5), plan))
    #expect(unsure.ahead == 3)
    // 1.5 ahead at the end: two fifths of the way.
    #expect(abs(unsure.budget - 100 * pow(100, 0.4)) < 1e-9)
    #expect(unsure.lower != nil && unsure.upper == nil && !unsure.isClosed)
    #expect(
      FrontierResult.Crossing(budgets: [100, 200], differences: [[1, 1], [2, 1]], of: (0, 1), plan) == nil)
    #expect(FrontierResult.Crossing(budgets: [100], differences: [[1, 1]], of: (0, 1), plan) == nil)
    #expect(
      FrontierResult.Crossing(budgets: [100, 200], differences: [[1, 1], [0, 0]], of: (0, 1), plan) == nil)
  }

  /// Where no decision matters the exact gradient is 0: nothing is aligned, nobody leads, and a step gains nothing.
  @Test func withoutAGradientNothingIsSaid() throws {
    let setting = try result(
      FrontierPlan(study("grpo,c3(alternatives=2)", "luck"), budgets: [100, 1000], prices: [0])
    ).settings[0]
    #expect(!setting.points.isEmpty && setting.leads.isEmpty && setting.pairs.isEmpty)
    #expect(setting.exactImprovement == 0)
    for point in setting.points {
      #expect(point.alignment.mean == .undefined(.allZero) && !point.isEfficient)
      #expect(abs(point.improvement.mean.optional ?? 1) < 1e-12)
    }
  }

  /// One decision between two actions has one direction: all gradients point along it, and rounding tells no arms apart.
  @Test func oneDirectionTellsNoArmsApart() throws {
    let setting = try result(
      FrontierPlan(
        study("grpo,c3(alternatives=4),asymmetric,exact", "single", "turns=1 fork=0"), budgets: [1000, 4000],
        prices: [0, 1])
    ).settings[0]
    #expect(setting.points.allSatisfy { $0.alignment.mean == .value(1) })
    #expect(!setting.pairs.isEmpty && setting.pairs.allSatisfy { $0.crossing == nil })
  }

  /// A batch whose credits are all 0 moves nothing: it counts as not aligned, and gains nothing.
  @Test func aStillBatchCountsAsNotAligned() throws {
    // One candidate is the taken action, whose credit is 0.
    let point = try result(
      FrontierPlan(study("c3(alternatives=1)", "single"), budgets: [100], prices: [0])
    ).settings[0].points[0]
    #expect(point.alignment.mean == .value(0) && point.stillShare == 1)
    #expect(point.improvement.mean == .value(0))
    #expect(point.cosine.mean == .undefined(.allZero))
  }

  /// Choices of probability 0 stay impossible, so that a step from a policy that is certain leads nowhere.
  @Test func aCertainPolicyStaysWhereItIs() throws {
    let plan = try FrontierPlan(
      study("grpo", "two-step", policy: { try .fixed(["A"], on: $0) }), budgets: [100], prices: [0])
    let frontier = try Frontier(plan)
    // Matrix 2A pays 7 whatever happens.
    #expect(frontier.step.value == 7)
    #expect(try frontier.run().points[0].improvement.mean == .value(0))
  }

  @Test func whatIsNotAccepted() throws {
    let plain = try study("grpo,c3(alternatives=2)", "single")
    #expect(throws: FrontierError.notAscending(name: "budgets", found: "300", after: "300")) {
      try FrontierPlan(plain, budgets: [300, 300])
    }
    #expect(
      throws: FrontierError.notAccepted(name: "budgets", found: "empty", accepted: "at least one number")
    ) {
      try FrontierPlan(plain, budgets: [])
    }
    #expect(throws: FrontierError.self) { try FrontierPlan(plain, budgets: [300], prices: [-1]) }
    #expect(throws: FrontierError.self) { try FrontierPlan(plain, budgets: [300], step: 0) }
    #expect(throws: StudyError.self) {
      try FrontierPlan(study("grpo", "single", batches: 1), budgets: [300])
    }
    // grpo's group costs 8 episodes of 6 turns.
    #expect(throws: FrontierError.budget(scenario: "scenario", arm: "grpo", needs: 48, found: 47)) {
      try Frontier(FrontierPlan(plain, budgets: [47, 300]))
    }
    var lazy = plain
    lazy.simulator = try LazySimulator(
      ScenarioCatalogue.entry(named: "single").scenario([]), policy: BehaviourPolicy(),
      memory: .lastObservation)
    #expect(throws: StudyError.notCompiled) { try FrontierPlan(lazy, budgets: [300]) }
  }
}
