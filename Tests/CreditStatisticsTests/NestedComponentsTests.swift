import Ground
import CreditStatistics
import Testing

/// Sums of squares and variance components of nested levels.
@Suite struct NestedComponentsTests {
  private func group(_ path: [Int], _ values: [Double]) -> NestedComponents.Group {
    NestedComponents.Group(
      path: path, count: values.count, sum: values.reduce(0, +),
      sumOfSquares: values.reduce(0) { $0 + $1 * $1 })
  }

  private func components(_ names: [String], _ groups: [NestedComponents.Group]) throws -> NestedComponents {
    try #require(NestedComponents.measured(names, groups).optional)
  }

  /// Two agents, two turns each, two values a turn; the mean is 5.
  ///
  ///     agent 0: (1, 3), (3, 5)   means 2, 4, agent 3
  ///     agent 1: (6, 8), (6, 8)   means 7, 7, agent 7
  ///
  /// SS(agent) = 4 · (2² + 2²) = 32, SS(turn) = 2 · (1 + 1 + 0 + 0) = 4, SS(episode) = 4 · 2 = 8. Mean squares 32/1,
  /// 4/2 = 2, 8/4 = 2, so the components are (32 - 2)/4 = 7.5, (2 - 2)/2 = 0 and 2.
  @Test func balancedTableByHand() throws {
    let found = try components(
      ["agent", "turn", "episode"],
      [group([0, 0], [1, 3]), group([0, 1], [3, 5]), group([1, 0], [6, 8]), group([1, 1], [6, 8])])
    #expect(found.levels.map(\.name) == ["agent", "turn", "episode"])
    #expect(found.levels.map(\.groups) == [2, 4, 8])
    #expect(found.levels.map(\.degrees) == [1, 2, 4])
    expectClose(found.levels.map(\.sumOfSquares), [32, 4, 8])
    expectClose(found.levels.compactMap(\.component.optional), [7.5, 0, 2])
    let shares: [Double] = [32, 4, 8].map { (part: Double) in part / 44 }
    expectClose(found.levels.compactMap(\.explained.optional), shares)
  }

  /// One way, groups (0, 2) and (4): the mean is 2. SS between = 2 · 1 + 1 · 4 = 6, within = 2 with 1 degree of freedom.
  /// k = (4 + 1)/3, so the component is (6 - 2 · (2 - 1)) / (3 - 5/3) = 4 / (4/3) = 3.
  @Test func unequalGroupsByHand() throws {
    let found = try components(["agent", "episode"], [group([0], [0, 2]), group([1], [4])])
    expectClose(found.levels.map(\.sumOfSquares), [6, 2])
    expectClose(found.levels.compactMap(\.component.optional), [3, 2])
  }

  /// Two unequal levels: agent 0 with turns (1), (3, 5), agent 1 with a turn (9, 11). N = 5, mean 29/5.
  ///
  /// T0 = 29²/5 = 168.2; T1 = 9²/3 + 20²/2 = 227; T2 = 1 + 8²/2 + 20²/2 = 233; T3 = 1 + 9 + 25 + 81 + 121 = 237.
  /// v3 = (237 - 233)/(5 - 3) = 2. k(1,2) = (1 + 4)/3 + 4/2 = 11/3, so v2 = (6 - 2 · (3 - 2))/(5 - 11/3) = 3.
  /// k(0,1) = (9 + 4)/5 = 2.6, k(0,2) = (1 + 4 + 4)/5 = 1.8, so
  /// v1 = (58.8 - 2 · (2 - 1) - 3 · (11/3 - 1.8))/(5 - 2.6) = (58.8 - 2 - 5.6)/2.4 = 64/3.
  @Test func unequalLevelsByHand() throws {
    let found = try components(
      ["agent", "turn", "episode"], [group([0, 0], [1]), group([0, 1], [3, 5]), group([1, 0], [9, 11])])
    expectClose(found.levels.map(\.sumOfSquares), [58.8, 6, 4])
    let variances: [Double] = [64.0 / 3, 3, 2]
    expectClose(found.levels.compactMap(\.component.optional), variances)
  }

  /// Where every agent acts at one turn, turns cannot be told from agents.
  @Test func aLevelWithoutDegreesIsUndefined() throws {
    let found = try components(
      ["agent", "turn", "episode"], [group([0, 0], [0, 2]), group([1, 1], [4, 6])])
    #expect(found.levels[1].degrees == 0)
    #expect(found.levels[1].sumOfSquares == 0)
    #expect(found.levels[1].component == .undefined(.tooFew(found: 2, needed: 3)))
    // Mean squares 16 and 2: (16 - 2)/2.
    expectClose(found.levels.compactMap(\.component.optional), [7, 2])
  }

  /// The sums of squares do not see a shift, and see a scale by its square.
  @Test func shiftAndScale() throws {
    let values: [([Int], [Double])] = [([0, 0], [1, 3, 4]), ([0, 1], [3, 5]), ([1, 0], [6, 8, 1, 0])]
    let plain = try components(["a", "b", "c"], values.map { group($0, $1) })
    let moved = try components(
      ["a", "b", "c"], values.map { path, row in group(path, row.map { 3 * $0 + 100 }) })
    #expect(
      zip(plain.levels, moved.levels).allSatisfy { abs(9 * $0.sumOfSquares - $1.sumOfSquares) < 1e-9 })
  }

  @Test func whatHasNoVarianceExplainsNothing() throws {
    let found = try components(["agent", "episode"], [group([0], [2, 2]), group([1], [2])])
    #expect(found.levels.allSatisfy { $0.explained == .undefined(.noVariance) && $0.sumOfSquares == 0 })
    #expect(
      NestedComponents.measured(["agent", "episode"], [group([0], [1])]).reason
        == .tooFew(found: 1, needed: 2))
    #expect(NestedComponents.measured(["agent", "episode"], []).reason == .tooFew(found: 0, needed: 2))
  }
}
