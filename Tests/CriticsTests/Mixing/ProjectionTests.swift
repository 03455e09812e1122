import Testing
import TestSupport

@testable import Critics

/// Nearest tables of the published matrix games, with numbers by hand: an additive fit of a full table is
/// row mean + column mean - mean.
@Suite struct ProjectionTests {
  // MARK: Additive

  /// Row means of the QTRAN game: -16/3, -4, -4; mean -40/9. (A, A): 2 (-16/3) + 40/9 = -56/9, and so on.
  @Test func additiveProjectionOfTheQTRANGame() throws {
    let table = try MatrixGames.qtran()
    let found = try AdditiveProjection(of: table)
    let ninths: [Double] = [-56, -44, -44, -44, -32, -32, -44, -32, -32]
    expectEqual(found.fitted.values, ninths.map { $0 / 9 }, within: 1e-12)
    // 4096/9: 128²/81 + 4 · 64²/81 + 4 · 32²/81 = 36864/81.
    #expect(abs(found.loss - 36864.0 / 81) < 1e-10)
    #expect(table.greedyPlaces(of: found.utilities) == [4, 5, 7, 8])
    #expect(!table.isMaximised(by: found.utilities))
  }

  @Test(
    arguments: [
      ("harder", 580.44, [4, 5, 7, 8], -8), ("climbing", 1575.78, [8], 79), ("penalty", 401.78, [4], 10),
    ] as [(String, Double, [Int], Double)])
  func additiveProjectionsOfOtherGames(
    name: String, loss: Double, greedy: [Int], ninths: Double
  ) throws {
    let games = [
      "harder": try MatrixGames.harder(), "climbing": try MatrixGames.climbing(),
      "penalty": try MatrixGames.penalty(),
    ]
    let table = try #require(games[name])
    let found = try AdditiveProjection(of: table)
    #expect(abs(found.loss - loss) < 0.005)
    #expect(table.greedyPlaces(of: found.utilities) == greedy)
    #expect(abs(found.fitted.values[greedy[0]] - ninths / 9) < 1e-10)
  }

  /// With the discount 0.99: 7 is certain in 2A, 6.5 is what the sum sees of 8 in 2B; a mixture that is exact sees 8.
  @Test func theTwoStepGameByProjection() throws {
    let table = try MatrixGames.twoStepB()
    let additive = try AdditiveProjection(of: table)
    expectEqual(additive.fitted.values, [-1.5, 2.5, 2.5, 6.5], within: 1e-12)
    #expect(abs(additive.loss - 9) < 1e-12)
    #expect(abs(0.99 * 6.5 - 6.435) < 1e-12 && 0.99 * 6.5 < 0.99 * 7)
    let monotone = try MonotoneProjection.best(of: table)
    expectEqual(monotone.fitted.values, table.values, within: 1e-12)
    #expect(monotone.loss < 1e-20 && 0.99 * 8 > 0.99 * 7)
  }

  /// Normal equations: residuals are orthogonal to every action of every agent, where joint actions weigh as they do; of
  /// all solutions it is the one of least norm, which has the same sum of utilities for every agent.
  @Test func additiveResidualsAreOrthogonal() throws {
    var generator = SplitMix64(seed: 1)
    for counts in [[2, 3], [3, 4], [2, 2, 3], [1, 3]] {
      let size = counts.reduce(1, *)
      let table = try JointTable(
        counts: counts, values: (0..<size).map { _ in .random(in: -5...5, using: &generator) })
      let weights = (0..<size).map { _ in Double.random(in: 0.1...2, using: &generator) }
      let found = try AdditiveProjection(of: table, weights: weights)
      for agent in counts.indices {
        for action in 0..<counts[agent] {
          var moment = 0.0
          for place in 0..<size where table.actions(at: place)[agent] == action {
            moment += weights[place] * (table.values[place] - found.fitted.values[place])
          }
          #expect(abs(moment) < 1e-10)
        }
        let sums = found.utilities.map { $0.reduce(0.0, +) }
        #expect(abs(sums[agent] - sums[0]) < 1e-10)
      }
    }
  }

  // MARK: Monotone

  /// Global optima, and the optima under the constraint that joint action is on top.
  @Test func monotoneOptimaOfTheGames() throws {
    let qtran = try MatrixGames.qtran()
    let best = try MonotoneProjection.best(of: qtran)
    expectEqual(best.fitted.values, [8, -6, -6, -6, -6, -6, -6, -6, -6], within: 1e-12)
    #expect(abs(best.loss - 288) < 1e-10)
    #expect(abs(try MonotoneProjection.best(of: qtran, topping: [0, 0]).loss - 288) < 1e-10)
    let others = try MonotoneProjection.best(of: qtran, topping: [1, 1])
    expectEqual(others.fitted.values, [-8, -8, -8, -8, 0, 0, -8, 0, 0], within: 1e-12)
    #expect(abs(others.loss - 320) < 1e-10)

    let harder = try MatrixGames.harder()
    let six = try MonotoneProjection.best(of: harder)
    #expect(abs(six.loss - 344) < 1e-10)
    expectEqual([six.fitted.values.max() ?? 0], [6], within: 1e-12)
    #expect(six.fitted.values[0] < 0)
    #expect(abs(try MonotoneProjection.best(of: harder, topping: [0, 0]).loss - 486) < 1e-10)

    let climbing = try MatrixGames.climbing()
    let c = try MonotoneProjection.best(of: climbing)
    #expect(abs(c.loss - 997.42) < 0.005)
    #expect(c.rankings.map { $0[2] } == [2, 2])
    #expect(abs(try MonotoneProjection.best(of: climbing, topping: [0, 0]).loss - 1459.87) < 0.005)
  }

  /// The solution is the projection onto a convex cone, which the indicators of upper sets span: residuals sum to 0 over
  /// all joint actions and over each level set's upper set, and to no more than 0 over any upper set.
  @Test func monotoneSolutionsMeetTheirOptimalityConditions() throws {
    var generator = SplitMix64(seed: 2)
    for round in 0..<12 {
      let counts = [[3, 3], [2, 4], [2, 2, 2]][round % 3]
      let size = counts.reduce(1, *)
      let table = try JointTable(
        counts: counts, values: (0..<size).map { _ in .random(in: -5...5, using: &generator) })
      let weights = (0..<size).map { _ in
        Int.random(in: 0..<6, using: &generator) == 0 ? 0 : Double.random(in: 0.1...2, using: &generator)
      }
      let rankings = counts.map { Array(0..<$0).shuffled(using: &generator) }
      let found = try MonotoneProjection(of: table, rankings: rankings, weights: weights)
      let ranks = (0..<size).map { place in
        zip(rankings, table.actions(at: place)).map { $0.firstIndex(of: $1) ?? 0 }
      }
      let isBelow = { (low: Int, high: Int) in zip(ranks[low], ranks[high]).allSatisfy { $0 <= $1 } }
      let residual = (0..<size).map { weights[$0] * (table.values[$0] - found.fitted.values[$0]) }
      for low in 0..<size {
        for high in 0..<size where isBelow(low, high) {
          #expect(found.fitted.values[low] <= found.fitted.values[high] + 1e-12)
        }
      }
      for set in 1..<1 << size {
        let members = (0..<size).filter { set >> $0 & 1 == 1 }
        guard
          members.allSatisfy({ low in
            (0..<size).allSatisfy { !isBelow(low, $0) || set >> $0 & 1 == 1 }
          })
        else { continue }
        let sum = members.reduce(0) { $0 + residual[$1] }
        #expect(sum <= 1e-9, "round \(round), set \(members)")
        let least = members.map { found.fitted.values[$0] }.min() ?? 0
        if (0..<size).allSatisfy({ set >> $0 & 1 == 1 || found.fitted.values[$0] < least - 1e-9 }) {
          #expect(abs(sum) <= 1e-9, "round \(round), level set \(members)")
        }
      }
    }
  }

  /// A monotone table is its own projection, in the rankings that made it.
  @Test func aMixtureOfUtilitiesIsRepresentedExactly() throws {
    var generator = SplitMix64(seed: 3)
    for _ in 0..<5 {
      let first = (0..<3).map { _ in Double.random(in: -1...1, using: &generator) }
      let second = (0..<3).map { _ in Double.random(in: -1...1, using: &generator) }
      let values = first.flatMap { q in
        second.map {
          let sum = q + $0; return sum * sum * sum + sum
        }
      }
      let found = try MonotoneProjection.best(of: try JointTable(counts: [3, 3], values: values))
      #expect(found.loss < 1e-20)
    }
  }

  // MARK: Other classes

  /// QPLEX writes any table without a difference, and its utilities then maximise it.
  @Test func anyTableHasADuplexForm() throws {
    var generator = SplitMix64(seed: 4)
    let random = try JointTable(
      counts: [2, 3, 2], values: (0..<12).map { _ in .random(in: -5...5, using: &generator) })
    for table in [random, try MatrixGames.qtran(), try MatrixGames.harder(), try MatrixGames.penalty()] {
      let form = DuplexForm(of: table)
      expectEqual(form.mixed.values, table.values, within: 1e-12)
      #expect(table.isMaximised(by: form.utilities))
      #expect(form.weights.allSatisfy { $0 >= 0 })
      #expect(FactorisationConditions(of: table, utilities: form.utilities).greedy.count == 1)
    }
  }

  /// Utilities 4, -8, -8 for both agents: V = 8 - 8 = 0, slack 0 at (A, A), -4 + 12 at (A, B), -16 - 0 < 0 at (B, B): not
  /// met. With 4, -4, -4: 0 + 12 at (A, B) and -8 at (B, B). With 4, 0, 0: 16 and 0, met.
  @Test(arguments: [(-8.0, 8.0, -16.0, false), (-4, 12, -8, false), (0, 16, 0, true)])
  func conditionsOfFactorisation(other: Double, mixed: Double, both: Double, areMet: Bool) throws {
    let found = FactorisationConditions(
      of: try MatrixGames.qtran(), utilities: [[4, other, other], [4, other, other]])
    #expect(found.greedy == [0])
    expectEqual([found.value] + [0, 1, 4].map { found.slack[$0] }, [0, 0, mixed, both])
    #expect(found.areMet() == areMet)
  }

  /// With the least-norm utilities of the additive fit, weights of 1 are best; a utility turned upside down gets 0.
  @Test func weightsOfUtilitiesAreNotNegative() throws {
    let table = try MatrixGames.climbing()
    let additive = try AdditiveProjection(of: table)
    let same = try NonNegativeMixture(of: table, utilities: additive.utilities)
    expectEqual(same.weights, [1, 1], within: 1e-10)
    #expect(abs(same.loss - additive.loss) < 1e-8)
    let turned = try NonNegativeMixture(
      of: table, utilities: [additive.utilities[0].map { -$0 }, additive.utilities[1].map { $0 / 2 }])
    #expect(turned.weights[0] == 0)
    #expect(abs(turned.weights[1] - 2) < 1e-10)
  }

  /// Optimality: no slope along a positive weight, and none downhill along a weight of 0.
  @Test func weightsMeetTheirOptimalityConditions() throws {
    var generator = SplitMix64(seed: 5)
    for _ in 0..<20 {
      let random = { (count: Int) in (0..<count).map { _ in Double.random(in: -2...2, using: &generator) } }
      let table = try JointTable(counts: [2, 3, 2], values: random(12))
      let utilities = [random(2), random(3), random(2)]
      let joint = random(12).map { abs($0) }
      let found = try NonNegativeMixture(of: table, utilities: utilities, weights: joint)
      let residual = (0..<12).map { joint[$0] * (table.values[$0] - found.fitted.values[$0]) }
      #expect(abs(residual.reduce(0, +)) < 1e-9)
      for agent in 0..<3 {
        let slope = (0..<12).reduce(0) { $0 + residual[$1] * utilities[agent][table.actions(at: $1)[agent]] }
        #expect(slope <= 1e-9)
        if found.weights[agent] > 0 { #expect(abs(slope) < 1e-9) }
      }
    }
  }

  // MARK: Games of actions

  /// The QTRAN game against the default (B, B): v = (0, -12, -12, 8) at (A, A), v = (0, -12, 0, -12) at (A, B).
  @Test func shapleyQValuesOfTheQTRANGame() throws {
    let table = try MatrixGames.qtran()
    expectEqual(table.shapleyQValues(of: [0, 0], defaults: [1, 1]), [4, 4])
    expectEqual(table.shapleyQValues(of: [0, 1], defaults: [1, 1]), [-12, 0])
    expectEqual(table.shapleyQValues(of: [1, 1], defaults: [1, 1]), [0, 0])
  }

  /// v(A, B, C, AB, AC, BC, ABC) = (2, 3, 0, 10, 4, 5, 12): 29/6, 35/6, 8/6 by six orders.
  @Test func shapleyQValuesOfThreeAgents() throws {
    let table = try JointTable(counts: [2, 2, 2], values: [0, 0, 3, 5, 2, 4, 10, 12])
    expectEqual(table.shapleyQValues(of: [1, 1, 1], defaults: [0, 0, 0]), [29.0 / 6, 35.0 / 6, 8.0 / 6])
  }

  /// They sum to what the joint action adds to the defaults.
  @Test func shapleyQValuesAreEfficient() throws {
    var generator = SplitMix64(seed: 6)
    let table = try JointTable(
      counts: [2, 3, 2, 2], values: (0..<24).map { _ in .random(in: -5...5, using: &generator) })
    for place in 0..<24 {
      let sum = table.shapleyQValues(of: table.actions(at: place), defaults: [1, 2, 0, 1]).reduce(0, +)
      #expect(abs(sum - (table.values[place] - table[1, 2, 0, 1])) < 1e-12)
    }
  }

  // MARK: What is refused

  private func message(_ body: () throws -> Void) throws -> String {
    "\(try #require(throws: JointTableError.self, performing: body))"
  }

  @Test func badTablesAreRefused() throws {
    #expect(
      try message { _ = try JointTable(counts: [3], values: [1, 2, 3]) }
        == "a joint table needs at least two agents; found 1.")
    #expect(
      try message { _ = try JointTable(counts: [17, 17, 17], values: []) }
        == "a joint table of 17 x 17 x 17 actions is larger than 4096.")
    #expect(
      try message { _ = try JointTable(counts: [2, 2], values: [1, 2, 3]) }
        == "3 values do not fill a table of 2 x 2 actions.")
    #expect(
      try message { _ = try JointTable(counts: [1, 2], values: [1, .nan]) }
        == "value 1 of a joint table is NaN or infinite.")
    let five = try JointTable(counts: [5, 2], values: [Double](repeating: 0, count: 10))
    #expect(
      try message { _ = try MonotoneProjection.best(of: five) }
        == "the rankings of 5 x 2 actions are more than 13824.")
    for weights in [[1.0], [Double](repeating: 0, count: 10), [Double](repeating: -1, count: 10)] {
      #expect(
        try message { _ = try AdditiveProjection(of: five, weights: weights) }
          == "weights are one finite number of at least 0 for every joint action, and not all 0.")
    }
  }
}
