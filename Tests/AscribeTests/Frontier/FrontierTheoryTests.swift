@testable import Ascribe
import CreditMethods
import CreditNumerics
import CreditStatistics
import Foundation
import Simulation
import Testing
import TestSupport

/// What must hold of credits and their gradients by theory, on `single` with numbers worked by hand.
///
/// `single` has 6 turns of one decision each; at turn 3 the right way, taken with probability .5, succeeds with .9, the wrong one with
/// .1. So Var R = .25, D = E[(Q - V)²] = .16 at the fork and 0 elsewhere, and what is left after the fork is .09.
@Suite struct FrontierTheoryTests {
  private static let turns = 6.0
  private static let (variance, decided, left) = (0.25, 0.16, 0.09)
  /// False-alarm rate of each statistical test here.
  private static let alarm = 1e-6

  private func plan(_ methods: String, _ scenario: String, episodes: Int, groupSize: Int = 8, batches: Int)
    throws -> StudyPlan
  {
    let mdp = try compiled(scenario)
    var plan = try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp),
      methods: try Call.list(methods).map {
        try MethodRequest($0, in: MethodCatalogue.builtIn.withControls, defaults: mdp.rewardSettings)
      },
      episodes: episodes, groupSize: groupSize, batches: batches, seed: 11, threads: 2)
    plan.against = .counterfactual
    return plan
  }

  /// Sums over the decisions of a batch: credit times exact credit, squares of both, squared differences, how many.
  private struct Products: BatchMeasure {
    func measure(_ judged: JudgedBatch) throws -> [[Double]] {
      judged.attributions.enumerated().map { method, attribution in
        let exact = judged.played(by: method).exact ?? []
        var sums = [0.0, 0, 0, 0, Double(exact.count)]
        for (credit, exact) in zip(attribution.credits, exact) {
          sums[0] += credit * exact
          sums[1] += credit * credit
          sums[2] += exact * exact
          sums[3] += (credit - exact) * (credit - exact)
        }
        return sums
      }
    }
  }

  /// Of each method, its sums of each batch.
  private func products(_ plan: StudyPlan) throws -> [[[Double]]] {
    let measured = try Engine(solving: plan).measures(Products(), on: 0..<plan.batches).partials
    return plan.methods.indices.map { method in measured.map { $0[method] } }
  }

  /// The correlation over all decisions, both credits having mean 0, with the jackknife's interval over batches.
  private func correlation(_ sums: [[Double]]) throws -> ConfidenceInterval {
    let statistic = { (batches: [[Double]]) -> Double in
      let total = (0..<3).map { place in batches.reduce(0) { $0 + $1[place] } }
      return total[0] / (total[1] * total[2]).squareRoot()
    }
    let without = sums.indices.map { left in
      statistic(sums.enumerated().filter { $0.offset != left }.map(\.element))
    }
    let jackknife = try #require(
      Jackknife.measured(estimate: statistic(sums), without: without).optional)
    return try #require(jackknife.interval(confidence: 1 - Self.alarm).optional)
  }

  /// Every decision of an episode has the credit c = R - mean of its group's g returns. Episodes are independent given the start,
  /// which is one here, so Var c = (g-1)/g Var R, and E[c A] = (g-1)/g E[R A] = (g-1)/g E[A²], because E[R | x, a] = Q and A = Q - V
  /// has mean 0 in every state. Over a turn drawn evenly, E[A²] = D / T. Hence the correlation sqrt((g-1)/g) sqrt(D / (T Var R)): of
  /// credits that are not divided by the group's deviation, one decision a turn, T turns always, no discount, a single start.
  ///
  /// Credits divided by the group's deviation s have, for returns 0 and 1 with k successes and q = k/g (1 - k/g), a factor that differs
  /// from group to group: E[c A] = D / Var R · E[sqrt(q)] / T, E[c²] = P(q > 0), up to the constant of s. By Jensen's inequality and
  /// E[q] = (g-1)/g Var R, their correlation is at most the one above.
  @Test(arguments: [2, 4, 8, 16])
  func theCorrelationOfGroupCredits(groupSize: Int) throws {
    let plan = try plan("drgrpo,grpo", "single", episodes: 128, groupSize: groupSize, batches: 150)
    let found = try products(plan).map(correlation)
    let g = Double(groupSize)
    let plain = (Self.decided / (Self.turns * Self.variance)).squareRoot() * ((g - 1) / g).squareRoot()
    // Half of all episodes succeed: k is binomial with .5.
    var (root, mixed) = (0.0, 0.0)
    for successes in 1..<groupSize {
      let weight = (1...successes).reduce(pow(0.5, g)) { $0 * (g - Double($1) + 1) / Double($1) }
      let q = Double(successes) / g * (1 - Double(successes) / g)
      root += weight * q.squareRoot()
      mixed += weight
    }
    let divided = (Self.decided / Self.turns).squareRoot() / Self.variance * root / mixed.squareRoot()
    #expect(divided <= plain + 1e-12)
    for (interval, expected) in zip(found, [plain, divided]) {
      #expect((interval.lower...interval.upper).contains(expected), "\(interval), expected \(expected)")
      #expect(interval.width < 0.05)
    }
  }

  /// Noise of C3 with K candidates of M continuations. Given state and action, Var R is .25 before the fork and .09 from there on;
  /// actions of the fork differ by Var Q = .16. The taken action's mean has Var R / M, that of the K - 1 others, each an action drawn
  /// anew, (Var Q + Var R / M) / (K - 1): the noise of the others falls as 1/(K - 1), and without what actions differ by all of
  /// it as 1/M.
  @Test func theNoiseOfReplays() throws {
    let settings = [(2, 1), (3, 1), (5, 1), (2, 2), (2, 4)]
    let methods = settings.map { "c3(alternatives=\($0),continuations=\($1))" }.joined(separator: ",")
    let found = try products(try plan(methods, "single", episodes: 64, batches: 60))
    for ((candidates, continuations), sums) in zip(settings, found) {
      let (others, m) = (Double(candidates - 1), Double(continuations))
      let before = Self.variance / m * (1 + 1 / others)
      let after = Self.left / m * (1 + 1 / others)
      let expected = (3 * before + 3 * after + Self.decided / others) / Self.turns
      let interval = try #require(
        try ConfidenceInterval.studentT(
          ofMean: sums.map { $0[3] / $0[4] }, confidence: 1 - Self.alarm / Double(settings.count)
        ).optional)
      #expect(
        (interval.lower...interval.upper).contains(expected),
        "K \(candidates), M \(continuations): \(interval), expected \(expected)")
      #expect(interval.width < 0.2 * expected)
    }
  }

  /// The gradient that the exact counterfactual credit of a batch induces has the exact gradient as its mean.
  @Test(arguments: ["single", "coupling", "memory", "dec-tiger"])
  func exactCreditIsUnbiased(scenario: String) throws {
    let study = try plan("exact", scenario, episodes: 128, batches: 100)
    let frontier = try Frontier(
      FrontierPlan(study, budgets: [128 * study.requireTables().mdp.horizon], prices: [0]))
    let experiment = try frontier.experiment(fitEpisodes: 0)
    let updates = try experiment.measures(on: 0..<study.batches).partials.map { $0[0] }
    let exact = frontier.reference.exact
    var columns = exact.map { _ in [Double]() }
    for update in updates {
      var dense = [Double](repeating: 0, count: exact.count)
      update.gradient.add(to: &dense)
      for choice in dense.indices { columns[choice].append(dense[choice]) }
    }
    var tested = 0
    for (column, exact) in zip(columns, exact) {
      let spread = (column.max() ?? 0) - (column.min() ?? 0)
      guard spread > 1e-12 else {
        #expect(abs(column[0] - exact) < 1e-12)
        continue
      }
      tested += 1
      let interval = try #require(
        try ConfidenceInterval.studentT(ofMean: column, confidence: 1 - Self.alarm / Double(columns.count))
          .optional)
      #expect(interval.lower <= exact && exact <= interval.upper, "\(interval), expected \(exact)")
    }
    // At the fork of `single` both ways are as likely and as far from their mean: every batch has the exact gradient.
    #expect((tested > 0) == (scenario != "single"))
  }

  /// (J(pi + h u) - J(pi - h u)) / 2h is the slope of J along u, and so |g*| times the alignment.
  @Test(arguments: ["single", "coupling", "memory", "dec-tiger", "relay"])
  func aSmallStepGainsWhatTheSlopeSays(scenario: String) throws {
    let study = try plan("grpo,exact", scenario, episodes: 32, batches: 3)
    let length = 1e-4
    let frontier = try Frontier(
      FrontierPlan(study, budgets: [32 * study.requireTables().mdp.horizon], prices: [0], step: length))
    let exact = frontier.reference.exact
    let norm = exact.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(norm > 0)
    let updates = try frontier.experiment(fitEpisodes: 0).measures(on: 0..<3).partials.joined()
    var moving = 0
    for update in updates where !update.isStill {
      moving += 1
      let forth = try #require(update.improvement.optional)
      let opposite = SparseVector(
        update.gradient.dense(exact.count).map { -$0 }, at: exact.indices.map { Int32($0) })
      let back = try #require(frontier.step.improvement(along: opposite).optional)
      let slope = norm * (try #require(update.alignment.optional))
      #expect(abs((forth - back) / (2 * length) - slope) < 1e-6 * max(1, norm))
    }
    #expect(moving >= 3)
  }
}

extension SparseVector {
  /// The vector with all its entries.
  fileprivate func dense(_ count: Int) -> [Double] {
    var dense = [Double](repeating: 0, count: count)
    add(to: &dense)
    return dense
  }
}
