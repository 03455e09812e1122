import Ground
@testable import Ascribe
import CreditStatistics
import Testing
import TestSupport
import Trajectories
import Simulation

/// Q-alignment of comparisons, against plain loops over decisions.
extension ComparisonTests {
  private struct Place: Hashable {
    let turn, node: Int
    let agent: String
  }

  /// The points of one batch by state: for each own action the mean credit, the exact value from the exact rows by hand, and
  /// the mean exact credit.
  private func points(
    of batch: JudgedBatch, method: Int, _ solution: ExactSolution
  ) -> [Place: [String: (score: Double, value: Double, exact: Double)]] {
    let (rollouts, mdp) = (batch.rollouts, solution.mdp)
    let episodes = rollouts.batch
    var sums: [Place: [String: (credit: Double, exact: Double, count: Double, value: Double)]] = [:]
    for episode in 0..<episodes.episodeCount {
      for (turn, index) in episodes.turns(of: episode).enumerated() {
        let node = Int(rollouts.node[index])
        let cell = solution.cells.index(turn: turn, node: node)
        let slots = mdp.nodes.slots(of: node).map {
          Array(mdp.information.choices(of: Int(mdp.nodes.slotInformation[$0])))
        }
        for (slot, decision) in episodes.decisions(of: index).enumerated() {
          let own = Int(rollouts.choice[decision])
          let place = Place(
            turn: turn, node: node, agent: episodes.symbols.agents[episodes.decisions.agent[decision]])
          // E over the teammates' actions of Q, by counting rows out.
          var joint: [[Int]] = [[]]
          for choices in slots { joint = joint.flatMap { row in choices.map { row + [$0] } } }
          var value = 0.0
          for (row, choices) in joint.enumerated() where choices[slot] == own {
            let weight = choices.indices.filter { $0 != slot }
              .reduce(1.0) { $0 * solution.policy.probability[choices[$1]] }
            if weight > 0 {
              value += weight * solution.cells.actionValue[solution.cells.rowStart[cell] + row]
            }
          }
          var sum = sums[place]?["\(own)"] ?? (0, 0, 0, value)
          sum.credit += batch.attributions[method].credits[decision]
          sum.exact += batch.exact?[decision] ?? .nan
          sum.count += 1
          sums[place, default: [:]]["\(own)"] = sum
        }
      }
    }
    return sums.mapValues { $0.mapValues { ($0.credit / $0.count, $0.value, $0.exact / $0.count) } }
  }

  /// Mean ranks, from 1, of numbers of which those within 1e-9 tie, by counting.
  private func ranks(_ numbers: [Double]) -> [Double] {
    numbers.map { number in
      let less = numbers.count { $0 < number - 1e-9 }
      let same = numbers.count { abs($0 - number) <= 1e-9 }
      return Double(less) + Double(same + 1) / 2
    }
  }

  private func correlation(_ first: [Double], _ second: [Double]) -> Double {
    let (a, b) = (mean(first), mean(second))
    let product = zip(first, second).reduce(0) { $0 + ($1.0 - a) * ($1.1 - b) }
    let squares = first.reduce(0) { $0 + ($1 - a) * ($1 - a) } * second.reduce(0) { $0 + ($1 - b) * ($1 - b) }
    return squares > 0 ? product / squares.squareRoot() : 0
  }

  @Test(arguments: [("relay", "horizon=5"), ("or", ""), ("single", "")])
  func qAlignmentByPlainLoops(scenario: String, parameters: String) throws {
    let plan = try Self.plan("grpo,gigpo,rloo", scenario, parameters, batches: 3)
    let comparison = try Comparison(plan).run()
    let solution = try #require(try Truth.best(for: plan.study).exact?.solution)
    for method in 0..<3 {
      var (across, within, signs): ([Double], [Double], [Double]) = ([], [], [])
      _ = try Study(plan.study).run(consume: { batch in
        let states = self.points(of: batch, method: method, solution)
        let all = states.values.flatMap(\.values)
        across.append(self.correlation(self.ranks(all.map(\.score)), self.ranks(all.map(\.value))))
        let told = states.values.map { Array($0.values) }.filter { points in
          points.contains { abs($0.value - points[0].value) > 1e-9 }
        }
        within.append(
          self.mean(told.map { self.correlation(self.ranks($0.map(\.score)), self.ranks($0.map(\.value))) }))
        let decided = all.filter { abs($0.exact) > 1e-9 }
        let same = decided.count { abs($0.score) > 1e-9 && ($0.score > 0) == ($0.exact > 0) }
        signs.append(Double(same) / Double(decided.count))
      })
      let found = try #require(comparison.methods[method].qAlignment)
      #expect(near([try #require(found.acrossPoints.mean.optional)], [mean(across)], 1e-10))
      #expect(near([try #require(found.withinStates.mean.optional)], [mean(within)], 1e-10))
      #expect(near([try #require(found.signAgreement.mean.optional)], [mean(signs)], 1e-10))
    }
  }

  /// One agent's exact credit orders the actions of a state as Q does and has its own sign; of three batches that all agree the
  /// binomial test says 2 · 2^-3. In one state after another the value of the state is left out, so across is less.
  @Test func exactCreditIsAlignedWithinStates() throws {
    let found = try #require(
      try Comparison(try Self.plan("coma", "single", batches: 3)).run().methods[0].qAlignment)
    #expect(near([try #require(found.withinStates.mean.optional)], [1], 1e-14))
    #expect(found.signAgreement.mean == .value(1))
    #expect(near([try #require(found.signTest.map(\.pValue).optional)], [0.25], 1e-14))
    #expect((try #require(found.acrossPoints.mean.optional)) < 1)
  }

  /// Where no action matters, no state can order any, and no exact credit has a sign.
  @Test func nothingToAlignWithoutDecisionsThatMatter() throws {
    let found = try #require(try Comparison(try Self.plan("grpo", "luck")).run().methods[0].qAlignment)
    #expect(found.withinStates.mean == .undefined(.noUnits))
    #expect(found.signAgreement.mean.optional == nil)
    #expect(found.signTest.optional == nil)
  }
}
